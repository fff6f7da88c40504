import { closeSync, readSync } from 'node:fs';
import { openRegularSync, readRegular, readRegularSync } from '@amnl/core-loop/node';

/** More than any settings, record or scaler needs: they have some kilobytes. */
export const MAX_TEXT_BYTES = 1 << 20;

/** What tables of a run may have that are read as a whole: the history of a thousand epochs is a megabyte. */
export const MAX_TABLE_BYTES = 64 << 20;

/** Reads a small text file. @param most bytes @throws as `readRegular` */
export async function readText(path: string, most = MAX_TEXT_BYTES): Promise<string> {
  return decoded(await readRegular(path, most));
}

/** {@link readText} without a wait. */
export function readTextNow(path: string, most = MAX_TEXT_BYTES): string {
  return decoded(readRegularSync(path, most));
}

/** The text of a regular file of any size, without a wait, in parts of at most a megabyte. @throws as `openRegularSync` */
export function* textParts(path: string): Generator<string> {
  const { file } = openRegularSync(path, Number.POSITIVE_INFINITY);
  try {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const bytes = new Uint8Array(1 << 20);
    for (let read = -1; read !== 0; ) {
      read = readSync(file, bytes, 0, bytes.length, null);
      yield decoder.decode(bytes.subarray(0, read), { stream: read > 0 });
    }
  } finally {
    closeSync(file);
  }
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
