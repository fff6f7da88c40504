// A page as a reader takes it who copies its blocks one by one: files to write, commands to type, text that must appear.
import { blocksOf, placeOf, titleOf } from '../../check/src/blocks.mjs';
import { StepFailed } from '../../run/command.mjs';

/**
 * @typedef {{ kind: 'write', place: string, path: string, text: string }} Write
 * @typedef {{ kind: 'type', place: string, commands: string }} Type
 * @typedef {{ kind: 'see', place: string, lines: string[] }} See lines that the commands before it print, in this order
 * @typedef {Write | Type | See} Step
 */

/**
 * @param {string} markdown
 * @param {string} page its name, for messages
 * @returns {Step[]}
 * @throws {StepFailed} where a block is none of these
 */
export function stepsOf(markdown, page) {
  /** @type {Step[]} */
  const steps = [];
  for (const block of blocksOf(markdown, page)) {
    const place = placeOf(block);
    const path = titleOf(block);
    if (path !== undefined) {
      if (/^\/|^[a-z]:|\\|(^|\/)\.\.(\/|$)/i.test(path))
        throw new StepFailed(`${place}: '${path}' is outside of the project`);
      steps.push({ kind: 'write', place, path, text: block.text });
    } else if (block.language === 'sh') steps.push({ kind: 'type', place, commands: block.text });
    else if (block.language === 'text') {
      if (steps.at(-1)?.kind !== 'type')
        throw new StepFailed(`${place}: text stands behind the commands that print it`);
      steps.push({ kind: 'see', place, lines: block.text.trimEnd().split('\n') });
    } else
      throw new StepFailed(`${place}: nobody writes or runs this block. Give it a title="path", or make it sh or text`);
  }
  return steps;
}

/**
 * The lines shown that are not among those printed, each looked for behind the one before it. Blanks at both ends do not count, and
 * a printed line may have more around what is shown.
 * @param {readonly string[]} shown
 * @param {string} printed
 * @returns {string | undefined} the first line that is missing
 */
export function missingLine(shown, printed) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  const lines = printed.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
  let from = 0;
  return shown.find((line) => {
    const at = lines.findIndex((found, i) => i >= from && found.includes(line.trim()));
    from = at + 1;
    return at === -1;
  });
}
