import { readJson } from '@nx/devkit';
import { parseName, pluginFiles } from 'create-amnl-plugin';
import { announce } from './announce.mjs';
import { OUR_FILES, ourManifest } from './conventions.mjs';

/**
 * Makes a plugin as a package of this repository, known wherever all packages are named.
 * @param {import('@nx/devkit').Tree} tree
 * @param {{ name: string }} options
 * @returns {void}
 * @throws {Error} where it cannot have this name
 */
export default function plugin(tree, options) {
  const name = parseName(`@amnl/${options.name.replace(/^@amnl\//, '')}`);
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
  announce(tree, name);
}
