// Child processes: run to their end, or workers that run steps when told (see train-step/serve.mjs).
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const folder = import.meta.dirname;

/** Seconds that a worker may take until it is warm: compiling PyTorch takes a minute or two, a step of tf.layers less. */
const START_LIMIT = 300;

/** Runs Node with these arguments to its end, in a process that has nothing of ours in it; `cwd` finds our packages. */
export const inProcess = (...args) =>
  execFileSync(process.execPath, args.map(String), {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });

const flag = ([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`);

/** A worker of the folder `train-step`, for {@link startWorker}. */
export const nodeWorker = (script, flags) => ({
  command: process.execPath,
  args: [join(folder, 'train-step', script), ...Object.entries(flags).map(flag)],
});

/**
 * Starts a worker and waits until it is warm.
 * @returns `{ about, run(steps), close() }`; `about.skipped` says why there is nothing to run
 * @throws Error with the end of the worker's stderr where it ends too early, or that it did not start in time
 */
export async function startWorker({ command, args, env = {} }) {
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  let complaints = '';
  child.stderr.on('data', (text) => (complaints = (complaints + text).slice(-4000)));
  child.stdin.on('error', () => {}); // it ended early: `answer` says so
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(`ended with code ${code}`));
  });
  let late = '';
  const limit = setTimeout(() => {
    late = `was not warm within ${START_LIMIT} s and was stopped; `;
    child.kill();
  }, START_LIMIT * 1000);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    for (;;) {
      const { done, value } = await lines.next();
      if (done) throw new Error(`${late}${await ended}. ${lastError(complaints)}`);
      if (value.startsWith('{')) return JSON.parse(value);
    }
  };
  const about = await answer().finally(() => clearTimeout(limit));
  return {
    about,
    run(steps) {
      child.stdin.write(`${steps}\n`);
      return answer();
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}

/** The line of a stack trace or traceback that says what is wrong. */
function lastError(text) {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.findLast((line) => /^\w*(Error|Exception)\b.*:/.test(line)) ?? lines.filter(Boolean).at(-1) ?? '';
}
