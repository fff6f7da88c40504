import { open, stat } from 'node:fs/promises';
import { systemReason } from './report-error.js';

/** More than any settings, record or scaler needs: they have some kilobytes. */
export const MAX_TEXT_BYTES = 1 << 20;

/** What tables of a run may have: the history of a thousand epochs is a megabyte, predictions of a large fleet are ten. */
export const MAX_TABLE_BYTES = 64 << 20;

/**
 * Reads a small text file; whatever the file is or becomes, not much more than `most` bytes are ever held.
 * @param most default {@link MAX_TEXT_BYTES}
 * @param pipes whether a pipe or device may be read (`--config <(…)`); in a folder from elsewhere one could make us wait
 *   for ever, so there only regular files are opened
 * @throws an error for {@link readFailure}
 */
export async function readText(path: string, { most = MAX_TEXT_BYTES, pipes = false } = {}): Promise<string> {
  const found = await stat(path);
  if (!pipes && !found.isFile() && !found.isDirectory()) throw new Error('it is no regular file');
  if (found.size > most) throw tooLarge(most);
  const handle = await open(path);
  try {
    const chunks: Uint8Array[] = [];
    for (let total = 0; total <= most; ) {
      const chunk = Buffer.alloc(found.isFile() ? found.size + 1 : 1 << 16);
      const { bytesRead } = await handle.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return Buffer.concat(chunks).toString('utf8');
      chunks.push(chunk.subarray(0, bytesRead));
      total += bytesRead;
    }
    throw tooLarge(most);
  } finally {
    await handle.close();
  }
}

/** Why a file could not be read, in words. */
export function readFailure(error: unknown): string {
  return systemReason(error) ?? (error instanceof Error ? error.message : String(error));
}

function tooLarge(most: number): Error {
  return new Error(`it has more than ${most} bytes`);
}
