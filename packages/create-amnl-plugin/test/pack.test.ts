import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readTemplate } from '../src/template.js';

const here = fileURLToPath(new URL('..', import.meta.url));

it('packs the whole template, its tests included, and no test of its own', async () => {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: here,
    shell: process.platform === 'win32',
  });
  const packed = (JSON.parse(stdout)[0].files as { path: string }[]).map(({ path }) => path);
  for (const path of Object.keys(readTemplate())) expect(packed).toContain(`template/${path}`);
  expect(packed).toContain('dist/versions.json');
  expect(packed.filter((path) => !path.startsWith('template/') && /\.test\./.test(path))).toEqual([]);
});

it('needs nothing but Node', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).not.toHaveProperty('peerDependencies');
});
