import { type Plugin, requireOption } from '@amnl/core-loop';
import {
  add,
  div,
  fill,
  greater,
  less,
  maximum,
  mul,
  onesLike,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  where,
} from '@tensorflow/tfjs-core';
import { gradientPlugin, normsOf, unlessBad } from './gradient-rule.js';
import { type GradientOptions, tasksOf } from './options.js';

/** Options of {@link gaba}. */
export interface GabaOptions extends GradientOptions {
  /** β of the running mean of the shares, in [0, 1). @default 0.99 */
  readonly decay?: number;
  /** Least share of a task before shares are divided by their sum, in [0, 1 / K]. @default 0.05 */
  readonly floor?: number;
  /** Micro-batches with equal shares at the start; the running mean is kept from the first. @default 100 */
  readonly warmup?: number;
}

const NAME = 'gaba';

/**
 * Shares against the size of gradients: λₖ = (Σ n − nₖ) / ((K − 1) Σ n), `[K]`; of two tasks, each has the share of the other's norm.
 * Without any gradient all shares are 1 / K.
 * @param norms nₖ = ‖∇Lₖ‖ over the parameters in common, `[K]`
 */
export function gabaShares(norms: Tensor1D): Tensor1D {
  const total = sum(norms);
  const some = greater(total, 0);
  const shares = div(sub(total, norms), mul(norms.size - 1, where(some, total, onesLike(total))));
  return where(some, shares, fill(norms.shape, 1 / norms.size)) as Tensor1D;
}

/** max(λ, floor), divided by the sum. */
export function withFloor(shares: Tensor, floor: number): Tensor1D {
  const raised = maximum(shares, floor);
  return div(raised, sum(raised));
}

/**
 * GABA: a task's share of the total is the larger, the smaller its gradient over the parameters in common is next to the others', as a
 * running mean with a floor. With `rulHealthTasks({ reduction: 'mean' })` this is GRACE, with `weighting: 'none'` in addition to it is GABA as
 * published. Reports `<task>_loss` and, in training,
 * `weight_<task>`, `gradient_norm_<task>` and, of two tasks, `gradient_cosine`; the reported total has the shares from before the micro-batch.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID; in the first step MT_NOTHING_SHARED
 */
export function gaba(options: GabaOptions = {}): Plugin {
  const tasks = tasksOf(NAME, options, ['shared', 'decay', 'floor', 'warmup']);
  const { shared, decay = 0.99, floor = 0.05, warmup = 100 } = options;
  const count = Object.keys(tasks).length;
  requireOption(NAME, decay >= 0 && decay < 1, 'decay', 'a number in [0, 1)', decay);
  requireOption(NAME, floor >= 0 && floor <= 1 / count, 'floor', `a number in [0, 1 / ${count}]`, floor);
  requireOption(NAME, Number.isSafeInteger(warmup) && warmup >= 0, 'warmup', 'a whole number ≥ 0', warmup);
  const equal = (): Tensor1D => fill([count], 1 / count);

  return gradientPlugin({
    name: NAME,
    tasks,
    shared,
    fingerprint: { decay, floor, warmup },
    heads: 'weights',
    plain: (step) => step.variable(`${NAME}/weights`, 1 / count, [count]) as Tensor as Tensor1D,
    weights({ gram, step }) {
      const mean = step.variable(`${NAME}/mean`, 1 / count, [count]);
      const batches = step.variable(`${NAME}/batches`, 0);
      const shares = gabaShares(normsOf(gram));
      const next = unlessBad(add(mul(mean, decay), mul(shares, 1 - decay)) as Tensor1D, mean);
      const weights = where(less(batches, warmup), equal(), withFloor(next, floor)) as Tensor1D;
      step.assign(mean, next);
      step.assign(batches, add(batches, 1));
      step.assign(step.variable(`${NAME}/weights`, 1 / count, [count]), weights);
      return weights;
    },
  });
}
