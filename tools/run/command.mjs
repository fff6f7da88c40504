// Commands: run to their end with their output kept, stopped with everything they started.
import { spawn } from 'node:child_process';
import { withoutColours } from './without-colours.mjs';

/** Commands under way, as process groups. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
let halted = false;
/** @type {Promise<never>} */
const never = new Promise(() => {});

/** A command that did not do what it should. The message is for people: command, reason, last lines. */
export class StepFailed extends Error {}

/**
 * @typedef {object} RunOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [minutes] after which the command is stopped; 10 by default
 * @property {boolean} [mayFail] whether a non-zero exit code is an answer, not a failure
 *
 * @typedef {object} Ran
 * @property {number} code
 * @property {string} output stdout and stderr, as they came
 * @property {string} stdout
 * @property {number} seconds
 */

/**
 * Runs a command without a shell.
 * @param {readonly string[]} command
 * @param {RunOptions} options
 * @returns {Promise<Ran>}
 */
export async function run([program = '', ...args], { cwd, env = process.env, minutes = 10, mayFail = false }) {
  if (halted) return never;
  const started = Date.now();
  // A group of its own: stopping it stops what it started, and Ctrl-C reaches it through us alone.
  const child = spawn(program, args, {
    cwd,
    env: withoutColours(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => (output += text));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop(child);
  }, minutes * 60_000);
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve(127);
    });
    child.on('close', (status) => resolve(status ?? 1));
  });
  clearTimeout(timer);
  running.delete(child);
  if (halted) return never;
  const why = late ? `took longer than ${minutes} minutes` : `ended with exit code ${code}`;
  if (late || (code !== 0 && !mayFail)) throw new StepFailed(failure([program, ...args], why, output));
  return { code, output, stdout, seconds: (Date.now() - started) / 1000 };
}

/** Stops everything for good: no command under way reports, and none is started any more. */
export function halt() {
  halted = true;
  stopAll();
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

/**
 * @param {readonly string[]} command @param {string} why @param {string} output
 * @returns {string}
 */
export function failure(command, why, output) {
  const lines = output.trimEnd().split('\n');
  return [`\`${command.join(' ')}\` ${why}; its last lines:`, ...lines.slice(-25).map((line) => `    ${line}`)].join(
    '\n',
  );
}
