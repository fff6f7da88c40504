import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const AMNL = here('node_modules/@amnl/cli/bin/amnl.mjs');
const SERVER = here('server.mjs');

/** Runs the real `amnl`; its standard output. */
export async function amnl(...args: string[]): Promise<string> {
  const env = { ...process.env, AMNL_DATA_DIR: '' };
  return (await promisify(execFile)(process.execPath, [AMNL, ...args], { env })).stdout;
}

/** Flags of the smallest network that is still the whole network. */
export const TINY = '--epochs 1 --hidden 4 --set channels=4 --set heads=2 --set funnel=8 --set stride=10'.split(' ');

/** What the server says and leaves when it does not start. */
export async function failure(...args: string[]): Promise<{ code: number; stderr: string }> {
  const done = promisify(execFile)(process.execPath, [SERVER, ...args]);
  return done.then(
    () => ({ code: 0, stderr: '' }),
    (error: { code: number; stderr: string }) => error,
  );
}

/** The real server on a free port. */
export async function start(run: string): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [SERVER, run, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url: line.split(' at ')[1]!, child };
}
