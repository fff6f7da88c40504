import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { IN_POOL } from '../interrupt.js';
import type { StopSignal } from '../interrupted.js';

const AMNL = fileURLToPath(new URL('../../../bin/amnl.mjs', import.meta.url));

/** How many characters of what a process says last are kept: its error is the last line. */
const KEPT = 4000;

/** How a process has ended. */
export interface Ended {
  /** `null`: by a signal. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines that it wrote on stderr. */
  readonly said: readonly string[];
}

/** A process of its own that runs an `amnl` command. */
export interface Child {
  readonly ended: Promise<Ended>;
  /** Passes a signal on. */
  send(signal: StopSignal): void;
}

/** Starts `amnl` with these arguments. It ends by itself, as by SIGTERM, if this process is gone. */
export function startAmnl(args: readonly string[]): Child {
  // The channel carries nothing: that it breaks is the message.
  const child = spawn(process.execPath, [...process.execArgv, AMNL, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { ...process.env, [IN_POOL]: '1' },
  });
  return { ended: endOf(child), send: (signal) => void child.kill(signal) };
}

function endOf(child: ChildProcess): Promise<Ended> {
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT);
  });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code, signal) => done({ code, signal, said: said.trimEnd().split('\n') }));
  });
}
