// What a plugin's package looks like inside this repository. Everything else of it is create-amnl-plugin's.
import { parseName, pluginFiles } from 'create-amnl-plugin';

/** @typedef {import('create-amnl-plugin').Manifest & { readonly scripts?: unknown }} Manifest */

/** Tools that the repository's root has, for all packages. */
const OF_THE_ROOT = ['typescript', 'vitest'];

/** Files that a package outside of the repository has otherwise, or has by itself (`undefined`). */
const OUR_FILES = {
  '.gitignore': undefined,
  LICENSE: undefined, // pnpm packs the root's
  'tsconfig.json': '{ "extends": "../../tsconfig.base.json", "include": ["src"] }\n',
  'tsconfig.build.json': '{ "extends": "../../tsconfig.build.json" }\n',
};

/**
 * The files of a plugin as a package of this repository.
 * @param {string} given name, with or without the scope @amnl
 * @param {string} coreVersion of `@amnl/core-loop`; its major is the range that users may have
 * @returns {{ folder: string, files: Record<string, string> }} texts by path in `packages/folder`
 * @throws {Error} if it cannot have this name
 */
export function pluginPackage(given, coreVersion) {
  const name = parseName(`@amnl/${given.replace(/^@amnl\//, '')}`);
  const core = `^${Math.max(Number.parseInt(coreVersion, 10), 1)}.0.0`;
  const made = pluginFiles({
    name,
    licence: 'Apache-2.0',
    year: new Date().getFullYear(),
    manifest: (manifest) => ourManifest(manifest, core),
  });
  const files = Object.entries({ ...made, ...OUR_FILES }).filter(([, text]) => text !== undefined);
  return { folder: name.folder, files: /** @type {Record<string, string>} */ (Object.fromEntries(files)) };
}

/**
 * Its first release is 1.0.0: changesets publishes a version that is not on npm yet.
 * @param {Manifest} manifest of a package outside of the repository, with `workspace:^` and `catalog:` in place of versions
 * @param {string} core range of `@amnl/core-loop`
 */
function ourManifest({ peerDependencies, devDependencies, scripts: _, ...manifest }, core) {
  return {
    ...manifest,
    version: '1.0.0',
    exports: {
      '.': { '@amnl/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist', 'src', '!src/**/*.test.ts', 'README.md', 'CHANGELOG.md'],
    scripts: { prepack: 'node ../../tools/release/require-build.mjs' },
    nx: { includedScripts: [], targets: { build: {}, typecheck: {}, test: {}, lint: {} } }, // nx.json has their commands
    peerDependencies: { ...peerDependencies, '@amnl/core-loop': core },
    devDependencies: Object.fromEntries(
      Object.entries(devDependencies).filter(([name]) => !OF_THE_ROOT.includes(name)),
    ),
  };
}
