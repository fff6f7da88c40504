// Commands: run to their end with their output kept, stopped with everything they started.
import { spawn } from 'node:child_process';
import { withoutColours } from './without-colours.mjs';

/** Commands under way, as process groups. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

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
  const started = Date.now();
  // A group of its own: stopping it stops what it started, and Ctrl-C reaches it through us alone.
  const options = { cwd, env: withoutColours(env), detached: true };
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let output = '';
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  for (const stream of [child.stdout, child.stderr.setEncoding('utf8')]) stream.on('data', (text) => (output += text));
  let why = '';
  const timer = setTimeout(() => {
    why = `took longer than ${minutes} minutes`;
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
  if (code !== 0 && !mayFail) why ||= `ended with exit code ${code}`;
  if (why !== '') throw new StepFailed(failure([program, ...args], why, output));
  return { code, output, stdout, seconds: (Date.now() - started) / 1000 };
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

/** @param {readonly string[]} command @param {string} why @param {string} output */
function failure(command, why, output) {
  const last = output.trimEnd().split('\n').slice(-25);
  return [`\`${command.join(' ')}\` ${why}; its last lines:`, ...last.map((line) => `    ${line}`)].join('\n');
}
