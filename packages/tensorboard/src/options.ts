import { knownOptions, requireOption } from '@amnl/core-loop';
import { DEFAULT_BUCKETS } from './event-writer.js';
import type { HParams } from './hparams.js';
import type { Pace } from './pace.js';

/** Which histograms are written, and when. */
export interface HistogramOptions {
  /** Parameters at the end of an epoch, as `weights/<name>`. @default false */
  readonly weights?: boolean;
  /**
   * The gradients that the optimiser got in the epoch's last step (mean of its micro-batches, unscaled, clipped), as
   * `gradients/<name>`. Costs a copy of all gradients per step, which lies in run-owned variables and so in checkpoints.
   * @default false
   */
  readonly gradients?: boolean;
  /** Epochs between two histograms. @default 1 */
  readonly everyEpochs?: number;
  /** Buckets of equal width in a histogram. @default 30 */
  readonly buckets?: number;
}

/** Options of {@link tensorBoard}. */
export interface TensorBoardOptions {
  /** Folder of this run's event files; created if missing. TensorBoard's `--logdir` is this folder or one above it. */
  readonly dir: string;
  /** Seconds between two points within an epoch (recent means). 0 or false: none. @default 2 */
  readonly everySeconds?: number | false;
  /** Logs points within epochs every so many steps instead of by time. */
  readonly everySteps?: number;
  /** @default none */
  readonly histograms?: HistogramOptions;
  /** Makes the run a row of the HParams tab. Give all runs under one `--logdir` the same names. */
  readonly hparams?: HParams;
  /** Epoch metrics that are the run's results in the HParams tab. @default everything reported or evaluated */
  readonly metrics?: readonly string[];
}

/** {@link TensorBoardOptions}, checked, with defaults. */
export interface Settings {
  readonly dir: string;
  readonly pace: Pace | undefined;
  readonly histograms: Required<HistogramOptions>;
  readonly hparams: HParams | undefined;
  readonly metrics: readonly string[] | undefined;
}

/** @throws CL_OPTION_INVALID */
export function withDefaults(options: TensorBoardOptions): Settings {
  knownOptions('tensorBoard', options, ['dir', 'everySeconds', 'everySteps', 'histograms', 'hparams', 'metrics']);
  knownOptions('tensorBoard', options.histograms ?? {}, ['weights', 'gradients', 'everyEpochs', 'buckets']);
  const { dir, everySeconds = 2, everySteps, hparams, metrics } = options;
  const histograms = {
    weights: false,
    gradients: false,
    everyEpochs: 1,
    buckets: DEFAULT_BUCKETS,
    ...options.histograms,
  };
  const check = (ok: boolean, name: string, what: string, found: unknown) =>
    requireOption('tensorboard', ok, name, what, found);
  const isCount = (n: number) => Number.isSafeInteger(n) && n > 0;

  check(typeof dir === 'string' && dir !== '', 'dir', 'the path of a folder', dir);
  const seconds = everySeconds === false ? 0 : everySeconds;
  check(Number.isFinite(seconds) && seconds >= 0, 'everySeconds', 'a number ≥ 0, or false', everySeconds);
  check(everySteps === undefined || isCount(everySteps), 'everySteps', 'a whole number > 0', everySteps);
  const { everyEpochs, buckets } = histograms;
  check(isCount(everyEpochs), 'histograms.everyEpochs', 'a whole number > 0', everyEpochs);
  check(isCount(buckets), 'histograms.buckets', 'a whole number > 0', buckets);
  const areNames =
    metrics === undefined || (Array.isArray(metrics) && metrics.every((name) => typeof name === 'string'));
  check(areNames, 'metrics', 'a list of names of metrics', metrics);
  for (const [name, value] of Object.entries(hparams ?? {})) {
    const ok = ['string', 'number', 'boolean'].includes(typeof value);
    check(ok, `hparams.${name}`, 'a text, a number or a boolean', value);
  }

  const bySeconds = seconds > 0 ? { seconds } : undefined;
  return { dir, pace: everySteps === undefined ? bySeconds : { steps: everySteps }, histograms, hparams, metrics };
}
