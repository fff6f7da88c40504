// Commands: run to their end with their output kept, stopped with everything they started.
import { spawn } from 'node:child_process';

const MINUTES = 10;
/** Commands under way, as process groups. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** A command that did not do what it should. The message is for people: command, reason, last lines. */
export class StepFailed extends Error {}

/**
 * An environment in which nobody writes in colours, for output that is compared. `FORCE_COLOR`, which nx sets, is stronger than
 * `NO_COLOR`, and Node warns where it finds both.
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withoutColours({ FORCE_COLOR: _, ...env }) {
  return { ...env, NO_COLOR: '1' };
}

/**
 * Runs a command without a shell; after 10 minutes it is stopped, which is a failure.
 * @param {readonly string[]} command
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ output: string, stdout: string }>} stdout and stderr as they came, and stdout alone
 */
export async function run([program = '', ...args], { cwd, env = process.env }) {
  // A group of its own: stopping it stops what it started, and Ctrl-C reaches it through us alone.
  const options = { cwd, env: withoutColours(env), detached: true };
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const timer = setTimeout(stop, MINUTES * 60_000, child);
  let output = '';
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  for (const stream of [child.stdout, child.stderr.setEncoding('utf8')]) stream.on('data', (text) => (output += text));
  /** @type {string | number | null} */
  const end = await new Promise((resolve) => {
    child.on('error', (error) => resolve(`cannot start: ${error.message}`)).on('close', resolve);
  });
  clearTimeout(timer);
  running.delete(child);
  if (end === 0) return { output, stdout };
  const why = end === null ? `was stopped, after ${MINUTES} minutes at most` : `ended with exit code ${end}`;
  const last = output.trimEnd().split('\n').slice(-25);
  const heading = `\`${[program, ...args].join(' ')}\` ${typeof end === 'string' ? end : why}; its last lines:`;
  throw new StepFailed([heading, ...last.map((line) => `    ${line}`)].join('\n'));
}

/** Stops every command under way, and what they started. */
export function stopAll() {
  for (const child of running) stop(child);
}

/** @param {import('node:child_process').ChildProcess} child */
function stop(child) {
  try {
    process.kill(-(/** @type {number} */ (child.pid)), 'SIGKILL');
  } catch {
    // it has ended
  }
}
