import {
  type Awaitable,
  type DataSource,
  type EpochOrder,
  knownOptions,
  requireOption,
  TrainError,
} from '@amnl/core-loop';
import { failure, messageOf } from './errors.js';
import { iteratorOf } from './iterator-of.js';
import { type SizedOrNot, Steady, type SteadyOptions } from './steady.js';
import { checkSteadyOptions } from './steady-options.js';

/** Batches of one epoch, as a list or one after the other. `size` may be left out. */
export type BatchSteps = Iterable<SizedOrNot> | AsyncIterable<SizedOrNot>;

/** Options of {@link fromGenerator}. */
export interface GeneratorOptions extends SteadyOptions {
  /** What identifies these data: file names, sizes, a version. Saved in snapshots, and compared by `restore`. */
  readonly fingerprint?: object;
  /** Whether each batch has its own arrays, which are not written to again: `prefetch` need not copy them. @default false */
  readonly fresh?: boolean;
  /**
   * The same batches from number `first` on, if that is cheaper than making the earlier ones and dropping them. For runs
   * resumed within an epoch; needs `batchesPerEpoch`.
   */
  readonly batchesFrom?: (order: EpochOrder, first: number) => Awaitable<BatchSteps>;
}

/**
 * Batches from a generator, or any function that returns an iterable. It is called for every epoch with `{ epoch, seed }`, and
 * must give the same batches for the same two numbers: a resumed run iterates over them again.
 * @example fromGenerator(async function* ({ epoch, seed }) { for (const id of order(epoch, seed)) yield await load(id); })
 * @throws CL_OPTION_INVALID, CL_OPTION_UNKNOWN; during iteration DS_CONSUMED, DS_SOURCE_INVALID, DS_SOURCE_FAILED,
 *   DS_BATCH_SIZES, DS_BATCH_CHANGED, DS_EPOCH_LENGTH
 */
export function fromGenerator(
  makeBatches: (order: EpochOrder) => Awaitable<BatchSteps>,
  options: GeneratorOptions = {},
): DataSource {
  const by = 'fromGenerator';
  knownOptions(by, options, [
    'batchesPerEpoch',
    'varyingShapes',
    'varyingLength',
    'fingerprint',
    'fresh',
    'batchesFrom',
  ]);
  requireOption(
    by,
    typeof makeBatches === 'function',
    'makeBatches',
    'the generator function itself (each epoch needs a new generator)',
    makeBatches,
  );
  checkSteadyOptions(by, options);
  const { batchesPerEpoch, fingerprint = {}, fresh = false, batchesFrom } = options;
  requireOption(by, typeof fresh === 'boolean', 'fresh', 'true or false', fresh);
  requireOption(
    by,
    batchesFrom === undefined || (typeof batchesFrom === 'function' && batchesPerEpoch !== undefined),
    'batchesFrom',
    'a function, with `batchesPerEpoch` set',
    batchesFrom,
  );

  const steady = new Steady(by, options);
  const seen = new WeakSet<object>();
  async function* go(make: () => Awaitable<BatchSteps>, order: EpochOrder, first: number) {
    const given = await called(make, order);
    const iterator = iteratorOf(given, by, 'the function');
    if (seen.has(iterator)) {
      throw failure(
        'DS_CONSUMED',
        by,
        `the function gave the same iterator for epoch ${order.epoch} as for an earlier pass, which has used it up. Return a new one from every call`,
      );
    }
    seen.add(iterator);
    yield* steady.watch(iterator, order, first);
  }
  return {
    fingerprint: { generator: makeBatches.name, ...(batchesPerEpoch && { batchesPerEpoch }), ...fingerprint },
    ...(batchesPerEpoch !== undefined && { batchesPerEpoch }),
    fresh,
    batches: (order) => go(() => makeBatches(order), order, 0),
    ...(batchesFrom && { batchesFrom: (order, first) => go(() => batchesFrom(order, first), order, first) }),
  };
}

async function called(make: () => Awaitable<BatchSteps>, { epoch }: EpochOrder): Promise<BatchSteps> {
  try {
    return await make();
  } catch (cause) {
    if (cause instanceof TrainError) throw cause;
    throw failure(
      'DS_SOURCE_FAILED',
      'fromGenerator',
      `the function threw at the start of epoch ${epoch}: ${messageOf(cause)}`,
      cause,
    );
  }
}
