// What every published package must say of itself and carry with it.
import { leftoverRanges } from '../src/manifests.mjs';

/**
 * @typedef {import('../src/manifests.mjs').Manifest & {
 *   license?: string, type?: string, keywords?: string[], files?: string[], sideEffects?: boolean | string[],
 *   engines?: { node?: string }, bin?: Record<string, string>,
 * }} PublishedManifest
 */

const NEVER_PUBLISHED =
  /(^|\/)(test|tests|bench|fixtures|__snapshots__|node_modules)\/|\.(test|test-d|bench)\.[cm]?[jt]s|\.tsbuildinfo$|\.log$/;

/**
 * @param {PublishedManifest} manifest as it lies in the tarball
 * @param {ReadonlyMap<string, Buffer>} files of the tarball
 * @param {string} licence text of the repository's LICENSE
 * @returns {string[]} what is wrong, and what to do about it
 */
export function manifestProblems(manifest, files, licence) {
  return [
    ...licenceProblems(manifest, files, licence),
    ...keywordProblems(manifest),
    ...fieldProblems(manifest),
    ...exportProblems(manifest),
    ...fileProblems(manifest, files),
    ...leftoverRanges(manifest).map(
      (range) => `${range} is a range of the workspace: pack with pnpm, which replaces it`,
    ),
  ];
}

/** @param {PublishedManifest} manifest @param {ReadonlyMap<string, Buffer>} files @param {string} licence */
function licenceProblems(manifest, files, licence) {
  const problems = [];
  if (manifest.license !== 'Apache-2.0') problems.push(`license is ${manifest.license}, not Apache-2.0`);
  const own = files.get('LICENSE');
  if (own === undefined)
    problems.push(
      'LICENSE is missing: pack with pnpm, which adds the repository’s own, unless some file is called licence.*; then copy it',
    );
  else if (own.toString() !== licence) problems.push('LICENSE differs from the repository’s');
  return problems;
}

/** @param {PublishedManifest} manifest */
function keywordProblems({ name, keywords = [], peerDependencies = {} }) {
  const wanted = ['tensorflow.js', 'amnl', ...(isPlugin(name, peerDependencies) ? ['amnl-plugin'] : [])];
  return wanted.filter((word) => !keywords.includes(word)).map((word) => `keywords lack '${word}'`);
}

/** What has the core as a peer is a plugin, but for what brings data, models and measures, or trains by itself. @type {ReadonlySet<string>} */
const NO_PLUGINS = new Set([
  '@amnl/data-cmapss',
  '@amnl/data-sources',
  '@amnl/lr-finder',
  '@amnl/metrics-rul',
  '@amnl/model-rul',
]);

/** @param {string} name @param {Record<string, string>} peers */
const isPlugin = (name, peers) => '@amnl/core-loop' in peers && !NO_PLUGINS.has(name);

/** @param {PublishedManifest} manifest */
function fieldProblems(manifest) {
  const problems = [];
  if (manifest.type !== 'module') problems.push(`type is ${manifest.type}, not module`);
  if (manifest.engines?.node === undefined) problems.push('engines.node is missing');
  if (manifest.sideEffects === undefined)
    problems.push('sideEffects is missing: say false, or list the files that have some');
  if (manifest.publishConfig?.['access'] !== 'public') problems.push('publishConfig.access is not public');
  if (manifest.files === undefined) problems.push('files is missing: everything in the folder would be published');
  return problems;
}

/** @param {PublishedManifest} manifest */
function exportProblems({ exports = {} }) {
  if (exports['.'] === undefined) return ["exports lack '.'"];
  return Object.entries(exports).flatMap(([entry, target]) => {
    if (typeof target === 'string') return entry === './package.json' ? [] : [`exports['${entry}'] has no types`];
    const conditions = Object.keys(/** @type {object} */ (target)).filter((name) => !name.startsWith('@amnl/'));
    if (conditions[0] !== 'types') return [`exports['${entry}'] does not begin with types`];
    return conditions.at(-1) === 'default' ? [] : [`exports['${entry}'] does not end with default`];
  });
}

/** @param {PublishedManifest} manifest @param {ReadonlyMap<string, Buffer>} files */
function fileProblems({ version }, files) {
  const needed = ['README.md', ...(version === '0.0.0' ? [] : ['CHANGELOG.md'])];
  return [
    ...needed.filter((path) => !files.has(path)).map((path) => `${path} is missing`),
    // A scaffold's template has tests of its own: they are what it ships.
    ...[...files.keys()]
      .filter((path) => NEVER_PUBLISHED.test(path) && !path.startsWith('template/'))
      .map((path) => `${path} is no business of users: exclude it in files`),
  ];
}
