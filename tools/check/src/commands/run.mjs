// Running one command to its end.
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/**
 * @typedef {object} Ended
 * @property {boolean} ok
 * @property {number} seconds
 * @property {string} output both streams, as they came
 */

/** Groups of processes that are running. @type {Set<number>} */
const groups = new Set();
process.on('exit', () => groups.forEach(kill));

/** @param {number} group */
function kill(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // it has ended
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, seconds?: number }} options
 * @returns {Promise<Ended>}
 */
export function run(command, args, { cwd, env, seconds = 300 }) {
  const started = performance.now();
  return new Promise((resolve) => {
    // A group of its own, so that what a shell started ends with it.
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    const group = child.pid;
    if (group !== undefined) groups.add(group);
    let output = '';
    let late = false;
    /** @param {boolean} ok */
    const end = (ok) => {
      clearTimeout(timer);
      if (group !== undefined) groups.delete(group);
      resolve({ ok, seconds: (performance.now() - started) / 1000, output });
    };
    const timer = setTimeout(() => {
      late = true;
      output += `\nstopped after ${seconds} s\n`;
      if (group !== undefined) kill(group);
    }, seconds * 1000);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    child.on('error', (error) => {
      output += error.message;
      end(false);
    });
    child.on('close', (code) => end(code === 0 && !late));
  });
}
