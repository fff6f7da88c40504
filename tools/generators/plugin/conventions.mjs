// What a plugin's package looks like inside this repository. Everything else of it is create-amnl-plugin's.

/** @typedef {import('create-amnl-plugin').Manifest & { readonly scripts?: unknown }} Manifest */

/** Tools that the repository's root has, for all packages. */
const OF_THE_ROOT = ['typescript', 'vitest'];

/**
 * The manifest of a package of this repository. A version of 0.0.0 and a changeset make its first release.
 * @param {Manifest} manifest of a package outside of it, with `workspace:^` and `catalog:` in place of versions
 * @param {string} core range of `@amnl/core-loop` that users may have
 * @returns {object}
 */
export function ourManifest({ peerDependencies, devDependencies, scripts: _, ...manifest }, core) {
  return {
    ...manifest,
    version: '0.0.0',
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

/** Files that a package outside of the repository has otherwise, or has by itself (`undefined`). */
export const OUR_FILES = {
  '.gitignore': undefined,
  LICENSE: undefined, // pnpm packs the root's
  'tsconfig.json': '{ "extends": "../../tsconfig.base.json", "include": ["src"] }\n',
  'tsconfig.build.json': '{ "extends": "../../tsconfig.build.json" }\n',
};
