// Where all packages are named: pages, checks, the rehearsal of a release, and the next release itself.
import { readJson, updateJson } from '@nx/devkit';

/** Bytes that a new package may have at first: the template has some 490. Its author sets another budget when it grows. */
const BUDGET = 600;

/**
 * @param {import('@nx/devkit').Tree} tree with the package in it
 * @param {import('create-amnl-plugin').PluginName} name
 */
export function announce(tree, { packageName, folder }) {
  const { description, peerDependencies } = readJson(tree, `packages/${folder}/package.json`);
  const [what] = description.split(':');
  const brings = what.charAt(0).toLowerCase() + what.slice(1);

  /** @param {string} path @param {(text: string) => string} change */
  const rewrite = (path, change) => tree.write(path, change(tree.read(path, 'utf8') ?? ''));
  rewrite('README.md', (page) => withRow(page, folder, brings));

  /** @param {string} path @param {'dependencies' | 'devDependencies'} field @param {string} range */
  const depend = (path, field, range) =>
    updateJson(tree, path, (manifest) => ({ ...manifest, [field]: inserted(manifest[field], packageName, range) }));
  depend('tools/check/package.json', 'devDependencies', 'workspace:^');
  depend('tools/release/consumers/commonjs/package.json', 'dependencies', peerDependencies['@amnl/core-loop']);
  updateJson(tree, 'tools/release/tarballs/budgets.json', (budgets) => inserted(budgets, packageName, BUDGET));
  tree.write(`.changeset/${folder}.md`, `---\n"${packageName}": major\n---\n\nFirst release: ${brings}.\n`);
}

/**
 * The README of the root with one more package, the last of its table.
 * @param {string} readme @param {string} folder in packages/ @param {string} brings
 * @returns {string}
 * @throws where there is no such table
 */
export function withRow(readme, folder, brings) {
  const table = /^\| package \| what it brings \|\n(?:\|.*\n)+/m;
  if (!table.test(readme)) throw new Error('README.md has no table that begins with | package | what it brings |');
  return readme.replace(table, (rows) => `${rows}| [\`${folder}\`](packages/${folder}) | ${brings} |\n`);
}

/**
 * A record with one more entry, before the first of its kind (`@amnl/…`) that comes later in the alphabet, or behind the last.
 * @template T @param {Record<string, T>} record @param {string} name @param {T} value
 * @returns {Record<string, T>}
 */
function inserted(record, name, value) {
  const entries = Object.entries(record);
  const scope = name.slice(0, name.indexOf('/') + 1);
  const last = entries.findLastIndex(([other]) => other.startsWith(scope) && other < name);
  return Object.fromEntries(entries.toSpliced(last + 1, 0, [name, value]));
}
