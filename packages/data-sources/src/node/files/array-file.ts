import type { FileHandle } from 'node:fs/promises';
import { checksum, TrainError } from '@amnl/core-loop';
import { openRegular, readRegular, UnfitFile } from '@amnl/core-loop/node';
import { failure, messageOf } from '../../errors.js';
import { type ArrayHeader, BadHeader, dataBytesOf } from './header.js';
import { NPY_FIRST_BYTES, npyDataStart, parseNpyHeader } from './npy.js';
import { parseRawHeader } from './raw.js';

const BY = 'fileData';
const MAX_RAW_HEADER = 1 << 16;
/** Systems cap what one call transfers (Linux at 2 GiB). */
const MAX_TRANSFER = 2 ** 30;
/** What the fingerprint samples: so many places of so many bytes. */
const SAMPLES = 64;
const SAMPLE_BYTES = 4096;

/** A file with an array, as it was when first opened. */
export interface ArrayFile extends ArrayHeader {
  readonly path: string;
  readonly rows: number;
  readonly rowBytes: number;
  readonly size: number;
  readonly modified: number;
}

/** Inspects a file: `.npy`, or raw numbers with a header file. @throws DS_FILE_MISSING, DS_FILE_INVALID, DS_FILE_DTYPE */
export async function lookAt(path: string): Promise<ArrayFile> {
  return opened(path, async (handle, size) => {
    const header = path.endsWith('.npy') ? await npyHeader(handle, size) : parseRawHeader(await rawHeader(path));
    const bytes = dataBytesOf(header);
    if (header.dataStart + bytes !== size) {
      const { dtype, shape, dataStart } = header;
      const what = size < dataStart + bytes ? 'is truncated, or its header is wrong' : 'is longer than its header says';
      throw new BadHeader(
        'DS_FILE_INVALID',
        `${what}: ${dtype} [${shape}] needs ${dataStart + bytes} bytes, and the file has ${size}. Write it again`,
      );
    }
    const rows = header.shape[0]!;
    const { mtimeMs } = await handle.stat();
    return { ...header, path, rows, rowBytes: bytes / rows, size, modified: mtimeMs };
  });
}

/** Opens a file for a pass. The caller closes it. @throws DS_FILE_MISSING, DS_FILE_CHANGED */
export async function openAgain(file: ArrayFile): Promise<FileHandle> {
  const { handle } = await open(file.path);
  try {
    await checkUnchanged(file, handle);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** @throws DS_FILE_CHANGED */
export async function checkUnchanged({ path, size, modified }: ArrayFile, handle: FileHandle): Promise<void> {
  const now = await handle.stat();
  if (now.size === size && now.mtimeMs === modified) return;
  const what = now.size === size ? 'was written to' : `had ${size} bytes and has ${now.size}`;
  throw failure('DS_FILE_CHANGED', BY, `${path} ${what} while it was in use. Restart the run, or restore the file`);
}

/** Reads whole rows. @throws DS_FILE_CHANGED, DS_FILE_MISSING */
export async function readRows(file: ArrayFile, handle: FileHandle, from: number, into: Uint8Array): Promise<void> {
  const begin = file.dataStart + from * file.rowBytes;
  if ((await read(file.path, handle, begin, into)) === into.length) return;
  throw failure('DS_FILE_CHANGED', BY, `${file.path} was truncated while it was in use. Restore it`);
}

/** A checksum of a file's content: all of it, or 64 places spread over it, including the first and last bytes. */
export async function contentOf(file: ArrayFile, whole: boolean): Promise<string> {
  return opened(file.path, async (handle, size) => {
    const parts = whole ? Math.ceil(size / 2 ** 20) : Math.min(SAMPLES, Math.ceil(size / SAMPLE_BYTES));
    const length = whole ? 2 ** 20 : SAMPLE_BYTES;
    const buffer = new Uint8Array(Math.min(length, size));
    const sums: string[] = [];
    for (let i = 0; i < parts; i++) {
      const at = whole ? i * length : parts === 1 ? 0 : Math.floor(((size - buffer.length) * i) / (parts - 1));
      sums.push(checksum(buffer.subarray(0, await read(file.path, handle, at, buffer))));
    }
    return checksum(new TextEncoder().encode(sums.join()));
  });
}

async function opened<T>(path: string, body: (handle: FileHandle, size: number) => Promise<T>): Promise<T> {
  const { handle, size } = await open(path);
  try {
    return await body(handle, size);
  } catch (cause) {
    if (cause instanceof BadHeader) throw failure(cause.code, BY, `${path} ${cause.message}`);
    throw cause;
  } finally {
    await handle.close();
  }
}

function open(path: string) {
  return openRegular(path, Number.MAX_SAFE_INTEGER).catch((cause: unknown) => {
    throw missing(path, cause);
  });
}

/** @returns the bytes that were there */
async function read(path: string, handle: FileHandle, from: number, into: Uint8Array): Promise<number> {
  let at = 0;
  try {
    while (at < into.length) {
      const length = Math.min(into.length - at, MAX_TRANSFER);
      const { bytesRead } = await handle.read(into, at, length, from + at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return at;
  } catch (cause) {
    throw missing(path, cause);
  }
}

async function npyHeader(handle: FileHandle, size: number): Promise<ArrayHeader> {
  const first = new Uint8Array(NPY_FIRST_BYTES);
  const there = await handle.read(first, 0, NPY_FIRST_BYTES, 0);
  const dataStart = npyDataStart(first.subarray(0, there.bytesRead));
  if (dataStart > size)
    throw new BadHeader('DS_FILE_INVALID', `claims a header of ${dataStart} bytes, and the file has ${size}`);
  const head = new Uint8Array(dataStart);
  await handle.read(head, 0, dataStart, 0);
  return parseNpyHeader(head);
}

async function rawHeader(path: string): Promise<string> {
  const bytes = await readRegular(`${path}.json`, MAX_RAW_HEADER).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw missing(`${path}.json`, cause);
    throw new BadHeader(
      'DS_FILE_INVALID',
      `is not a .npy file and has no header. Put { "dtype": "float32", "shape": [rows, …] } into ${path}.json`,
    );
  });
  return new TextDecoder().decode(bytes);
}

function missing(path: string, cause: unknown): TrainError {
  if (cause instanceof TrainError) return cause;
  const what =
    (cause as NodeJS.ErrnoException).code === 'ENOENT'
      ? 'there is no such file'
      : cause instanceof UnfitFile
        ? cause.message
        : messageOf(cause);
  return failure('DS_FILE_MISSING', BY, `${path} cannot be read: ${what}. Give the path of a file`, cause);
}

/** `float32 [100,3]`. */
export const kindOf = ({ dtype, shape }: ArrayHeader): string => `${dtype} [${shape}]`;
