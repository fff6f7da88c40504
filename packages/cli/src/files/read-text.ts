import { readRegular, readRegularSync } from '@amnl/core-loop/node';

/** More than any settings, record or scaler needs: they have some kilobytes. */
export const MAX_TEXT_BYTES = 1 << 20;

/** What tables of a run may have: the history of a thousand epochs is a megabyte, predictions of a large fleet are ten. */
export const MAX_TABLE_BYTES = 64 << 20;

/** Reads a small text file. @param most bytes @throws as `readRegular` */
export async function readText(path: string, most = MAX_TEXT_BYTES): Promise<string> {
  return decoded(await readRegular(path, most));
}

/** {@link readText} without a wait. */
export function readTextNow(path: string, most = MAX_TEXT_BYTES): string {
  return decoded(readRegularSync(path, most));
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
