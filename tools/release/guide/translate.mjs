// The page speaks npm; what readers type who use another package manager.

/** @typedef {import('../src/arguments.mjs').Manager} Manager */

/**
 * The same commands for another package manager. Only installing differs: running scripts, packing and publishing are done with
 * npm, which every Node has.
 * @param {string} commands lines of a shell
 * @param {Manager} manager
 * @returns {string}
 */
export function translate(commands, manager) {
  if (manager === 'npm') return commands;
  return commands.replace(/^npm install\b((?:.*\\\n)*.*)$/gm, (_, rest) => {
    const adds = /\s[@a-z]/.test(rest);
    return `${manager} ${adds ? 'add' : 'install'}${rest}`;
  });
}
