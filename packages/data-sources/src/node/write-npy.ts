import { type FileHandle, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { knownOptions, requireOption, TrainError } from '@amnl/core-loop';
import { makeFolders, writeWhole } from '@amnl/core-loop/node';
import { failure, messageOf } from '../errors.js';
import { bytesOf, DTYPES, type FileDtype, isFileDtype } from './files/dtypes.js';
import { encodeNpyHeader, NPY_OWN_HEADER } from './files/npy.js';

/** Options of {@link writeNpy}. */
export interface WriteNpyOptions {
  /** Dimensions of one row; `[]` if a row is a number. */
  readonly row: readonly number[];
  /** @default 'float32' */
  readonly dtype?: FileDtype;
  /** Whether an existing file is replaced, once the new one is complete. @default false */
  readonly overwrite?: boolean;
}

const BY = 'writeNpy';

/**
 * Writes an array that comes in parts as NumPy's `.npy`: any number of whole rows in each part, as typed arrays that match
 * the dtype. The file is written completely or not at all; folders are created.
 * @returns the number of rows
 * @throws DS_FILE_EXISTS, DS_WRITE_FAILED, DS_SOURCE_INVALID for an invalid part, DS_SOURCE_FAILED if `parts` throws,
 *   CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export async function writeNpy(
  path: string,
  parts: Iterable<ArrayBufferView> | AsyncIterable<ArrayBufferView>,
  options: WriteNpyOptions,
): Promise<number> {
  knownOptions(BY, options, ['row', 'dtype', 'overwrite']);
  const { row, dtype = 'float32', overwrite = false } = options;
  const isCount = (n: unknown) => Number.isSafeInteger(n) && (n as number) > 0;
  requireOption(BY, Array.isArray(row) && row.every(isCount), 'row', 'the dimensions of one row', row);
  requireOption(BY, isFileDtype(dtype), 'dtype', 'a dtype of files, such as float32', dtype);
  requireOption(BY, typeof overwrite === 'boolean', 'overwrite', 'true or false', overwrite);
  // Before the rows are made, which may take long.
  if (!overwrite && (await stat(path).catch(() => undefined)) !== undefined) throw isThere(path);

  const width = row.reduce((a, b) => a * b, bytesOf(dtype));
  await makeFolders(dirname(path)).catch((cause: unknown) => Promise.reject(unwritten(path, cause)));
  try {
    return await writeWhole(
      path,
      async (file) => {
        let at = NPY_OWN_HEADER;
        for await (const part of codedErrors(parts)) {
          const bytes = checked(part, dtype, width);
          await writeAt(file, bytes, at);
          at += bytes.length;
        }
        const count = (at - NPY_OWN_HEADER) / width;
        if (count === 0)
          throw failure('DS_SOURCE_INVALID', BY, `there are no rows to write into ${path}. Give one or more`);
        await writeAt(file, encodeNpyHeader(dtype, [count, ...row]), 0);
        return count;
      },
      { replace: overwrite },
    );
  } catch (cause) {
    if (cause instanceof TrainError) throw cause;
    if (!overwrite && (cause as NodeJS.ErrnoException).code === 'EEXIST') throw isThere(path);
    throw unwritten(path, cause);
  }
}

function unwritten(path: string, cause: unknown): TrainError {
  const what = `could not write ${path}: ${messageOf(cause)}`;
  return failure('DS_WRITE_FAILED', BY, `${what}. Make room, or choose another place`, cause);
}

function isThere(path: string): TrainError {
  return failure('DS_FILE_EXISTS', BY, `${path} already exists. Choose another name, or set \`overwrite: true\``);
}

/** A call may write less than asked. */
async function writeAt(file: FileHandle, bytes: Uint8Array, from: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, from + at);
    at += bytesWritten;
  }
}

async function* codedErrors(
  parts: Iterable<ArrayBufferView> | AsyncIterable<ArrayBufferView>,
): AsyncGenerator<unknown> {
  try {
    yield* parts;
  } catch (cause) {
    if (cause instanceof TrainError) throw cause;
    throw failure('DS_SOURCE_FAILED', BY, `what makes the rows threw: ${messageOf(cause)}`, cause);
  }
}

function checked(part: unknown, dtype: FileDtype, width: number): Uint8Array {
  const kind = DTYPES[dtype].array;
  const found = Object.prototype.toString.call(part).slice(8, -1);
  if (found === kind.name && (part as Uint8Array).byteLength % width === 0) {
    const { buffer, byteOffset, byteLength } = part as Uint8Array;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
  const length = ArrayBuffer.isView(part) ? ` of ${part.byteLength} bytes` : '';
  throw failure(
    'DS_SOURCE_INVALID',
    BY,
    `a part is a ${found}${length}. Give ${kind.name}s with whole rows, of ${width} bytes each`,
  );
}
