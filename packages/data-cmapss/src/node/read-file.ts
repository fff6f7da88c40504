import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { knownOptions } from '@amnl/core-loop';
import { openRegular, UnfitFile } from '@amnl/core-loop/node';
import type { Fleet } from '@amnl/data-fleet';
import { dataError } from '../errors.js';
import { asFleet } from '../fleet.js';
import { CmapssParser } from '../parse.js';
import { parseRul } from '../parse-rul.js';
import type { SequenceRule } from '../sequence.js';
import { asSubset, type Subset } from '../subsets.js';

const CHUNK = 1 << 20;
/** A RUL file of a million units has some 6 MB. */
const MAX_RUL_BYTES = 64 << 20;

/** Options of {@link readFleetFile}. */
export interface ReadFleetOptions {
  /** Subset the rows belong to. */
  readonly subset: Subset;
  /** RUL file with one value for each unit; without it the units have no labels. */
  readonly rulFile?: string;
  /** Default `'consecutive'`; `'increasing'` allows an excerpt with some of the units. */
  readonly units?: SequenceRule;
}

/**
 * Reads any file in the 26-column format, e.g. rows to predict. Errors as for `parseCmapss`, and `DC_FILE_MISSING`.
 * @returns a fleet whose `role` is `'test'`, or `'unknown'` without a RUL file
 */
export async function readFleetFile(path: string, options: ReadFleetOptions): Promise<Fleet> {
  knownOptions('readFleetFile', options, ['subset', 'rulFile', 'units']);
  const subset = asSubset(options.subset);
  const { rows, checksum } = await readRows(path, options.units);
  const endRul = options.rulFile === undefined ? undefined : (await readRul(options.rulFile, rows.units.length)).endRul;
  return asFleet(rows, { subset, role: endRul ? 'test' : 'unknown', simulated: false, checksum, endRul });
}

/** Parses a `train_*` or `test_*` file while it is read, chunk by chunk. */
export async function readRows(path: string, units: SequenceRule = 'consecutive') {
  const parser = new CmapssParser({ file: path, units });
  const checksum = await readChunks(path, (chunk) => parser.push(chunk));
  return { rows: parser.end(), checksum };
}

/** Reads a `RUL_*` file. */
export async function readRul(path: string, units: number) {
  const chunks: Uint8Array[] = [];
  const checksum = await readChunks(path, (chunk) => chunks.push(chunk.slice()), MAX_RUL_BYTES);
  return { endRul: parseRul(Buffer.concat(chunks), path, units), checksum };
}

/**
 * Passes on a file's bytes in chunks, whose memory is reused.
 * @returns sha256 of the bytes
 */
export async function readChunks(
  path: string,
  onChunk: (chunk: Uint8Array) => void,
  maxBytes = Infinity,
): Promise<string> {
  const { handle, size } = await openRegular(path, maxBytes).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  try {
    if (size === 0) throw dataError('DC_FILE_EMPTY', `${path} is empty. Give a file in the 26-column format`);
    const hash = createHash('sha256');
    const buffer = new Uint8Array(CHUNK);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK);
      if (bytesRead === 0) return hash.digest('hex');
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      onChunk(chunk);
    }
  } finally {
    await handle.close();
  }
}

/** Size of a regular file; undefined if there is none (reading a pipe would wait forever). */
export async function fileSize(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}

function unreadable(path: string, cause: unknown): Error {
  if (cause instanceof UnfitFile) {
    if (cause.tooLarge) return dataError('DC_FILE_TOO_LARGE', `${path} is too large: ${cause.message}`, cause);
    return dataError('DC_FILE_MISSING', `${path} cannot be read: ${cause.message}. ${GIVE}`, cause);
  }
  const { code } = cause as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`;
  return dataError('DC_FILE_MISSING', `${path} ${why}. ${GIVE}`, cause);
}

const GIVE = 'Give the path of a file that can be read';
