// Bundles the page's script and styles into dist/page.js and dist/page.css, which src/render.ts puts into the HTML.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** The notices that the bundled libraries want to see kept; their files carry them in comments that a minifier drops. */
async function notices() {
  const echarts = createRequire(import.meta.url).resolve('echarts/package.json');
  const zrender = createRequire(echarts).resolve('zrender/package.json');
  const read = (manifest, file) => readFile(join(dirname(manifest), file), 'utf8');
  const { version } = JSON.parse(await read(echarts, 'package.json'));
  return [
    `This file contains parts of Apache ECharts ${version}, licensed under the Apache License, Version 2.0`,
    '(https://www.apache.org/licenses/LICENSE-2.0).',
    '',
    await read(echarts, 'NOTICE'),
    '',
    'It contains parts of d3.js, through ECharts:',
    '',
    await read(echarts, 'licenses/LICENSE-d3'),
    '',
    'It contains parts of ZRender:',
    '',
    await read(zrender, 'LICENSE'),
  ].join('\n');
}

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: [
    { in: 'src/page/main.ts', out: 'page' },
    { in: 'src/page/styles/page.css', out: 'page' },
  ],
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'iife',
  platform: 'browser',
  target: ['es2021', 'chrome100', 'firefox100', 'safari15'],
  define: { 'process.env.NODE_ENV': '"production"' },
  legalComments: 'inline',
  banner: { js: `/*!\n${(await notices()).replaceAll('*/', '* /').trim()}\n*/` },
  logLevel: 'warning',
  write: false,
});

// Whole or not at all: others may be reading the page that was built before.
await mkdir(join(here, 'dist'), { recursive: true });
for (const { path, contents } of outputFiles) {
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, contents);
  await rename(draft, path);
}
