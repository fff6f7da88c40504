// How each package manager is told the same thing. npm, pnpm and yarn (berry, node-modules linker).

/** @typedef {import('./arguments.mjs').Manager} Manager */

/** @param {Manager} manager @returns {string[]} installs what the manifest of the current folder says */
export const installManifest = (manager) => [manager, 'install'];

/** @param {Manager} manager @param {readonly string[]} packages @returns {string[]} adds packages to the current folder */
export const addPackages = (manager, packages) =>
  manager === 'npm' ? ['npm', 'install', ...packages] : [manager, 'add', ...packages];

/** @param {Manager} manager @param {string} script @returns {string[]} runs a script of the manifest */
export const runScript = (manager, script) => [manager, 'run', script];
