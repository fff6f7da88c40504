import {
  type Awaitable,
  type Batch,
  checksum,
  type DataSource,
  type EpochOrder,
  type HostInputs,
  knownOptions,
  requireOption,
} from '@amnl/core-loop';
import { failure } from './errors.js';
import { Steady, type SteadyOptions } from './steady.js';
import { checkSteadyOptions } from './steady-options.js';
import { batchOf, type TensorNames } from './tf-element.js';

/** As much of a `tf.data.Dataset` as is used. */
export interface TfDataset {
  /** A new iterator over all elements. */
  iterator(): Promise<{
    /** The next element. */
    next(): Promise<{ readonly value: unknown; readonly done?: boolean }>;
  }>;
  /** Number of elements, if known. */
  readonly size?: number | null;
}

/** Options of {@link fromTfData}. */
export interface TfDataOptions extends SteadyOptions {
  /** Names of inputs that come without one. @default `['x']`, or `['x0', 'x1', …]` for several */
  readonly inputs?: readonly string[];
  /** Names of targets that come without one. @default `['y']`, or `['y0', 'y1', …]` for several */
  readonly targets?: readonly string[];
  /** What identifies these data. Saved in snapshots, and compared by `restore`. */
  readonly fingerprint?: object;
}

const BY = 'fromTfData';

/**
 * Batches from a `tf.data` dataset of batches: elements `{ xs, ys }` as for `model.fitDataset`. Its tensors are read and disposed.
 *
 * A dataset that shuffles has its own order, which TensorFlow.js cannot resume; it is refused. Give a function of
 * `{ epoch, seed }` that makes the dataset instead, and shuffle in it with a seed made of both.
 * @example fromTfData(({ epoch, seed }) => rows.shuffle(1000, `${seed}/${epoch}`).batch(32), { batchesPerEpoch: 40 })
 * @throws CL_OPTION_INVALID, CL_OPTION_UNKNOWN; during iteration DS_NOT_REPEATABLE, DS_SOURCE_INVALID, DS_SOURCE_FAILED,
 *   DS_BATCH_SIZES, DS_BATCH_CHANGED, DS_EPOCH_LENGTH
 */
export function fromTfData(
  dataset: TfDataset | ((order: EpochOrder) => Awaitable<TfDataset>),
  options: TfDataOptions = {},
): DataSource {
  knownOptions(BY, options, ['batchesPerEpoch', 'varyingShapes', 'varyingLength', 'inputs', 'targets', 'fingerprint']);
  const { inputs, targets, fingerprint = {} } = options;
  const made = typeof dataset === 'function' ? undefined : dataset;
  requireOption(
    BY,
    typeof dataset === 'function' || typeof (dataset as Partial<TfDataset> | undefined)?.iterator === 'function',
    'dataset',
    'a tf.data dataset, or a function that makes one',
    dataset,
  );
  requireOption(
    BY,
    made?.size !== Number.POSITIVE_INFINITY || options.batchesPerEpoch !== undefined,
    'batchesPerEpoch',
    'a number: this dataset never ends',
    options.batchesPerEpoch,
  );
  for (const [name, list] of Object.entries({ inputs, targets })) {
    const fits = list === undefined || (Array.isArray(list) && list.every((each) => typeof each === 'string'));
    requireOption(BY, fits, name, 'a list of names', list);
  }
  const batchesPerEpoch = options.batchesPerEpoch ?? known(made?.size);
  const expected = { ...options, ...(batchesPerEpoch !== undefined && { batchesPerEpoch }) };
  checkSteadyOptions(BY, expected);

  const steady = new Steady(BY, expected);
  const names = { inputs, targets };
  let repeats = made === undefined;
  async function* elements(order: EpochOrder): AsyncGenerator<Omit<Batch, 'size'>> {
    if (!repeats) await checkRepeats(made!, names);
    repeats = true;
    yield* batchesOf(typeof dataset === 'function' ? await dataset(order) : dataset, names, order.epoch);
  }
  return {
    fingerprint: { kind: 'tf.data', ...(batchesPerEpoch && { batchesPerEpoch }), ...fingerprint },
    ...(batchesPerEpoch !== undefined && { batchesPerEpoch }),
    fresh: true,
    batches: (order) => steady.watch(elements(order), order),
  };
}

function known(size: number | null | undefined): number | undefined {
  return size != null && size > 0 && Number.isFinite(size) ? size : undefined;
}

async function* batchesOf(dataset: TfDataset, names: TensorNames, epoch: number) {
  const iterator = await dataset.iterator();
  for (let index = 0; ; index++) {
    const { value, done } = await iterator.next();
    if (done) return;
    yield await batchOf(value, names, `batch ${index} of epoch ${epoch}`);
  }
}

/**
 * Reads the first batch twice before training starts: a new order, or rows that are used up, would
 * otherwise be found only when a run is resumed, or never.
 * @throws DS_NOT_REPEATABLE
 */
async function checkRepeats(dataset: TfDataset, names: TensorNames): Promise<void> {
  const first = async () => {
    const { value, done } = await (await dataset.iterator()).next();
    if (done) return undefined;
    const { inputs, targets } = await batchOf(value, names, 'batch 0 of epoch 0');
    return [inputs, targets].map(checksums).join();
  };
  const once = await first();
  if (once === (await first())) return;
  throw failure(
    'DS_NOT_REPEATABLE',
    BY,
    'the first batch was different the second time: the dataset shuffles, or is used up, and a resumed run would get different data. Give a function that creates it from { epoch, seed }, and make the seed of the shuffle from both',
  );
}

function checksums(tensors: HostInputs): string {
  return Object.entries(tensors)
    .map(([name, { data }]) => `${name} ${checksum(data as Float32Array)}`)
    .join();
}
