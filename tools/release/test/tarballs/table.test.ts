import { expect, test } from 'vitest';
import { budgetProblems } from '../../tarballs/index.mjs';
import { differingFiles } from '../../tarballs/reproducible.mjs';
import { tarballTable } from '../../tarballs/table.mjs';

const row = { name: '@amnl/ema', version: '1.0.0', size: 900, later: [], budget: 1000, tarball: 5000 };
const clean = { publint: 0, types: 0, manifest: 0 };

test('one line a package', () => {
  const table = tarballTable([
    { ...row, ...clean },
    { ...row, ...clean, name: 'b', size: 1001, later: [3, 4], types: 2 },
    { ...row, ...clean, name: 'c', budget: undefined },
  ]);
  expect(table.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['package', 'version', 'min+brotli', 'budget', 'later', 'tarball', 'publint', 'types', 'manifest'],
    ['@amnl/ema', '1.0.0', '900', '1000', '✓', '5000', '✓', '✓', '✓'],
    ['b', '1.0.0', '1001', '1000', '✗', '7 in 2', '5000', '✓', '✗ 2', '✓'],
    ['c', '1.0.0', '900', 'none', '✗', '5000', '✓', '✓', '✓'],
  ]);
});

test('a budget is kept to the byte', () => {
  expect(budgetProblems(1000, 1000)).toEqual([]);
  expect(budgetProblems(1001, 1000)[0]).toMatch(/^size: 1001 bytes, 1 over its budget of 1000/);
  expect(budgetProblems(1, undefined)[0]).toMatch(/no budget/);
  expect(budgetProblems(undefined, 1)[0]).toMatch(/build before packing/);
});

test('two builds: what differs, and what only one has', () => {
  const files = (entries: Record<string, string>) =>
    new Map(Object.entries(entries).map(([path, text]) => [path, Buffer.from(text)]));
  expect(differingFiles(files({ a: '1', b: '2' }), files({ a: '1', b: '2' }))).toEqual([]);
  expect(differingFiles(files({ a: '1', b: '2', c: '3' }), files({ a: '1', b: '0', d: '4' }))).toEqual([
    'b differs between two builds',
    'c is only in the first build',
    'd is only in the second build',
  ]);
});

test('two builds: the order of dependencies says nothing, that of exports does', () => {
  const manifest = (value: unknown) => new Map([['package.json', Buffer.from(JSON.stringify(value))]]);
  const [one, other] = [
    { a: '1', b: '2' },
    { b: '2', a: '1' },
  ];
  expect(differingFiles(manifest({ dependencies: one }), manifest({ dependencies: other }))).toEqual([]);
  expect(differingFiles(manifest({ dependencies: one }), manifest({ dependencies: { ...one, a: '3' } }))).toHaveLength(
    1,
  );
  expect(differingFiles(manifest({ exports: one }), manifest({ exports: other }))).toHaveLength(1);
});
