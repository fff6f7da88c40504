import { spawn } from 'node:child_process';

/** How a command ended. */
export interface Ran {
  /** Exit code; `undefined` if there is no such command, or a signal ended it. */
  readonly code: number | undefined;
  /** `ENOENT` if there is no such command, or the name of a signal. */
  readonly reason: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, without a shell; it is killed when this process ends. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: options.env ?? process.env });
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
    let reason: string | undefined;
    child.on('error', (error: NodeJS.ErrnoException) => {
      reason = error.code ?? error.message;
      process.off('exit', end);
      if (child.pid === undefined) resolve({ code: undefined, reason, stdout, stderr });
    });
    child.on('close', (code, signal) => {
      process.off('exit', end);
      resolve({ code: code ?? undefined, reason: signal ?? reason, stdout, stderr });
    });
  });
}

/** The last non-empty line, for a message. */
export const lastLine = (text: string): string =>
  text
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim() ?? 'it printed nothing';
