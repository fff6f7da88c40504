import {
  type Batch,
  type DataSource,
  type EpochOrder,
  type HostInput,
  type HostInputs,
  knownOptions,
  numberOf,
  requireOption,
} from '@amnl/core-loop';
import { failure } from '../errors.js';
import { type ArrayFile, contentOf, kindOf, lookAt } from './files/array-file.js';
import { type BlockPlan, groupsOf } from './files/block-order.js';
import { DTYPES } from './files/dtypes.js';
import { placeOf, readGroups } from './files/group-reader.js';

/** A file with an array: its path, and the dtype of its numbers in the model. */
export type FileInput = string | { readonly file: string; readonly dtype?: 'float32' | 'int32' };

/** Options of {@link fileData}. */
export interface FileDataOptions {
  /** Files by the name of the input; the first dimension of every array is the sample. */
  readonly inputs: Readonly<Record<string, FileInput>>;
  /** @default {} */
  readonly targets?: Readonly<Record<string, FileInput>>;
  /** @default 32 */
  readonly batchSize?: number;
  /** Another order every epoch, fixed by seed and epoch: of blocks, and of the rows within `buffer` blocks. @default false */
  readonly shuffle?: boolean;
  /** Rows of a block: neighbours in the file, read at once. @default as many as have 1 MiB */
  readonly blockRows?: number;
  /** Blocks whose rows are shuffled among each other; twice as many are in memory. @default 16 */
  readonly buffer?: number;
  /** Drops a last batch that is not full. @default false */
  readonly dropLast?: boolean;
  /** What the fingerprint covers: 64 places of every file, or the whole file, which is then read once more. @default 'sample' */
  readonly checksum?: 'sample' | 'whole';
}

/** A source over files, with a known number of batches. */
export interface FileSource extends DataSource {
  readonly batchesPerEpoch: number;
  readonly samples: number;
}

const BY = 'fileData';
const BLOCK_BYTES = 2 ** 20;

/**
 * Batches from arrays in files that may be larger than memory: NumPy's `.npy`, or raw numbers with a header file. Blocks of
 * rows are read while others are in use; what is in memory does not depend on the files' size. The files are checked when
 * they are opened, and for changes while they are used.
 * @throws DS_FILE_MISSING, DS_FILE_INVALID, DS_FILE_DTYPE, DS_FILE_ROWS, CL_OPTION_INVALID, CL_OPTION_UNKNOWN; later
 *   DS_FILE_CHANGED
 */
