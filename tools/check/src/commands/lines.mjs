// The commands of a page's `sh` blocks, and what is done with each.
import { TABLE } from './table.mjs';

/** @typedef {import('../blocks.mjs').Block} Block */
/** @typedef {import('./table.mjs').Rule} Rule */

/**
 * @typedef {object} Command
 * @property {string} page
 * @property {number} line one-based, the first of a continued command
 * @property {string} text as on the page, comment taken away
 */

/** What may be run as it stands; anything else needs a line in the table. */
const RUNNABLE =
  /^(amnl|npm run (-s amnl --|build --prefix)|npx @amnl\/cli|node|pnpm (bench|fuzz|release:rehearse))( |$)/;

/**
 * The commands of a block: one a line, longer ones continued by a backslash.
 * @param {Block} block
 * @returns {Command[]}
 */
export function commandsOf({ page, line, text }) {
  /** @type {Command[]} */
  const commands = [];
  let begun = '';
  let first = 0;
  for (const [i, written] of text.split('\n').entries()) {
    if (begun === '') first = i;
    const joined = begun + written.replace(/^\s*#.*|\s+#\s.*$/, '').trim();
    begun = joined.endsWith('\\') ? joined.slice(0, -1) : '';
    if (begun === '' && joined !== '') commands.push({ page, line: line + 1 + first, text: joined });
  }
  return commands;
}

/**
 * What is done with a command: run, run otherwise, or left to somebody else; `unknown` where nobody said.
 * @param {Pick<Command, 'page' | 'text'>} command
 * @returns {{ does: 'run', text: string, rule?: Rule } | { does: 'elsewhere', rule: Rule } | { does: 'unknown' }}
 */
export function decide({ page, text }) {
  const rule = TABLE.find((candidate) => candidate.line.test(text) && (candidate.page?.test(page) ?? true));
  if (rule?.elsewhere !== undefined) return { does: 'elsewhere', rule };
  if (rule !== undefined) return { does: 'run', text: rule.instead?.(text) ?? text, rule };
  return RUNNABLE.test(text) ? { does: 'run', text } : { does: 'unknown' };
}
