import { expect, test } from 'vitest';
import {
  compatibilityTable,
  publishedRange,
  readCatalog,
  settledRows,
  withPackages,
  withTable,
} from '../../compatibility.mjs';

const versions = new Map([
  ['@amnl/core-loop', '1.1.0'],
  ['@amnl/ema', '1.0.1'],
  ['@amnl/cli', '2.0.0'],
]);
const catalog = new Map([['@tensorflow/tfjs-core', '4.22.0']]);
const engines = { node: '>=20.19' };
const peer = { '@amnl/core-loop': 'workspace:^', '@tensorflow/tfjs-core': '^4.22.0' };

test('ranges as they will be published', () => {
  const published = (name: string, range: string) => publishedRange(name, range, versions, catalog);
  expect(published('@amnl/core-loop', 'workspace:^')).toBe('^1.1.0');
  expect(published('@amnl/core-loop', 'workspace:~')).toBe('~1.1.0');
  expect(published('@amnl/core-loop', 'workspace:*')).toBe('1.1.0');
  expect(published('@amnl/core-loop', 'workspace:^1.0.0')).toBe('^1.0.0');
  expect(published('@tensorflow/tfjs-core', 'catalog:')).toBe('4.22.0');
  expect(published('@tensorflow/tfjs-core', '^4.22.0')).toBe('^4.22.0');
  expect(() => published('zod', 'catalog:')).toThrow('zod has the range catalog:, but is not in the catalog');
  expect(() => published('@amnl/no', 'workspace:^')).toThrow(
    '@amnl/no has the range workspace:^, but is not in packages/',
  );
});

test('a row for every package: versions after the release, peers, what is brought, what is not needed', () => {
  const table = compatibilityTable(
    [
      { name: '@amnl/cli', version: '0.0.0', engines, dependencies: { ...peer, '@tensorflow/tfjs-core': 'catalog:' } },
      { name: '@amnl/ema', version: '1.0.0', engines, peerDependencies: peer },
      { name: '@amnl/core-loop', version: '1.0.0', engines, peerDependencies: { '@tensorflow/tfjs-core': '^4.22.0' } },
      { name: '@amnl/other', version: '3.0.0' },
    ],
    versions,
    catalog,
  );
  expect(table.split('\n')).toEqual([
    '| package | version | `@amnl/core-loop` | `@tensorflow/tfjs-core` | Node |',
    '| --- | --- | --- | --- | --- |',
    '| `@amnl/core-loop` | 1.1.0 | – | `^4.22.0` | `>=20.19` |',
    '| `@amnl/cli` | 2.0.0 | `^1.1.0`, brings it | `4.22.0`, brings it | `>=20.19` |',
    '| `@amnl/ema` | 1.0.1 | `^1.1.0` | `^4.22.0` | `>=20.19` |',
    '| `@amnl/other` | 3.0.0 | – | – | `*` |',
  ]);
});

test('a version that is published keeps the range it was published with', () => {
  const ema = { name: '@amnl/ema', version: '1.0.1', engines, peerDependencies: peer };
  const published = '| `@amnl/ema` | 1.0.1 | `^1.0.0` | `^4.22.0` | `>=20.19` |';
  const table = (released: string[], row = published) =>
    compatibilityTable([ema], versions, catalog, settledRows(`a\n${row}\n`, [ema], new Set(released))).split('\n')[2];
  expect(table([])).toBe(published);
  expect(table(['@amnl/core-loop'])).toBe(published);
  expect(table(['@amnl/ema'])).toContain('`^1.1.0`');
  expect(table([], published.replace('1.0.1', '1.0.0'))).toContain('`^1.1.0`');
});

test('the table goes between its markers and nowhere else', () => {
  const [begin, end] = ['<!-- compatibility:begin -->', '<!-- compatibility:end -->'];
  const text = withTable(`a\n${begin}\nold\n${end}\nb\n`, 'new');
  expect(text).toBe(`a\n${begin}\nnew\n${end}\nb\n`);
  expect(withTable(text, 'new')).toBe(text);
  for (const wrong of ['', begin, end, `${end}${begin}`, `${begin}${end}${end}`, `${begin}${begin}${end}`]) {
    expect(() => withTable(wrong, 'new'), wrong).toThrow(/each once and in this order/);
  }
});

test('the catalog of the workspace file', () => {
  const text = 'packages: [a]\ncatalog:\n  "@a/b": 1.2.3\n  c: 4.5.6-rc.1\nafter:\n  d: 7.8.9\n';
  expect([...readCatalog(text)]).toEqual([
    ['@a/b', '1.2.3'],
    ['c', '4.5.6-rc.1'],
  ]);
});

test('a package that the README does not link gets a row, the last before the mark', () => {
  const readme = '| [`ema`](packages/ema) | weight EMA |\n<!-- packages:end -->\n';
  const manifests = ['ema', 'new'].map((name) => ({
    name: `@amnl/${name}`,
    version: '1.0.0',
    description: 'One: two.',
  }));
  expect(withPackages(readme, manifests)).toBe(
    '| [`ema`](packages/ema) | weight EMA |\n| [`new`](packages/new) | One: two |\n<!-- packages:end -->\n',
  );
});
