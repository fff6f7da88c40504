import { basename, dirname } from 'node:path/posix';

/** Headings of the navigation and of the front page, in order. */
export const CATEGORIES = ['Guides', 'Reference pages', 'Packages', 'Examples', 'Changes', 'Project'];

// Reading order; a page not named here follows its category's known ones, by name.
const GUIDES = [
  'getting-started',
  'concepts',
  'write-a-plugin',
  'from-model-fit',
  'from-lightning-or-keras',
  'data-in',
  'memory',
  'engines',
  'export',
  'reproducibility',
];
const REFERENCE = ['errors', 'machine-readable', 'supported-kernels', 'dependencies', 'performance', 'reliability'];

/**
 * @typedef {{ path: string, category: string }} DocumentPage
 */

/**
 * The markdown files that become pages beside the reference, in the order of the navigation. READMEs of packages are
 * not among them: each opens its package's page.
 * @param {readonly string[]} files paths relative to the repository
 * @returns {DocumentPage[]}
 */
export function documentPages(files) {
  return files
    .flatMap((path) => {
      const category = categoryOf(path);
      return category === undefined ? [] : [{ path, category }];
    })
    .sort(
      (a, b) =>
        CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category) ||
        rank(a.path) - rank(b.path) ||
        a.path.localeCompare(b.path, 'en'),
    );
}

/** @param {string} path @returns {string | undefined} */
function categoryOf(path) {
  if (/^docs\/[^/]+\.md$/.test(path)) return REFERENCE.includes(basename(path, '.md')) ? 'Reference pages' : 'Guides';
  if (/^examples\/.*\.md$/.test(path)) return 'Examples';
  if (/^packages\/[^/]+\/CHANGELOG\.md$/.test(path)) return 'Changes';
  if (
    /^(ARCHITECTURE|CONTRIBUTING|CODE_OF_CONDUCT|SECURITY)\.md$/.test(path) ||
    /^tools\/[^/]+\/README\.md$/.test(path)
  )
    return 'Project';
  return undefined;
}

/** @param {string} path */
function rank(path) {
  const order = [...GUIDES, ...REFERENCE];
  const place = order.indexOf(basename(path, '.md'));
  return place === -1 || dirname(path) !== 'docs' ? order.length : place;
}
