import { type Metrics, type Plugin, RecentReports, type Run, type Scalars } from '@amnl/core-loop';
import { type CurvePoint, hasDiverged, smoother } from './curve.js';
import { finderError } from './errors.js';
import type { FullSweepOptions } from './options.js';

/** Why a sweep has ended. */
export type Ending = 'end' | 'diverged';

/** Thrown out of the run when the sweep is over: the run ends like after an error, so that no plugin treats it as a result. */
export class SweepOver extends Error {
  readonly ending: Ending;
  /** The last step. */
  readonly rate: number;
  readonly loss: number;
  constructor(ending: Ending, { rate, loss }: Pick<CurvePoint, 'rate' | 'loss'>) {
    super('the sweep over learning rates is over');
    this.ending = ending;
    this.rate = rate;
    this.loss = loss;
  }
}

/** What {@link sweepPlugin} needs in addition to options. */
export interface Sweeping extends Omit<FullSweepOptions, 'without'> {
  readonly rates: readonly number[];
  /** Runs after these. */
  readonly after: readonly string[];
  readonly signal: AbortSignal | undefined;
  /** Called with every point of the curve. */
  readonly onPoint: (point: CurvePoint) => void;
}

/** Sets the rate of every step, and ends the run by a {@link SweepOver}. */
export function sweepPlugin(sweeping: Sweeping): Plugin {
  const { rates, scalar, after, signal, onPoint, divergence, smoothing } = sweeping;
  const smooth = smoother(smoothing);
  const reports = new RecentReports();
  let best = Number.POSITIVE_INFINITY;
  let step = 0;
  return {
    name: 'lr-finder',
    after,
    hooks: {
      epochStart: (run) => reports.begin(run),
      stepStart({ scalars }) {
        requireScalar(scalars, scalar);
        setExactly(scalars, scalar, rates[step]!);
      },
      async stepEnd(run) {
        signal?.throwIfAborted();
        const loss = lossOf(await reports.look(run), sweeping, step, run);
        const rate = rates[step]!;
        const smoothed = smooth(loss);
        if (Number.isFinite(loss)) onPoint({ rate, loss, smoothed });
        if (hasDiverged(smoothed, best, divergence)) throw new SweepOver('diverged', { rate, loss });
        best = Math.min(best, smoothed);
        step++;
        if (step === rates.length) throw new SweepOver('end', { rate, loss });
      },
    },
  };
}

/** Other factors on it. */
function setExactly(scalars: Scalars, name: string, value: number): void {
  for (const owner of Object.keys(scalars.factors(name))) scalars.factor(name, owner, 1);
  scalars.set(name, value);
}

function requireScalar(scalars: Scalars, name: string): void {
  if (scalars.has(name)) return;
  const declared = scalars.names().join(', ') || 'none';
  throw finderError(
    'LF_RATE_UNKNOWN',
    `no plugin declares the scalar '${name}' to sweep; declared: ${declared}. Use an optimiser that reads its rate by step.scalar('${name}'), as adamW() and sgd() do, or name another one with { scalar }`,
  );
}

/** The monitored number of a step; NaN if it is missing, e.g. after a skipped step. */
function lossOf(reported: Metrics, { monitor }: Sweeping, step: number, run: Run): number {
  const loss = typeof monitor === 'function' ? monitor(reported) : (reported[monitor] ?? Number.NaN);
  if (step > 0 || Number.isFinite(loss)) return loss;
  if (Number.isFinite(reported['loss'])) {
    const names = Object.keys(reported).filter((name) => !run.scalars.has(name));
    const what =
      typeof monitor === 'function'
        ? `\`monitor\` gives ${loss} at the first step`
        : `no number '${monitor}' is reported`;
    throw finderError('CL_METRIC_UNKNOWN', `${what}; reported: ${names.join(', ')}. Set { monitor }`);
  }
  throw finderError(
    'LF_LOSS_NOT_FINITE',
    `the loss is ${reported['loss'] ?? 'not finite'} at the first step, before any rate could matter. Look for NaN in the data and the weights, or for a logarithm of 0 or a division by 0 in the loss`,
  );
}
