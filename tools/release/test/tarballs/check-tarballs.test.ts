import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { checkTarballs, readBudgets } from '../../tarballs/index.mjs';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const temp = mkdtempSync(join(tmpdir(), 'check-tarballs-test-'));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

const manifest = {
  name: '@amnl/ema',
  version: '1.0.0',
  license: 'Apache-2.0',
  type: 'module',
  keywords: ['tensorflow.js', 'amnl', 'amnl-plugin'],
  files: ['dist'],
  sideEffects: false,
  engines: { node: '>=20.19' },
  publishConfig: { access: 'public' },
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  peerDependencies: { '@amnl/core-loop': '^1.0.0' },
};
const good: Record<string, string> = {
  'package.json': JSON.stringify(manifest),
  LICENSE: readFileSync(join(root, 'LICENSE'), 'utf8'),
  'README.md': '# ema',
  'CHANGELOG.md': '# ema',
  'dist/index.js': 'export const ema = 1;\n',
  'dist/index.d.ts': 'export declare const ema: number;\n',
};
let count = 0;
/** A folder with one tarball of `good` with `changes`; null leaves a file out. */
function packed(changes: Record<string, string | null> = {}): string {
  const folder = join(temp, String(++count));
  for (const [path, text] of Object.entries({ ...good, ...changes })) {
    if (text === null) continue;
    mkdirSync(dirname(join(folder, 'package', path)), { recursive: true });
    writeFileSync(join(folder, 'package', path), text);
  }
  execFileSync('tar', ['-czf', join(folder, 'amnl-ema-1.0.0.tgz'), '-C', folder, 'package']);
  return folder;
}

test('a good tarball', async () => {
  const { rows, problems } = await checkTarballs(packed());
  expect(problems).toEqual([]);
  expect(rows).toMatchObject([{ name: '@amnl/ema', version: '1.0.0', publint: 0, types: 0, manifest: 0 }]);
  expect(rows[0]!.size).toBeLessThan(100);
});

test('types that are not there, a script that is not there, a declaration that is not ESM', async () => {
  const untyped = await checkTarballs(packed({ 'dist/index.d.ts': null }));
  expect(untyped.rows).toMatchObject([{ publint: 1, types: expect.any(Number) }]);
  expect(untyped.problems.filter((text) => text.startsWith('@amnl/ema: types: ')).length).toBeGreaterThan(0);

  const empty = await checkTarballs(packed({ 'dist/index.js': null }));
  expect(empty.problems.filter((text) => /publint: /.test(text)).length).toBeGreaterThan(0);
  expect(empty.problems.at(-1)).toMatch(/build before packing/);

  const wrong = await checkTarballs(packed({ 'dist/index.d.ts': "export { a } from './missing';\n" }));
  expect(wrong.problems.filter((text) => /types: InternalResolutionError/.test(text)).length).toBeGreaterThan(0);
});

test('a script over its budget, and one with effects that nobody declared', async () => {
  const noise = Array.from({ length: 3000 }, (_, i) => Math.imul(i, 2654435761) >>> 0).join();
  const large = await checkTarballs(packed({ 'dist/index.js': `export const ema = [${noise}];` }));
  expect(large.problems).toEqual([expect.stringMatching(/^@amnl\/ema: size: \d+ bytes, \d+ over its budget/)]);

  const acting = await checkTarballs(packed({ 'dist/index.js': 'globalThis.a = 1;\nexport const ema = 1;' }));
  expect(acting.problems).toEqual(['@amnl/ema: sideEffects says false, yet importing runs: globalThis.a = 1;']);
});

test('a manifest within the package is a mistake, but in a scaffold’s template', async () => {
  const nested = JSON.stringify({ name: 'a', exports: { '.': './index.js' } });
  expect((await checkTarballs(packed({ 'template/package.json': nested }))).problems).toEqual([]);
  expect((await checkTarballs(packed({ 'dist/package.json': nested }))).problems.length).toBeGreaterThan(0);
});

test('two builds must be equal', async () => {
  const first = packed();
  expect((await checkTarballs(first, packed())).problems).toEqual([]);
  expect((await checkTarballs(first, packed({ 'README.md': 'another' }))).problems).toEqual([
    '@amnl/ema: README.md differs between two builds',
  ]);
  const another = packed();
  cpSync(join(another, 'amnl-ema-1.0.0.tgz'), join(another, 'amnl-ema-1.0.1.tgz'));
  expect((await checkTarballs(first, another)).problems).toEqual([`amnl-ema-1.0.1.tgz is only in ${another}`]);
  expect((await checkTarballs(another, first)).problems).toEqual([`amnl-ema-1.0.1.tgz is not in ${first}`]);
});

test('an empty folder is a problem, not a success', async () => {
  const folder = join(temp, 'empty');
  mkdirSync(folder);
  expect((await checkTarballs(folder)).problems).toEqual([
    `${folder} holds no .tgz file: pack the packages into it first`,
  ]);
});

test('every published package has a budget, and no other', async () => {
  const names = readdirSync(join(root, 'packages')).flatMap((name) => {
    const { name: full, private: hidden } = JSON.parse(
      readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'),
    );
    return hidden ? [] : [full as string];
  });
  expect(Object.keys(await readBudgets()).sort()).toEqual(names.sort());
});
