import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TrainError } from '@amnl/core-loop';
import { makeFolders, writeWhole } from '@amnl/core-loop/node';
import { cliError } from '../terminal/errors.js';
import { reasonOf } from '../terminal/system-reason.js';

/**
 * Writes a text file as its lines come, whole or not at all: under another name next to it until the last line.
 * @throws CLI_WRITE_FAILED, and what `parts` throw
 */
export function writeParts(path: string, parts: AsyncIterable<readonly string[]>): Promise<void> {
  return writeStream(path, async (file) => {
    for await (const lines of parts) await file.appendFile(lines.map((line) => `${line}\n`).join(''));
  });
}

/**
 * Writes a file, whole or not at all.
 * @throws CLI_WRITE_FAILED, and what `write` throws
 */
export async function writeStream(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    await makeFolders(dirname(path));
    await writeWhole(path, write, { replace: true });
  } catch (error) {
    if (error instanceof TrainError || (error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw cliError(
      'CLI_WRITE_FAILED',
      `cannot write ${path}: ${reasonOf(error)}. Give another file with --output`,
      error,
    );
  }
}
