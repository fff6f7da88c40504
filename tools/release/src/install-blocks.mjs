// The install commands that the pages give.
import { allBlocks, blocksOf } from '../../check/src/blocks.mjs';
import { commandsOf } from '../../check/src/commands/lines.mjs';

/**
 * @typedef {object} InstallCommand
 * @property {string} file relative to the repository
 * @property {number} line one-based
 * @property {string[]} packages as they stand there, e.g. `@amnl/ema`, `vite@8`
 */

/**
 * Every `npm install` that names a package in a block of `sh`. A block within the block of another page, as a guide shows it, is
 * none of this page's.
 * @param {string} text of a Markdown page
 * @param {string} file its name, for the report
 * @returns {InstallCommand[]}
 */
export const installCommands = (text, file) => blocksOf(text, file).flatMap(ofBlock);

/** Every install command of the repository's pages. @returns {InstallCommand[]} */
export const allInstallCommands = () => allBlocks.flatMap(ofBlock);

/** @param {import('../../check/src/blocks.mjs').Block} block @returns {InstallCommand[]} */
function ofBlock(block) {
  if (block.language !== 'sh') return [];
  return commandsOf(block).flatMap(({ page, line, text }) => {
    const words = text.startsWith('npm install ') ? text.split(/\s+/).slice(2) : [];
    const packages = words.filter((word) => !word.startsWith('-'));
    return packages.length === 0 ? [] : [{ file: page, line, packages }];
  });
}

/** The package of `@scope/name@range` or `name@range`. @param {string} word @returns {string} */
export const packageName = (word) => /^(@[^/]+\/)?[^@]+/.exec(word)?.[0] ?? word;
