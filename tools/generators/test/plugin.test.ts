import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson, type Tree } from '@nx/devkit';
import { createTree } from '@nx/devkit/testing';
import { beforeEach, expect, test } from 'vitest';
import { withRow } from '../plugin/announce.mjs';
import { ourManifest } from '../plugin/conventions.mjs';
import plugin from '../plugin/generator.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const CONSUMER = 'tools/release/consumers/commonjs/package.json';
const BUDGETS = 'tools/release/tarballs/budgets.json';
const SHARED = ['README.md', 'tools/check/package.json', CONSUMER, BUDGETS, 'packages/core-loop/package.json'];
/** What belongs to the package's own contents, not to how packages of this repository are made. */
const OWN = ['name', 'description', 'devDependencies'];

let tree: Tree;
beforeEach(() => {
  tree = createTree();
  for (const path of SHARED) tree.write(path, readFileSync(join(root, path)));
});

test('is made like its neighbours: manifest and tsconfig of grad-clip', () => {
  plugin(tree, { name: 'weight-tickler' });
  const neighbour = (path: string) => JSON.parse(readFileSync(join(root, 'packages', 'grad-clip', path), 'utf8'));
  const made = readJson(tree, 'packages/weight-tickler/package.json');
  const expected = neighbour('package.json');
  const conventions = (manifest: object) =>
    Object.fromEntries(Object.entries(manifest).filter(([key]) => ![...OWN, 'version', 'files'].includes(key)));
  expect(conventions(made)).toEqual(conventions(expected));
  expect(expected.files).toEqual(expect.arrayContaining(made.files));
  expect(Object.keys(made)).toEqual(Object.keys(expected));
  expect(made.name).toBe('@amnl/weight-tickler');
  expect(made.version).toBe('0.0.0');
  for (const [name, range] of Object.entries(made.devDependencies)) expect(range).toBe(expected.devDependencies[name]);
  expect(readJson(tree, 'packages/weight-tickler/tsconfig.build.json')).toEqual(neighbour('tsconfig.build.json'));
  expect(readJson(tree, 'packages/weight-tickler/tsconfig.json').extends).toBe(neighbour('tsconfig.json').extends);
});

test('has the template’s code under its own names, and nothing that the root has', () => {
  plugin(tree, { name: 'weight-tickler' });
  expect(tree.children('packages/weight-tickler').sort()).toEqual(
    ['README.md', 'package.json', 'src', 'tsconfig.build.json', 'tsconfig.json'].sort(),
  );
  expect(tree.children('packages/weight-tickler/src').sort()).toEqual(
    ['index.ts', 'weight-tickler.test.ts', 'weight-tickler.ts'].sort(),
  );
  expect(tree.read('packages/weight-tickler/src/index.ts', 'utf8')).toContain('weightTickler');
  const readme = tree.read('packages/weight-tickler/README.md', 'utf8');
  expect(readme).toContain('npm install @amnl/weight-tickler @amnl/core-loop @tensorflow/tfjs');
  expect(readme).not.toMatch(/amnl-plugin|gradient-noise|gradientNoise/);
});

test('is known to the pages, to the checks, to the rehearsal and to the next release, and nothing else has changed', () => {
  const present = new Map(SHARED.map((path) => [path, tree.read(path, 'utf8') ?? '']));
  const paths = tree.listChanges().map(({ path }) => path);
  plugin(tree, { name: 'weight-tickler' });
  /** Lines of a file that were not in it before. */
  const added = (path: string) => {
    const before = present.get(path)!.split('\n');
    const now = tree.read(path, 'utf8')!.split('\n');
    return now.filter((line) => !before.includes(line));
  };
  expect(added('README.md')).toEqual([
    expect.stringContaining('| [`weight-tickler`](packages/weight-tickler) | annealed Gaussian noise on the gradients'),
  ]);
  expect(added('tools/check/package.json')).toEqual(['    "@amnl/weight-tickler": "workspace:^",']);
  expect(added(CONSUMER)).toEqual(['    "@amnl/weight-tickler": "^1.0.0",']);
  expect(added(BUDGETS)).toEqual(['  "@amnl/weight-tickler": 600,']);
  expect(added('packages/core-loop/package.json')).toEqual([]);
  for (const path of [CONSUMER, BUDGETS]) {
    const names = [...tree.read(path, 'utf8')!.matchAll(/"(@amnl\/[^"]+)"/g)].map(([, name]) => name);
    expect(names).toEqual([...names].sort());
  }
  expect(tree.read('.changeset/weight-tickler.md', 'utf8')).toMatch(
    /^---\n"@amnl\/weight-tickler": major\n---\n\nFirst/,
  );
  const made = tree.listChanges().map(({ path }) => path);
  expect(made.filter((path) => !paths.includes(path) && !path.startsWith('packages/weight-tickler/'))).toEqual([
    '.changeset/weight-tickler.md',
  ]);
});

test('the scope may be written, too', () => {
  plugin(tree, { name: '@amnl/weight-tickler' });
  expect(readJson(tree, 'packages/weight-tickler/package.json').name).toBe('@amnl/weight-tickler');
});

test.each([
  ['core-loop', 'packages/core-loop exists already'],
  ['../x', 'it is a path'],
  ['@me/x', 'it is a path'],
  ['Weight Tickler', 'e.g. weight-tickler'],
])('refuses %j and changes nothing', (name, message) => {
  const before = tree.listChanges().length;
  expect(() => plugin(tree, { name })).toThrow(message);
  expect(tree.listChanges()).toHaveLength(before);
});

test('the core’s major is the range', () => {
  tree.write('packages/core-loop/package.json', '{ "version": "3.2.1" }');
  plugin(tree, { name: 'weight-tickler' });
  expect(readJson(tree, 'packages/weight-tickler/package.json').peerDependencies['@amnl/core-loop']).toBe('^3.0.0');
});

test('tools of the root are not installed once more', () => {
  const manifest = {
    name: 'x',
    license: 'MIT',
    peerDependencies: {},
    devDependencies: { vitest: 'catalog:', typescript: 'catalog:', other: 'catalog:' },
  };
  expect(ourManifest(manifest, '^1.0.0')).toMatchObject({ devDependencies: { other: 'catalog:' } });
  expect(ourManifest(manifest, '^1.0.0')).not.toHaveProperty('devDependencies.vitest');
});

test('a page without its table is an error', () => {
  expect(() => withRow('# AMNL\n', 'x', 'y')).toThrow('README.md has no table');
});
