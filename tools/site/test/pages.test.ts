import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFresh } from '../src/fresh.mjs';
import { publishedPackages } from '../src/packages.mjs';
import { documentPages } from '../src/pages.mjs';
import { faults } from '../src/warnings.mjs';
import { folderWith } from './folder.js';

test('pages come by category, then in reading order, unknown ones after the known', () => {
  const files = [
    'ARCHITECTURE.md',
    'README.md',
    'docs/errors.md',
    'docs/concepts.md',
    'docs/another.md',
    'docs/getting-started.md',
    'docs/schemas/README.md',
    'examples/b/README.md',
    'examples/a/concepts.md',
    'packages/ema/README.md',
    'packages/ema/CHANGELOG.md',
    'tools/fuzz/README.md',
  ];
  expect(documentPages(files).map(({ path, category }) => `${category}: ${path}`)).toEqual([
    'Guides: docs/getting-started.md',
    'Guides: docs/concepts.md',
    'Guides: docs/another.md',
    'Reference pages: docs/errors.md',
    'Examples: examples/a/concepts.md',
    'Examples: examples/b/README.md',
    'Changes: packages/ema/CHANGELOG.md',
    'Project: ARCHITECTURE.md',
    'Project: tools/fuzz/README.md',
  ]);
});

test('packages come in the order of the README, private ones not at all', () => {
  const root = folderWith({
    'README.md': '[`b`](packages/b) and [`a`](packages/a)',
    'packages/a/package.json': '{"name":"@amnl/a"}',
    'packages/a/src/index.ts': '',
    'packages/b/package.json': '{"name":"@amnl/b"}',
    'packages/b/src/index.ts': '',
    'packages/b/dist/index.d.ts': '',
    'packages/aa/package.json': '{"name":"@amnl/aa"}',
    'packages/aa/src/index.ts': '',
    'packages/hidden/package.json': '{"name":"@amnl/hidden","private":true}',
    'packages/hidden/src/index.ts': '',
  });
  expect(publishedPackages(root)).toEqual([
    { folder: 'packages/b', name: '@amnl/b', built: true },
    { folder: 'packages/a', name: '@amnl/a', built: false },
    { folder: 'packages/aa', name: '@amnl/aa', built: false },
  ]);
});

test('a warning that is not accepted is a fault, and so is an entry that no longer occurs', () => {
  expect(faults(['known', 'known'], ['known'])).toEqual([]);
  expect(faults(['known', 'new', 'new'], ['known', 'old'])).toEqual([
    'new',
    'no longer occurs, remove it from tools/site/src/accepted.mjs: old',
  ]);
});

test('a site is fresh while nothing is younger', () => {
  const root = folderWith({ 'docs/a.md': '', 'docs/site/index.html': '' });
  const site = join(root, 'docs', 'site');
  utimesSync(join(root, 'docs', 'a.md'), 1000, 1000);
  utimesSync(join(site, 'index.html'), 2000, 2000);
  expect(isFresh(root, site)).toBe(true);
  utimesSync(join(root, 'docs', 'a.md'), 3000, 3000);
  expect(isFresh(root, site)).toBe(false);
  expect(isFresh(root, join(root, 'docs', 'other'))).toBe(false);
});
