// biome-ignore-all lint/nursery/noJsRestrictedProperties: the clock ends a wait, it measures nothing
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { BIN, plainEnvironment } from './amnl.js';

const processes: ChildProcess[] = [];

/** Milliseconds after which nobody hopes any more: an end, not a measure. */
const HOPE = 240_000;

/** Kills what was started and still runs. */
export function killAll(): void {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
}

/** A command line that goes on until it is told otherwise, and what it says on stderr. */
export function start(...args: string[]): {
  readonly child: ChildProcess;
  said(text: RegExp): Promise<RegExpExecArray>;
} {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: plainEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  processes.push(child);
  let heard = '';
  child.stderr!.on('data', (chunk) => (heard += chunk));
  return {
    child,
    said: async (text) => {
      await until(
        () => text.test(heard) || child.exitCode !== null,
        () => `${text} in:\n${heard}`,
      );
      const found = text.exec(heard);
      if (found === null) throw new Error(`ended with ${child.exitCode} without saying ${text}:\n${heard}`);
      return found;
    },
  };
}

/** Waits for something that happens in another process. */
export async function until(done: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  const hope = Date.now() + HOPE;
  while (!(await done())) {
    if (Date.now() > hope) throw new Error(`waited in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const gone = (child: ChildProcess) =>
  new Promise<void>((done) =>
    (child.exitCode ?? child.signalCode) !== null ? done() : child.once('exit', () => done()),
  );

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