export async function fileData(options: FileDataOptions): Promise<FileSource> {
  knownOptions(BY, options, [
    'inputs',
    'targets',
    'batchSize',
    'shuffle',
    'blockRows',
    'buffer',
    'dropLast',
    'checksum',
  ]);
  const { inputs, targets = {}, batchSize = 32, shuffle = false, buffer = 16, dropLast = false } = options;
  const { checksum = 'sample' } = options;
  for (const [name, count] of Object.entries({ batchSize, buffer, blockRows: options.blockRows ?? 1 })) {
    requireOption(BY, Number.isSafeInteger(count) && count > 0, name, 'a positive integer', count);
  }
  for (const [name, flag] of Object.entries({ shuffle, dropLast })) {
    requireOption(BY, typeof flag === 'boolean', name, 'true or false', flag);
  }
  requireOption(BY, checksum === 'sample' || checksum === 'whole', 'checksum', "'sample' or 'whole'", checksum);

  const arrays = [...(await columns('inputs', inputs)), ...(await columns('targets', targets))];
  const rows = rowCount(arrays);
  const rowBytes = arrays.reduce((sum, { file }) => sum + file.rowBytes, 0);
  const blockRows = Math.min(rows, options.blockRows ?? Math.max(1, Math.floor(BLOCK_BYTES / rowBytes)));
  const plan: BlockPlan = { rows, blockRows, buffer, shuffle };
  const batchesPerEpoch = dropLast ? Math.floor(rows / batchSize) : Math.ceil(rows / batchSize);
  requireOption(
    BY,
    batchesPerEpoch > 0,
    'batchSize',
    `at most the ${numberOf(rows, 'row')}, or dropLast: false`,
    batchSize,
  );

  async function* pass(order: EpochOrder, first: number): AsyncGenerator<Batch> {
    const groups = groupsOf(plan, order);
    const start = placeOf(first * batchSize, groups);
    if (first >= batchesPerEpoch) return;
    let { at } = start;
    let index = first;
    let filled = 0;
    let batch = emptyBatch(index);
    for await (const { bytes, order: places } of readGroups(files, plan, order, groups, start.group)) {
      while (at < places.length) {
        const take = Math.min(places.length - at, batch.size - filled);
        for (const [f, { rowBytes: width }] of files.entries()) {
          const [from, into] = [bytes[f]!, batch.bytes[f]!];
          for (let i = 0; i < take; i++) {
            const place = places[at + i]! * width;
            into.set(from.subarray(place, place + width), (filled + i) * width);
          }
        }
        at += take;
        filled += take;
        if (filled < batch.size) continue;
        yield asBatch(batch.bytes, batch.size);
        if (++index === batchesPerEpoch) return;
        batch = emptyBatch(index);
        filled = 0;
      }
      at = 0;
    }
  }
  const files = arrays.map(({ file }) => file);
  const emptyBatch = (index: number) => {
    const size = Math.min(batchSize, rows - index * batchSize);
    return { size, bytes: files.map((file) => new Uint8Array(size * file.rowBytes)) };
  };
  const asBatch = (bytes: readonly Uint8Array[], size: number): Batch => {
    const batch = { inputs: {}, targets: {} } as Record<'inputs' | 'targets', Record<string, HostInput>>;
    for (const [i, { kind, name, dtype, file }] of arrays.entries()) {
      const data = new DTYPES[file.dtype].array(bytes[i]!.buffer as ArrayBuffer);
      batch[kind][name] = { data, shape: [size, ...file.shape.slice(1)], ...(dtype && { dtype }) };
    }
    return { ...(batch as { inputs: HostInputs; targets: HostInputs }), size };
  };
  const described = await Promise.all(
    arrays.map(async ({ kind, name, dtype, file }) => [
      `${kind}.${name}`,
      `${kindOf(file)}${dtype ? ` as ${dtype}` : ''}, checksum ${await contentOf(file, checksum === 'whole')}`,
    ]),
  );
  return {
    samples: rows,
    batchesPerEpoch,
    fingerprint: {
      batchSize,
      dropLast,
      shuffle: shuffle && { blockRows, buffer },
      arrays: Object.fromEntries(described),
    },
    fresh: true,
    batches: (order) => pass(order, 0),
    batchesFrom: pass,
  };
}

interface Column {
  readonly kind: 'inputs' | 'targets';
  readonly name: string;
  readonly dtype: 'float32' | 'int32' | undefined;
  readonly file: ArrayFile;
}

async function columns(kind: Column['kind'], given: Readonly<Record<string, FileInput>>): Promise<Column[]> {
  requireOption(BY, typeof given === 'object' && given !== null, kind, 'files by name: { x: "x.npy" }', given);
  const found: Column[] = [];
  for (const [name, input] of Object.entries(given)) {
    const { file, dtype } = typeof input === 'string' ? { file: input } : { ...input };
    requireOption(BY, typeof file === 'string' && file !== '', `${kind}.${name}`, 'the path of a file', file);
    const known = dtype === undefined || dtype === 'float32' || dtype === 'int32';
    requireOption(BY, known, `${kind}.${name}.dtype`, "'float32' or 'int32'", dtype);
    found.push({ kind, name, dtype, file: await lookAt(file) });
  }
  return found;
}

function rowCount(arrays: readonly Column[]): number {
  const [first] = arrays;
  requireOption(BY, first !== undefined, 'inputs', 'one or more files', 'empty');
  const { path, rows } = first!.file;
  const other = arrays.find(({ file }) => file.rows !== rows)?.file;
  if (other === undefined) return rows;
  throw failure(
    'DS_FILE_ROWS',
    BY,
    `${path} has ${numberOf(rows, 'row')}, and ${other.path} has ${other.rows}. Give files of the same samples`,
  );
}
