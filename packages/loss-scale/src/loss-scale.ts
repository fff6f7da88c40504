import { knownOptions, type Plugin, requireOption, type StepContext } from '@amnl/core-loop';
import { cast, logicalNot, mul, type Scalar } from '@tensorflow/tfjs-core';
import { allFinite, nextScale, type ScaleRule, unscale } from './scale.js';

/** Options of {@link lossScale}. */
export interface LossScaleOptions extends Partial<ScaleRule> {
  /** Scale of the first step, > 0. @default 65536 */
  readonly initial?: number;
}

/**
 * Dynamic loss scaling: multiplies the loss, so that small gradients do not vanish in half precision, and divides the
 * gradients before they are used. A step with an infinite or NaN gradient is skipped (weights, moments and averages
 * keep every bit) and the scale falls; after enough good steps it grows. Nothing is read back.
 *
 * Reports `loss_scale` (the scale for the next step) and `skipped_steps` (steps skipped in the epoch).
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export function lossScale(options: LossScaleOptions = {}): Plugin {
  const { initial, ...rule } = withDefaults(options);
  const state = (step: Pick<StepContext, 'variable'>) => ({
    scale: step.variable('loss-scale/scale', initial),
    good: step.variable('loss-scale/good', 0),
  });
  return {
    name: 'loss-scale',
    fingerprint: { initial, ...rule },
    hooks: {
      loss: (step, total) => mul(total, state(step).scale) as Scalar,
      gradients(step, scaled) {
        const { scale, good } = state(step);
        const finite = allFinite(scaled);
        step.skipUnless(finite); // what follows says `always`: a bad step must move the scale
        const gradients = unscale(scaled, scale);
        const next = nextScale({ scale, good }, finite, rule);
        step.assign(scale, next.scale, { always: true });
        step.assign(good, next.good, { always: true });
        step.report('loss_scale', next.scale as Scalar, { reduce: 'last', always: true });
        step.report('skipped_steps', cast(logicalNot(finite), 'float32'), { reduce: 'sum', always: true });
        return gradients;
      },
    },
  };
}

function withDefaults(options: LossScaleOptions): Required<LossScaleOptions> {
  knownOptions('lossScale', options, ['initial', 'growthFactor', 'growthInterval', 'backoffFactor']);
  const full = { initial: 65536, growthFactor: 2, growthInterval: 2000, backoffFactor: 0.5, ...options };
  const { initial, growthFactor, growthInterval, backoffFactor } = full;
  requireOption('loss-scale', Number.isFinite(initial) && initial > 0, 'initial', 'a number > 0', initial);
  requireOption(
    'loss-scale',
    Number.isFinite(growthFactor) && growthFactor > 1,
    'growthFactor',
    'a number > 1',
    growthFactor,
  );
  requireOption(
    'loss-scale',
    Number.isInteger(growthInterval) && growthInterval > 0,
    'growthInterval',
    'an integer > 0',
    growthInterval,
  );
  requireOption(
    'loss-scale',
    backoffFactor > 0 && backoffFactor < 1,
    'backoffFactor',
    'a number between 0 and 1',
    backoffFactor,
  );
  return full;
}
