import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** Something other than the file to read. The message says what it is, in words that follow a path. */
export class UnfitFile extends Error {
  override readonly name = 'UnfitFile';

  /** @param tooLarge whether it is a regular file that is only too large */
  constructor(
    message: string,
    readonly tooLarge = false,
  ) {
    super(message);
  }
}

/** Does not wait for the writer of a pipe. Windows has neither constant. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** Systems cap what one call transfers (Linux at 2 GiB). */
const MAX_TRANSFER = 2 ** 30;

/**
 * Opens a file for reading, if it is a regular one of a plausible size. A folder, pipe, socket or device,
 * also behind a link, is refused at once: a pipe makes a reader wait, and a device may never end.
 * @param most bytes: a file of a run has a size that makes sense, and a damaged or hostile one must not fill the memory
 * @returns the open file and its size; the caller closes it
 * @throws UnfitFile, and the system's error
 */
export async function openRegular(path: string, most: number): Promise<{ handle: FileHandle; size: number }> {
  check(await stat(path), most); // opening a device may have effects
  const handle = await open(path, FLAGS);
  try {
    return { handle, size: check(await handle.stat(), most) }; // the file may have been replaced meanwhile
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Reads a whole regular file; see {@link openRegular}. Later writes to it are not read. */
export async function readRegular(path: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const { handle, size } = await openRegular(path, most);
  try {
    const bytes = new Uint8Array(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(size - at, MAX_TRANSFER), at);
      if (bytesRead === 0) break; // truncated meanwhile
      at += bytesRead;
    }
    return bytes.subarray(0, at);
  } finally {
    await handle.close();
  }
}

/** {@link readRegular} when waiting is not possible, such as at the end of the process. For small files. */
export function readRegularSync(path: string, most: number): Uint8Array<ArrayBuffer> {
  const { file, size } = openRegularSync(path, most);
  try {
    const bytes = new Uint8Array(size);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

/** {@link openRegular} without a wait. @returns the open file's descriptor and its size; the caller closes it */
export function openRegularSync(path: string, most: number): { file: number; size: number } {
  check(statSync(path), most);
  const file = openSync(path, FLAGS);
  try {
    return { file, size: check(fstatSync(file), most) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** @returns the size */
function check(found: Stats, most: number): number {
  if (found.isDirectory()) throw new UnfitFile('it is a folder');
  if (!found.isFile()) throw new UnfitFile(`it is ${kindOf(found)}, not a regular file`);
  if (found.size > most) throw new UnfitFile(`it has more than ${most} bytes`, true);
  return found.size;
}

function kindOf(found: Stats): string {
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}
