import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { differences, foreignRanges, leftoverRanges, withVersions } from '../src/manifests.mjs';

const ema = {
  name: '@amnl/ema',
  version: '1.0.0',
  dependencies: { pbf: 'catalog:' },
  peerDependencies: { '@amnl/core-loop': 'workspace:^' },
};

test('ranges of the workspace are found, others are not', () => {
  expect(leftoverRanges(ema)).toEqual(['dependencies.pbf: catalog:', 'peerDependencies.@amnl/core-loop: workspace:^']);
  expect(leftoverRanges({ ...ema, dependencies: {}, peerDependencies: { '@amnl/core-loop': '^1.0.0' } })).toEqual([]);
});

test('a range of our own packages must admit what is published beside it', () => {
  const versions = new Map([['@amnl/core-loop', '1.1.0']]);
  const peer = (range: string) => foreignRanges({ ...ema, peerDependencies: { '@amnl/core-loop': range } }, versions);
  expect(peer('^1.0.0')).toEqual([]);
  expect(peer('^1.1.0')).toEqual([]);
  expect(peer('^1.2.0')).toEqual(['peerDependencies.@amnl/core-loop: ^1.2.0, published is 1.1.0']);
  expect(peer('^2.0.0')).toHaveLength(1);
  expect(peer('*')).toHaveLength(1);
});

test('differences between two states, dependency by dependency', () => {
  const after = { ...ema, version: '1.0.1', peerDependencies: { '@amnl/core-loop': '^2.0.0' } };
  expect(differences([ema], [ema])).toEqual([]);
  expect(differences([ema], [after])).toEqual([
    '@amnl/ema: peerDependencies.@amnl/core-loop workspace:^ → ^2.0.0',
    '@amnl/ema: version 1.0.0 → 1.0.1',
  ]);
});

test("a consumer gets the ranges of today's versions, and keeps the others", () => {
  const manifest = { name: 'mine', dependencies: { '@amnl/ema': '^1.0.0', vite: '8.3.8' } };
  expect(withVersions(manifest, new Map([['@amnl/ema', '2.3.4']]))).toEqual({
    name: 'mine',
    dependencies: { '@amnl/ema': '^2.3.4', vite: '8.3.8' },
  });
});

test('the CommonJS consumer requires every public package', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const read = (...path: string[]) => JSON.parse(readFileSync(join(root, ...path, 'package.json'), 'utf8'));
  const published = readdirSync(join(root, 'packages'))
    .map((name) => read('packages', name))
    .filter((manifest) => manifest.private !== true && manifest.exports['.']);
  const required = Object.keys(read('tools', 'release', 'consumers', 'commonjs').dependencies);
  expect(required.filter((name) => !name.startsWith('@tensorflow/')).sort()).toEqual(
    published.map(({ name }) => name).sort(),
  );
});
