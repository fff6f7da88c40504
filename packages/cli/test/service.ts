import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { BIN, plainEnvironment } from './amnl.js';

/** A running `amnl serve`. */
export interface Service {
  readonly url: string;
  readonly child: ChildProcess;
  readonly lines: Interface;
}

/** Starts the real `amnl serve` on a free port. */
export async function start(...runs: readonly string[]): Promise<Service> {
  const child = spawn(process.execPath, [BIN, 'serve', ...runs, '--port', '0'], {
    env: plainEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = createInterface(child.stderr!);
  const [, url = ''] = /^Description: (\S+)\/docs/.exec(await line(lines, 'Description: '))!;
  return { url, child, lines };
}

/** The first line from now on that contains a text. */
export function line(lines: Interface, text: string): Promise<string> {
  return new Promise((found) => {
    const look = (one: string) => {
      if (!one.includes(text)) return;
      lines.off('line', look);
      found(one);
    };
    lines.on('line', look);
  });
}
