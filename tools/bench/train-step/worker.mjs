// The benchmark's side of the protocol (see serve.mjs): a child process that runs steps when told.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const OPTIONS = { stdio: ['pipe', 'pipe', 'pipe'] };

/** Seconds that a worker may take until it is warm: compiling PyTorch takes a minute or two, a step of tf.layers less. */
const START_LIMIT = 300;

/**
 * Starts a worker and waits until it is warm.
 * @returns `{ about, run(steps), close() }`; `about.skipped` says why there is nothing to run
 * @throws Error with the end of the worker's stderr where it ends too early, or that it did not start in time
 */
export async function startWorker(command, args, env = {}) {
  const child = spawn(command, args, { ...OPTIONS, env: { ...process.env, ...env } });
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
