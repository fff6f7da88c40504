import { lstat, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { cliError } from '../terminal/errors.js';

/**
 * Where a result is written that the user wants as a file: at the end of a link, so that the link stays one. A file is replaced
 * whole, and what is not a file must not be: a pipe would lose its reader, and `/dev/null` would become a file.
 * @param path as given with --output, or its default
 * @param inputs files that the command reads, and must not replace
 * @param flag that the path was given with
 * @throws CLI_WRITE_FAILED for a folder, pipe, socket or device; CLI_USAGE for one of `inputs`, and for `-`
 */
export async function outputFile(path: string, inputs: readonly string[] = [], flag = '--output'): Promise<string> {
  if (path === '-') throw cliError('CLI_USAGE', `${flag} is '-', and must be a file. For one of that name, give ./-`);
  // A link that leads nowhere is replaced. Other problems of a path are reported by the writer.
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return resolve(path);
  if (!there.isFile()) {
    const kind = there.isDirectory() ? 'a folder' : 'a pipe or a device';
    throw cliError('CLI_WRITE_FAILED', `cannot write ${resolve(path)}: it is ${kind}. Give a file with ${flag}`);
  }
  const end = await realpath(path);
  for (const input of inputs) {
    if (end === (await realpath(input).catch(() => undefined))) {
      throw cliError('CLI_USAGE', `${flag} would overwrite the input ${resolve(input)}. Give another file`);
    }
  }
  return (await lstat(path)).isSymbolicLink() ? end : resolve(path);
}
