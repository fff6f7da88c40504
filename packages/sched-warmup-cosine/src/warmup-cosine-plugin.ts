import { knownOptions, numberOf, type Plugin, type Run, requireOption } from '@amnl/core-loop';
import { type Per, position, requirePer } from './position.js';
import { type WarmupShape, warmupCosineRate } from './schedule.js';
import { noticeLongWarmup, requireWarmup } from './warmup-plugin.js';

/** Options of {@link warmupCosine}. */
export interface WarmupCosineOptions {
  /** The warm-up before it; `{ epochs: 0 }` for none. */
  readonly warmup?: WarmupShape;
  /** Epoch at which the rate reaches `min`, the warm-up included. @default the epochs of the run */
  readonly epochs?: number;
  /** Rate at the end, ≥ 0 and at most the base. @default 5e-6 */
  readonly min?: number;
  /** Whether the rate moves once per epoch or before every optimiser step. @default 'epoch' */
  readonly per?: Per;
}

/**
 * Warm-up, then cosine annealing down to `min` (see {@link warmupCosineRate}), as one factor on the scalar `learningRate`.
 * @throws CL_OPTION_INVALID at once, or at the first epoch if `min` is above the base; WC_BATCHES_UNKNOWN
 */
export function warmupCosine(options: WarmupCosineOptions = {}): Plugin {
  knownOptions('warmupCosine', options, ['warmup', 'epochs', 'min', 'per']);
  const { warmup = {}, epochs, min = 5e-6, per = 'epoch' } = options;
  knownOptions('warmupCosine', warmup, ['epochs', 'from']);
  const name = 'warmup-cosine';
  requireWarmup(warmup);
  requirePer(per);
  requireOption('sched-warmup-cosine', Number.isFinite(min) && min >= 0, 'min', 'a rate ≥ 0', min);
  const { epochs: start = 10, from = 0.1 } = warmup;
  const longer = epochs === undefined || (Number.isFinite(epochs) && epochs > start);
  requireOption(
    'sched-warmup-cosine',
    longer,
    'epochs',
    `a number above the ${numberOf(start, 'epoch')} of warm-up`,
    epochs,
  );

  const apply = (run: Run) => {
    const base = run.scalars.base('learningRate');
    requireOption('sched-warmup-cosine', min <= base, 'min', `a rate of at most the base learning rate, ${base}`, min);
    const rate = warmupCosineRate(position(run, per, name), { base, warmup, min, end: epochs ?? run.epochs });
    run.scalars.factor('learningRate', name, rate / base);
  };
  return {
    name,
    fingerprint: { warmup: { epochs: start, from }, epochs, min, per },
    hooks: {
      fitStart: (run) => noticeLongWarmup(run, name, warmup),
      epochStart: apply,
      ...(per === 'step' && { stepStart: apply }),
    },
  };
}
