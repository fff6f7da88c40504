import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The package's folder. */
export const HERE = fileURLToPath(new URL('..', import.meta.url));

/** Runs a module in a Node process of its own, with what was built, and returns the JSON of its last line. */
export async function runProgram<T>(file: string): Promise<T> {
  const { stdout } = await promisify(execFile)(process.execPath, [file]);
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as T;
}
