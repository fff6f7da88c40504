import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const script = join(root, 'tools', 'release', 'require-build.mjs');
const folder = mkdtempSync(join(tmpdir(), 'packing-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a package that is not built is not packed', () => {
  const entry = { types: './dist/index.d.ts', default: './dist/index.js' };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'x', exports: { '.': entry, './package.json': './package.json' } }),
  );
  const pack = () => spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
  expect(pack()).toMatchObject({ status: 1, stderr: expect.stringMatching(/^x is not built: .*dist.index\.js/) });
  mkdirSync(join(folder, 'dist'));
  for (const path of Object.values(entry)) writeFileSync(join(folder, path), '');
  expect(pack()).toMatchObject({ status: 0, stderr: '' });
});

test.each(readdirSync(join(root, 'packages')))('%s looks before it is packed', (name) => {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  const look = name === 'create-amnl-plugin' ? 'node build/versions.mjs' : 'node ../../tools/release/require-build.mjs';
  expect(manifest.scripts.prepack).toContain(look);
});
