import { execFileSync } from 'node:child_process';

const folder = import.meta.dirname;

/** Runs Node with these arguments to its end, in a process that has nothing of ours in it; `cwd` finds our packages. */
export const inProcess = (...args) =>
  execFileSync(process.execPath, args.map(String), {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
