import { readJson, updateJson } from '@nx/devkit';
import { parseName, pluginFiles } from 'create-amnl-plugin';
import { OUR_FILES, ourManifest, withRow } from './conventions.mjs';

/**
 * Makes a plugin as a package of this repository, known to the README, to the checks of its blocks and to the next release.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string }} options
 * @returns {void}
 * @throws {Error} where it cannot have this name
 */
export default function plugin(tree, options) {
  const name = parseName(`@amnl/${options.name}`);
  const folder = `packages/${name.folder}`;
  if (tree.exists(folder)) throw new Error(`${folder} exists already. Choose another name`);

  const major = Number.parseInt(readJson(tree, 'packages/core-loop/package.json').version, 10);
  const files = pluginFiles({
    name,
    licence: 'Apache-2.0',
    year: new Date().getFullYear(),
    manifest: (manifest) => ourManifest(manifest, `^${Math.max(major, 1)}.0.0`),
  });
  for (const [path, text] of Object.entries({ ...files, ...OUR_FILES }))
    if (text !== undefined) tree.write(`${folder}/${path}`, text);

  const { description } = readJson(tree, `${folder}/package.json`);
  const [what] = description.split(':');
  const brings = what.charAt(0).toLowerCase() + what.slice(1);
  tree.write('README.md', withRow(tree.read('README.md', 'utf8') ?? '', name.folder, brings));
  updateJson(tree, 'tools/check/package.json', (manifest) => ({
    ...manifest,
    devDependencies: sorted({ ...manifest.devDependencies, [name.packageName]: 'workspace:^' }),
  }));
  tree.write(`.changeset/${name.folder}.md`, `---\n"${name.packageName}": major\n---\n\nFirst release: ${brings}.\n`);
}

/** @template T @param {Record<string, T>} record @returns {Record<string, T>} */
const sorted = (record) => Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
