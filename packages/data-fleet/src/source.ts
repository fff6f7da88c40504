import {
  checksum,
  type DataSource,
  type EpochOrder,
  type HostBatch,
  type HostTensor,
  knownOptions,
  permutation,
  requireOption,
} from '@amnl/core-loop';
import { checkLabelRules } from './check-labels.js';
import { fleetError } from './errors.js';
import { capRul, healthOfBound, healthState, isBound, type LabelRules } from './labels.js';
import { copyWindows, type Windows, windowCount } from './windows.js';

/** Options of {@link windowSource}. */
export interface WindowSourceOptions {
  /** How a remaining life becomes the targets `rul` and `health`. Without it, or where no unit's end is known, there are none. */
  readonly labels?: LabelRules | undefined;
  /** Windows in a batch; the last batch may be smaller. Default 32. */
  readonly batchSize?: number;
  /** New random order every epoch, a pure function of (seed, epoch). Default false. */
  readonly shuffle?: boolean;
  /** Adds the targets `uncappedRul`, `unit` and `last` (and `running`, where units still run), which metrics need. Default: the opposite of `shuffle`. */
  readonly evaluation?: boolean;
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
  /** What the batches are made of. */
  readonly windows: Windows;
}

/**
 * Batches of windows. Inputs: `window` [B, window, inputs] float32. Targets, each [B]: `rul` float32, capped, and `health`
 * int32 (0 healthy, 1 degrading, 2 critical). With `evaluation` also `uncappedRul` float32, and int32 `unit` (index in
 * `windows.units`) and `last` (1 for a unit's last window).
 *
 * Where units still run there is an int32 `censored`, too: 1 where `rul` is only a lower bound (a bound of the cap or more is the exact
 * target), and `health` is −1 where the bound does not say the state. `evaluation` then adds int32 `running`, 1 for every
 * window of a unit that still runs, where `uncappedRul` is a lower bound. Without labels `rul`, `health` and `uncappedRul` are absent:
 * such a source is for `predict`.
 */
export function windowSource(windows: Windows, options: WindowSourceOptions = {}): WindowSource {
  knownOptions('windowSource', options, ['labels', 'batchSize', 'shuffle', 'evaluation', 'dropLast', 'reuse']);
  const { labels, batchSize = 32, shuffle = false, dropLast = false, reuse = false } = options;
  const { evaluation = !shuffle } = options;
  const positive = Number.isSafeInteger(batchSize) && batchSize >= 1;
  requireOption('data-fleet', positive, 'batchSize', 'a whole number ≥ 1', batchSize);
  for (const [name, flag] of Object.entries({ shuffle, evaluation, dropLast, reuse })) {
    requireOption('data-fleet', typeof flag === 'boolean', name, 'true or false', flag);
  }
  if (labels) checkLabelRules(labels);
  const count = windowCount(windows);
  const batches = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  if (batches === 0) {
    throw fleetError(
      'DF_NO_WINDOWS',
      `${count} windows do not fill a batch of ${batchSize}. Give more units or a smaller batchSize`,
    );
  }
  const columns = targetColumns(windows, labels, evaluation);
  const size = windows.window * windows.features;
  let fingerprint: object | undefined;
  return {
    get fingerprint() {
      return (fingerprint ??= { batchSize, shuffle, evaluation, ...labels, dropLast, windows: describe(windows) });
    },
    windows,
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
function describe({ window, features, values, starts, uncappedRul, censored }: Windows): object {
  return {
    count: starts.length,
    shape: [window, features],
    values: checksum(values),
    starts: checksum(starts),
    // Under its first name, so that runs recorded under it still resume.
    ...(uncappedRul && { rawRul: checksum(uncappedRul) }),
    ...(censored.includes(1) && { censored: checksum(censored) }),
  };
}

/** A target: of which numbers, and that of each window. It is worked out for a batch, since millions of them take room. */
interface Column {
  readonly Numbers: typeof Float32Array | typeof Int32Array;
  readonly at: (window: number) => number;
}

function targetColumns(windows: Windows, labels: LabelRules | undefined, evaluation: boolean): [string, Column][] {
  const { uncappedRul, censored } = windows;
  const columns: [string, Column][] = [];
  const add = (name: string, Numbers: Column['Numbers'], at: Column['at']) => columns.push([name, { Numbers, at }]);
  if (labels && uncappedRul) {
    const { rulCap, healthBorders } = labels;
    const health = (i: number) => (censored[i] === 1 ? healthOfBound : healthState)(uncappedRul[i]!, healthBorders);
    add('rul', Float32Array, (i) => capRul(uncappedRul[i]!, rulCap));
    add('health', Int32Array, health);
    if (censored.includes(1)) {
      add('censored', Int32Array, (i) => +(censored[i] === 1 && isBound(uncappedRul[i]!, rulCap)));
      if (evaluation) add('running', Int32Array, (i) => censored[i]!);
    }
    if (evaluation) add('uncappedRul', Float32Array, (i) => uncappedRul[i]!);
  }
  if (evaluation) {
    const { unit, last } = windows;
    add('unit', Int32Array, (i) => unit[i]!);
    add('last', Int32Array, (i) => last[i]!);
  }
  return columns;
}

function gather({ Numbers, at }: Column, order: Int32Array, from: number, to: number): Float32Array | Int32Array {
  const out = new Numbers(to - from);
  for (let i = from; i < to; i++) out[i - from] = at(order[i]!);
  return out;
}
