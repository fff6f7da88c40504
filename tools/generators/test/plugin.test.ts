import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pluginPackage } from '../plugin.mjs';

const { folder, files } = pluginPackage('weight-tickler', '0.0.0');
const neighbour = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../packages/grad-clip/${path}`, import.meta.url), 'utf8'));
/** What belongs to the package's own contents, not to how packages of this repository are made. */
const OWN = ['name', 'version', 'description', 'files', 'devDependencies'];

test('is made like its neighbours: manifest and tsconfig of grad-clip', () => {
  const made = JSON.parse(files['package.json']!);
  const expected = neighbour('package.json');
  const conventions = (manifest: object) => Object.entries(manifest).filter(([key]) => !OWN.includes(key));
  expect(conventions(made)).toEqual(conventions(expected));
  expect(expected.files).toEqual(expect.arrayContaining(made.files));
  expect(made).toMatchObject({ name: '@amnl/weight-tickler', version: '1.0.0' });
  expect(expected.devDependencies).toMatchObject(made.devDependencies); // so nothing that the root has
  expect(JSON.parse(files['tsconfig.build.json']!)).toEqual(neighbour('tsconfig.build.json'));
  expect(JSON.parse(files['tsconfig.json']!).extends).toBe(neighbour('tsconfig.json').extends);
});

test('has the template’s code under its own names', () => {
  expect(folder).toBe('weight-tickler');
  const code = ['src/index.ts', 'src/weight-tickler.test.ts', 'src/weight-tickler.ts'];
  expect(Object.keys(files).sort()).toEqual(
    ['README.md', 'package.json', ...code, 'tsconfig.build.json', 'tsconfig.json'].sort(),
  );
  expect(files['src/index.ts']).toContain('weightTickler');
  expect(files['README.md']).toContain('npm install @amnl/weight-tickler @amnl/core-loop @tensorflow/tfjs');
  expect(files['README.md']).not.toMatch(/amnl-plugin|gradient-noise|gradientNoise/);
});

test('the scope may be written, too; the core’s major is the range', () => {
  const scoped = pluginPackage('@amnl/weight-tickler', '3.2.1');
  expect(scoped.folder).toBe(folder);
  expect(JSON.parse(scoped.files['package.json']!).peerDependencies['@amnl/core-loop']).toBe('^3.0.0');
});
