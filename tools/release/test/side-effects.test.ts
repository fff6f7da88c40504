// Bundlers believe `sideEffects`: importing a package must run nothing but what its manifest names.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { root } from '../src/release.mjs';

const packages = readdirSync(join(root, 'packages'));

/** A statement at the margin of a bundle that declares nothing: esbuild drops what it can prove harmless. */
const ACTS = /^(?!\s|$|\/\/|\/\*|[})\]]|(?:import|export|var|let|const|function|async function|class)\b)/;

test.each(packages)('%s runs nothing undeclared when it is imported', async (name) => {
  const folder = join(root, 'packages', name);
  const { sideEffects } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const declared = ((sideEffects || []) as string[]).map((file) => join(folder, file));
  const { outputFiles } = await build({
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    write: false,
    splitting: true,
    outdir: 'bundled', // written nowhere
    stdin: { contents: "import './src/index.ts'", resolveDir: folder },
    ignoreAnnotations: true, // `sideEffects` itself is not believed
    supported: { 'template-literal': false }, // their lines would look like statements
    plugins: [
      {
        name: 'without declared files',
        setup({ onResolve }) {
          onResolve({ filter: /^\./ }, ({ path, resolveDir }) =>
            declared.includes(join(resolveDir, path).replace(/\.js$/, '.ts')) ? { external: true, path } : undefined,
          );
          onResolve({ filter: /^[^./]/ }, ({ path }) => ({ external: true, path, sideEffects: false }));
        },
      },
    ],
  });
  const lines = outputFiles.flatMap(({ text }) => text.split('\n'));
  expect(lines.filter((line) => ACTS.test(line))).toEqual([]);
});
