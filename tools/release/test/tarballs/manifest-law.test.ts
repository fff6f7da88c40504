import { expect, test } from 'vitest';
import { manifestProblems, type PublishedManifest } from '../../tarballs/manifest-law.mjs';

const LICENCE = 'the licence\n';
const good: PublishedManifest = {
  name: '@amnl/ema',
  version: '1.0.0',
  license: 'Apache-2.0',
  type: 'module',
  keywords: ['tensorflow.js', 'amnl', 'amnl-plugin'],
  files: ['dist'],
  sideEffects: false,
  engines: { node: '>=20.19' },
  publishConfig: { access: 'public' },
  exports: {
    '.': { '@amnl/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    './package.json': './package.json',
  },
  peerDependencies: { '@amnl/core-loop': '^1.0.0' },
};
const carried = ['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json', 'dist/index.js', 'dist/testing/index.js'];
const files = (...paths: string[]) => new Map(paths.map((path) => [path, Buffer.from(LICENCE)]));
const problems = (change: Partial<PublishedManifest>, ...paths: string[]) =>
  manifestProblems({ ...good, ...change }, files(...carried, ...paths), LICENCE);
/** The manifest without a field. */
const without = (field: keyof PublishedManifest) => {
  const { [field]: _, ...rest } = good;
  return manifestProblems(rest as PublishedManifest, files(...carried), LICENCE);
};

test('a complete manifest has no problem', () => {
  expect(problems({})).toEqual([]);
});

test('the licence: named, carried, the repository’s own', () => {
  expect(problems({ license: 'MIT' })).toEqual(['license is MIT, not Apache-2.0']);
  expect(manifestProblems(good, files(...carried.slice(1)), LICENCE)[0]).toMatch(/^LICENSE is missing/);
  expect(manifestProblems(good, files(...carried), 'another\n')).toEqual(['LICENSE differs from the repository’s']);
});

test('keywords: plugins say that they are plugins, the domain’s packages and the core do not', () => {
  expect(problems({ keywords: ['amnl'] })).toEqual(["keywords lack 'tensorflow.js'", "keywords lack 'amnl-plugin'"]);
  expect(problems({ name: '@amnl/model-rul', keywords: ['tensorflow.js', 'amnl'] })).toEqual([]);
  expect(problems({ name: '@amnl/core-loop', keywords: ['tensorflow.js', 'amnl'], peerDependencies: {} })).toEqual([]);
});

test.each([
  ['type', /not module/],
  ['engines', /engines.node/],
  ['sideEffects', /sideEffects is missing/],
  ['publishConfig', /access is not public/],
  ['files', /files is missing/],
] as const)('%s is needed', (field, message) => {
  const found = without(field);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(message);
});

test('exports: types before all that others resolve, default at the end', () => {
  expect(problems({ exports: { '.': { default: './a.js', types: './a.d.ts' } } })).toEqual([
    "exports['.'] does not begin with types",
  ]);
  expect(problems({ exports: { '.': { types: './a.d.ts', import: './a.js' } } })).toEqual([
    "exports['.'] does not end with default",
  ]);
  expect(problems({ exports: { '.': './a.js' } })).toEqual(["exports['.'] has no types"]);
  expect(problems({ exports: {} })).toEqual(["exports lack '.'"]);
});

test.each([
  'src/ema.test.ts',
  'src/ema.test-d.ts',
  'dist/ema.test.js',
  'src/fixtures/torch.json',
  'src/__snapshots__/ema.test.ts.snap',
  'test/long.ts',
  'dist/.tsbuildinfo',
  'tsconfig.tsbuildinfo',
])('%s is not published', (path) => {
  expect(problems({}, path)).toEqual([`${path} is no business of users: exclude it in files`]);
});

test('a scaffold’s template keeps its tests', () => {
  expect(problems({}, 'template/src/index.test.ts')).toEqual([]);
});

test('a changelog from the first release on', () => {
  const bare = files(...carried.filter((path) => path !== 'CHANGELOG.md'));
  expect(manifestProblems(good, bare, LICENCE)).toEqual(['CHANGELOG.md is missing']);
  expect(manifestProblems({ ...good, version: '0.0.0' }, bare, LICENCE)).toEqual([]);
});

test('no range that only the workspace understands', () => {
  expect(problems({ dependencies: { zod: 'catalog:' } })[0]).toMatch(/^dependencies.zod: catalog: is a range of/);
});
