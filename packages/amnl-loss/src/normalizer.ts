import { requireOption, type StepContext, stopGradient } from '@amnl/core-loop';
import {
  add,
  cast,
  div,
  greater,
  isFinite as isFiniteTensor,
  maximum,
  mul,
  type Scalar,
  sub,
  type Tensor,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';

/**
 * How a task's loss is scaled to size 1 before tasks are added:
 *
 * | name | divisor E of task loss L |
 * |---|---|
 * | `'ema'` | first batch ever: L; then E ← d·E + (1 − d)·L, d = 0.9 |
 * | `'bias-corrected'` | m ← d·m + (1 − d)·L from m = 0, d = 0.99; E = m / (1 − dⁿ) |
 * | `'instant'` | L itself: every term is 1, its gradient ∇ log L |
 * | `'fixed'` | none: plain weighted sum of the raw losses |
 */
export type NormalizerName = 'ema' | 'bias-corrected' | 'instant' | 'fixed';

/** What a normaliser needs from the step. */
export type NormalizerStep = Pick<StepContext, 'training' | 'variable' | 'assign'>;

/**
 * Returns the divisor E of a task's loss, detached from the gradient; in training it updates its state first. `samples` is how many the
 * loss is a mean over, where they may be none: such a loss leaves the state alone.
 */
export type Normalizer = (task: string, loss: Scalar, step: NormalizerStep, samples?: Scalar) => Scalar;

/** Default decay of each strategy with a memory. */
const DECAYS: Readonly<Record<NormalizerName, number>> = { ema: 0.9, 'bias-corrected': 0.99, instant: 0, fixed: 0 };

/**
 * Makes a strategy.
 * @param decay d, in [0, 1); the default depends on the strategy (0.9, 0.99)
 * @returns undefined for `'fixed'`: nothing is divided
 * @throws CL_OPTION_INVALID on an unknown name or a decay outside [0, 1)
 */
export function normalizer(name: NormalizerName, decay = DECAYS[name]): Normalizer | undefined {
  requireOption(
    'amnl-loss',
    Object.hasOwn(DECAYS, name),
    'normalizer',
    "'ema', 'bias-corrected', 'instant' or 'fixed'",
    name,
  );
  requireOption('amnl-loss', decay >= 0 && decay < 1, 'decay', 'a number in [0, 1)', decay);
  switch (name) {
    case 'ema':
      return runningMean(
        (weight) => sub(1, mul(decay, weight)),
        (mean) => mean as Scalar,
      );
    case 'bias-corrected':
      return runningMean(
        () => sub(1, decay),
        (mean, weight) => div(mean, weight),
      );
    case 'instant':
      return (_task, loss) => stopGradient(loss);
    case 'fixed':
      return undefined;
  }
}

/**
 * mean ← mean + r·(L − mean), weight ← weight + r·(1 − weight), both from 0. With r = 1 on the first batch the weight is
 * 1 from then on; with a constant r it is 1 − dⁿ, without the cancellation in that formula. Written as a step
 * towards L, a constant loss is an exact fixed point in float32.
 *
 * A loss that is not finite (overflow in half precision) leaves the state alone: one bad batch must not spoil E permanently.
 */
function runningMean(rate: (weight: Tensor) => Tensor, divisor: (mean: Tensor, weight: Tensor) => Scalar): Normalizer {
  return (task, loss, step, samples) => {
    const mean = step.variable(`amnl-loss/mean/${task}`, 0);
    const weight = step.variable(`amnl-loss/weight/${task}`, 0);
    const value = stopGradient(loss);
    if (!step.training) return whereBegun(weight, () => divisor(mean, weight), value);

    const finite = isFiniteTensor(value);
    const counts = cast(finite, 'float32');
    const r = mul(rate(weight), samples === undefined ? counts : mul(counts, cast(greater(samples, 0), 'float32')));
    const nextMean = add(mean, mul(r, sub(where(finite, value, zerosLike(value)), mean)));
    const nextWeight = add(weight, mul(r, sub(1, weight)));
    step.assign(mean, nextMean);
    step.assign(weight, nextWeight);
    // 0 / 0 if nothing was counted yet.
    return divisor(nextMean, samples === undefined ? nextWeight : maximum(nextWeight, 1e-30));
  };
}

/** E, or the loss itself before anything was counted. */
function whereBegun(weight: Tensor, divisor: () => Scalar, loss: Scalar): Scalar {
  return where(greater(weight, 0), divisor(), loss);
}
