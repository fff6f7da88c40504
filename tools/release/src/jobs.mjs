// Work that may fail without stopping the rest, at most so many at a time.
import { StepFailed } from '../../run/command.mjs';

/**
 * @typedef {import('./table.mjs').Result} Result
 * @typedef {Pick<Result, 'name' | 'manager' | 'node'>} Cell
 */

/**
 * Results as they come: kept for the table, and a line each on stderr.
 * @param {(line: string) => void} say
 */
export function makeLedger(say) {
  /** @type {Result[]} */
  const results = [];
  /** @param {Result} result */
  const add = (result) => {
    results.push(result);
    const { name, manager, node, state, seconds, note } = result;
    const where = [name, manager, /^\d+$/.test(node) ? `node ${node}` : node].filter(Boolean).join(' · ');
    say(
      `${{ passed: '✓', failed: '✗', skipped: '–' }[state]} ${where} (${seconds.toFixed(0)} s)${note ? ` ${note}` : ''}`,
    );
  };
  return {
    results,
    add,
    /**
     * Does `body`, notes how it went, and returns whether it went well. Its text is the note.
     * @param {Cell} cell
     * @param {() => Promise<string | void>} body
     * @returns {Promise<boolean>}
     */
    async record(cell, body) {
      const started = Date.now();
      const seconds = () => (Date.now() - started) / 1000;
      try {
        const note = await body();
        add({ ...cell, state: 'passed', seconds: seconds(), ...(note && { note }) });
        return true;
      } catch (error) {
        const bug = !(error instanceof StepFailed) && error instanceof Error;
        add({
          ...cell,
          state: 'failed',
          seconds: seconds(),
          note: `\n${bug ? error.stack : String(/** @type {Error} */ (error).message)}`,
        });
        return false;
      }
    },
    /** @param {Cell} cell @param {string} note */
    skip: (cell, note) => add({ ...cell, state: 'skipped', seconds: 0, note }),
  };
}

/**
 * Runs jobs, `width` at a time.
 * @param {readonly (() => Promise<unknown>)[]} jobs
 * @param {number} width
 */
export async function inParallel(jobs, width) {
  const waiting = [...jobs];
  const worker = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: width }, worker));
}
