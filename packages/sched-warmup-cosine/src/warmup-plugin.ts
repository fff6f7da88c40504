import { knownOptions, numberOf, type Plugin, type Run, requireOption } from '@amnl/core-loop';
import { type Per, position, requirePer } from './position.js';
import { type WarmupShape, warmupFactor } from './schedule.js';

/** Options of {@link warmup}. */
export interface WarmupOptions extends WarmupShape {
  /** Whether the rate moves once per epoch or before every optimiser step. @default 'epoch' */
  readonly per?: Per;
}

/**
 * Warms the learning rate up: a factor on the scalar `learningRate` (see {@link warmupFactor}), exactly 1 once the warm-up
 * is over, so that other schedules control the rate from then on. A `run:notice` warns once if the run is too short for
 * the warm-up.
 * @throws CL_OPTION_INVALID at once; WC_BATCHES_UNKNOWN at the first epoch
 */
export function warmup(options: WarmupOptions = {}): Plugin {
  knownOptions('warmup', options, ['epochs', 'from', 'per']);
  const { per = 'epoch', epochs = 10, from = 0.1 } = options;
  const shape = { epochs, from };
  const name = 'warmup';
  requireWarmup(shape);
  requirePer(per);
  const apply = (run: Run) => {
    run.scalars.factor('learningRate', name, warmupFactor(position(run, per, name), shape));
  };
  return {
    name,
    fingerprint: { per, ...shape },
    hooks: {
      fitStart: (run) => noticeLongWarmup(run, name, shape),
      epochStart: apply,
      ...(per === 'step' && { stepStart: apply }),
    },
  };
}

/** Throws `CL_OPTION_INVALID`. */
export function requireWarmup({ epochs = 10, from = 0.1 }: WarmupShape): void {
  requireOption(
    'sched-warmup-cosine',
    Number.isFinite(epochs) && epochs >= 0,
    'epochs',
    'a number of epochs ≥ 0',
    epochs,
  );
  requireOption('sched-warmup-cosine', from >= 0 && from <= 1, 'from', 'a factor in [0, 1]', from);
}

/** Warns once that a run is too short for its warm-up. */
export function noticeLongWarmup(run: Run, by: string, { epochs = 10 }: WarmupShape): void {
  if (epochs === 0 || run.epochs > epochs) return;
  const message = `a warm-up of ${numberOf(epochs, 'epoch')} is not over in a run of ${run.epochs}: the learning rate never reaches its base`;
  run.events.emit('run:notice', { by, message });
}
