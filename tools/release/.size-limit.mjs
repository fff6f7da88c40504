// What each package may cost a page: minified, compressed by brotli, without its dependencies, later chunks included.
// `size-limit` reads this after a build. Packages of Node alone (the command line, scaffolds, builds) have no limit.
import { readdirSync, readFileSync } from 'node:fs';

/** @param {string} path @returns {any} */
const json = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const limits = json('size-limits.json');

/** @param {string} folder */
const isForPages = (folder) =>
  folder === 'core-loop' || '@amnl/core-loop' in (json(`../../packages/${folder}/package.json`).peerDependencies ?? {});

/** @param {import('esbuild').BuildOptions} config @returns {import('esbuild').BuildOptions} */
const asModules = (config) => ({ ...config, format: 'esm', target: 'es2022', packages: 'external' });

export default readdirSync(new URL('../../packages/', import.meta.url))
  .filter(isForPages)
  .map((folder) => ({
    name: folder,
    path: `../../packages/${folder}/dist/index.js`,
    limit: limits[folder] ?? '2 kB', // enough for a small plugin
    modifyEsbuildConfig: asModules,
  }));
