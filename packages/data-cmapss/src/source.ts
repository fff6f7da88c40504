import {
  checksum,
  type DataSource,
  type EpochOrder,
  type HostBatch,
  type HostTensor,
  knownOptions,
  permutation,
} from '@amnl/core-loop';
import { checkInteger, dataError } from './errors.js';
import { capRul, healthState, RUL_CAP } from './labels.js';
import { copyWindows, type Windows, windowCount } from './windows.js';

/** Options of {@link windowSource}. */
export interface WindowSourceOptions {
  /** Windows in a batch; the last batch may be smaller. Default 32. */
  readonly batchSize?: number;
  /** New random order every epoch, a pure function of (seed, epoch). Default false. */
  readonly shuffle?: boolean;
  /** Adds the targets `uncappedRul`, `unit`, `cycle` and `last`, which metrics need. Default: the opposite of `shuffle`. */
  readonly evaluation?: boolean;
  /** Cap of the target `rul` in cycles; `Infinity` for none. Default 125. */
  readonly rulCap?: number;
  /** Drops a last batch that is not full. Default false. */
  readonly dropLast?: boolean;
  /**
   * Writes the windows of every batch of an epoch into the same array, which is a little faster. Default false, because
   * callers may keep batches; a trainer does not.
   */
  readonly reuse?: boolean;
}

/** A {@link DataSource} that can be looped over as it is. */
export interface WindowSource extends DataSource {
  /** The windows of an epoch, in the order that seed and epoch fix. */
  batches(order: EpochOrder): Iterable<HostBatch>;
  readonly batchesPerEpoch: number;
}

/**
 * Batches of windows. Inputs: `window` [B, window, 17] float32. Targets: `rul` [B] float32, capped; `health` [B] int32,
 * 0 healthy, 1 degrading, 2 critical. With `evaluation` also `uncappedRul` [B] float32 (uncapped), and int32 `unit` (unit
 * number), `cycle`, `last` (1 for a unit's last window), each [B]. Where the remaining life is not known, `rul`,
 * `health` and `uncappedRul` are absent: such a source is for `predict`.
 */
export function windowSource(windows: Windows, options: WindowSourceOptions = {}): WindowSource {
  knownOptions('windowSource', options, ['batchSize', 'shuffle', 'evaluation', 'rulCap', 'dropLast', 'reuse']);
  const { batchSize = 32, shuffle = false, rulCap = RUL_CAP, dropLast = false, reuse = false } = options;
  const { evaluation = !shuffle } = options;
  checkInteger('batchSize', batchSize, 1);
  for (const [name, flag] of Object.entries({ shuffle, evaluation, dropLast, reuse })) {
    if (typeof flag !== 'boolean')
      throw dataError('DC_OPTION_INVALID', `${name} is ${String(flag)}. Give true or false`);
  }
  if (!(rulCap > 0))
    throw dataError('DC_OPTION_INVALID', `rulCap is ${String(rulCap)}. Give a number of cycles above 0`);
  const count = windowCount(windows);
  const batches = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  if (batches === 0) {
    throw dataError(
      'DC_NO_WINDOWS',
      `${count} windows do not fill a batch of ${batchSize}. Give more units or a smaller batchSize`,
    );
  }
  const columns = targetColumns(windows, rulCap, evaluation);
  const size = windows.window * windows.features;
  let fingerprint: object | undefined;
  return {
    get fingerprint() {
      return (fingerprint ??= { batchSize, shuffle, evaluation, rulCap, dropLast, windows: describe(windows) });
    },
    batchesPerEpoch: batches,
    fresh: !reuse,
    *batches({ seed, epoch }): Generator<HostBatch> {
      // Used by this pass only: there may be two at a time.
      const kept = reuse ? new Float32Array(Math.min(batchSize, count) * size) : undefined;
      const order = shuffle
        ? permutation(count, seed, 'windows', epoch)
        : Int32Array.from({ length: count }, (_, i) => i);
      for (let batch = 0; batch < batches; batch++) {
        const from = batch * batchSize;
        const to = Math.min(from + batchSize, count);
        const n = to - from;
        const out = kept?.subarray(0, n * size) ?? new Float32Array(n * size);
        const targets: Record<string, HostTensor> = {};
        for (const [name, column] of columns) targets[name] = { data: gather(column, order, from, to), shape: [n] };
        yield {
          inputs: {
            window: { data: copyWindows(windows, order, from, to, out), shape: [n, windows.window, windows.features] },
          },
          targets,
          size: n,
        };
      }
    },
  };
}

/** Identifies these windows: how many, how long, and from which numbers. */
function describe({ window, features, values, starts, uncappedRul }: Windows): object {
  return {
    count: starts.length,
    shape: [window, features],
    values: checksum(values),
    starts: checksum(starts),
    // Under its first name, so that runs recorded under it still resume.
    ...(uncappedRul && { rawRul: checksum(uncappedRul) }),
  };
}

type Column = Float32Array | Int32Array;

function targetColumns(windows: Windows, rulCap: number, evaluation: boolean): [string, Column][] {
  const { uncappedRul, unit, cycle, last } = windows;
  const columns: [string, Column][] = [];
  if (uncappedRul) {
    columns.push(['rul', uncappedRul.map((rul) => capRul(rul, rulCap))]);
    columns.push(['health', Int32Array.from(uncappedRul, healthState)]);
    if (evaluation) columns.push(['uncappedRul', uncappedRul]);
  }
  if (evaluation) columns.push(['unit', unit], ['cycle', cycle], ['last', last]);
  return columns;
}

function gather(column: Column, order: Int32Array, from: number, to: number): Column {
  const out = column instanceof Int32Array ? new Int32Array(to - from) : new Float32Array(to - from);
  for (let i = from; i < to; i++) out[i - from] = column[order[i]!]!;
  return out;
}
