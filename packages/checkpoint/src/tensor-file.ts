import { TrainError } from '@amnl/core-loop';
import { failure, readError } from './errors.js';
import type { FileSystem, ReadableFile } from './file-system.js';
import { dataStartOf, FIRST_BYTES, type Header, parseHeader } from './safetensors-header.js';
import { LENGTH_BYTES } from './safetensors-layout.js';

/** A safetensors file whose header is read and checked; data are read on request. */
export interface TensorFile {
  readonly header: Header;
  /** Everything before the data. */
  readonly head: Uint8Array;
  readonly dataBytes: number;
  /** Part of the data. @throws CK_READ_FAILED, CK_CORRUPT */
  data(begin: number, end: number): Promise<Uint8Array>;
}

/**
 * Opens a safetensors file for as long as `body` takes.
 * @throws CK_NOT_FOUND, CK_READ_FAILED, CK_CORRUPT, and what `body` throws
 */
export async function withTensorFile<T>(
  files: FileSystem,
  path: string,
  body: (file: TensorFile) => Promise<T>,
): Promise<T> {
  const file = await withCode(path, () => files.openToRead(path));
  try {
    const first = await withCode(path, () => file.read(0, Math.min(FIRST_BYTES, file.size)));
    const dataStart = named(path, () => dataStartOf(first, file.size));
    const head = await exactly(path, file, 0, dataStart);
    const dataBytes = file.size - dataStart;
    const header = named(path, () => parseHeader(head.subarray(LENGTH_BYTES), dataBytes));
    const data = (begin: number, end: number) => exactly(path, file, dataStart + begin, end - begin);
    return await body({ header, head, dataBytes, data });
  } finally {
    await file.close();
  }
}

/** The error for a file that is damaged. @param what e.g. `not a usable checkpoint: …` */
export function corrupt(path: string, what: string, cause?: unknown): TrainError {
  return failure('CK_CORRUPT', `${path} is ${what}. Remove it, and use an earlier checkpoint or a fresh copy`, cause);
}

async function exactly(path: string, file: ReadableFile, at: number, length: number) {
  const bytes = await withCode(path, () => file.read(at, length));
  if (bytes.length === length) return bytes;
  throw corrupt(
    path,
    `not a usable safetensors file: it was truncated to ${at + bytes.length} bytes while it was read`,
  );
}

/** File system errors as errors of this package. */
async function withCode<T>(path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw readError(path, cause);
  }
}

/** Errors about the bytes, with the file's name. */
function named<T>(path: string, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    throw cause instanceof TrainError ? corrupt(path, cause.detail, cause) : cause;
  }
}
