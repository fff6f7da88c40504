// What is done for a page, in its order: the lines of `sh`, and the programs in `js` and `python` that read what those made.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, StepFailed } from '../../../run/command.mjs';
import { allBlocks, placeOf } from '../blocks.mjs';
import { executorOf } from '../executors.mjs';
import { commandsOf, decide } from './lines.mjs';
import { modulesOf, pythonWith } from './python.mjs';

/** @typedef {import('../blocks.mjs').Block} Block */
/** @typedef {{ cwd: string, env: NodeJS.ProcessEnv }} Where */
/** @typedef {{ state: 'passed' | 'failed' | 'skipped', place: string, what: string, note?: string, seconds?: number, output?: string }} Result */
/** @typedef {{ place: string, what: string, do: (where: Where) => Promise<Omit<Result, 'place' | 'what'>> }} Step */

/** Pages with something to run. */
export const pagesToRun = [...new Set(runnable().map(({ page }) => page))];

/** The steps of a page. @param {string} page @returns {Step[]} */
export function stepsOf(page) {
  const blocks = runnable().filter((block) => block.page === page);
  const python = blocks.filter(({ language }) => language === 'python');
  return blocks.flatMap((block) => {
    if (block.language === 'js') return [scriptStep(block)];
    if (block.language === 'python') return [pythonStep(block, python.slice(0, python.indexOf(block) + 1))];
    return commandsOf(block).map((command) => commandStep(command));
  });
}

function runnable() {
  return allBlocks.filter((block) => ['commands', 'script'].includes(executorOf(block) ?? ''));
}

/** @param {import('./lines.mjs').Command} command @returns {Step} */
function commandStep(command) {
  const decision = decide(command);
  return {
    place: placeOf(command),
    what: command.text,
    async do(where) {
      if (decision.does === 'unknown') {
        return { state: 'failed', output: 'this line is neither runnable nor in the table (src/commands/table.mjs)' };
      }
      const { rule } = decision;
      if (decision.does === 'elsewhere') return { state: 'skipped', note: `${rule?.why}; run by ${rule?.elsewhere}` };
      if (rule?.needs !== undefined && (await attempt(['bash', '-c', rule.needs], where)).state === 'failed') {
        return { state: 'skipped', note: `${rule.why}; not here: ${rule.needs}` };
      }
      const ended = await attempt(['bash', '-eu', '-o', 'pipefail', '-c', decision.text], where);
      return { ...ended, ...(decision.text !== command.text && { note: `as: ${decision.text}` }) };
    },
  };
}

/** @param {Block} block @returns {Step} */
function scriptStep(block) {
  return {
    place: placeOf(block),
    what: 'a program in JavaScript',
    async do(where) {
      const file = join(where.cwd, `block-${block.line}.mjs`);
      writeFileSync(file, block.text);
      return attempt([process.execPath, file], where);
    },
  };
}

/** A block goes on where the ones before it on its page end. @param {Block} block @param {readonly Block[]} program @returns {Step} */
function pythonStep(block, program) {
  const text = program.map((part) => part.text).join('\n');
  return {
    place: placeOf(block),
    what: 'a program in Python',
    async do(where) {
      const modules = modulesOf(text);
      const python = pythonWith(modules);
      if (python === undefined) return { state: 'skipped', note: `no Python here has ${modules.join(', ')}` };
      return attempt([python, '-c', text], where);
    },
  };
}

/** @param {readonly string[]} command @param {Where} where @returns {Promise<Omit<Result, 'place' | 'what'>>} */
async function attempt(command, where) {
  try {
    const { seconds } = await run(command, { ...where, minutes: 5 });
    return { state: 'passed', seconds };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return { state: 'failed', output: error.message };
  }
}
