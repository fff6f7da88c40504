import { Loss, type Plugin, requireOption } from '@amnl/core-loop';
import {
  div,
  greater,
  mul,
  onesLike,
  softmax,
  type Tensor,
  type Tensor1D,
  tensor1d,
  tidy,
  where,
} from '@tensorflow/tfjs-core';
import { type TaskOptions, tasksOf } from './options.js';
import { lossOf, weightedSum } from './weighted-loss.js';

/** Options of {@link dwa}. */
export interface DwaOptions extends TaskOptions {
  /** T: the larger, the more equal the weights. @default 2 */
  readonly temperature?: number;
}

/**
 * Dynamic weight average: wₖ = K · softmaxₖ(rₖ / T), where rₖ = Lₖ(t − 1) / Lₖ(t − 2) is how fast the task's loss falls (Liu, Johns &
 * Davison, CVPR 2019, equation 7). A loss that was 0, or is not known yet, counts as r = 1.
 * @param previous Lₖ(t − 1), mean losses of the previous epoch, `[K]`
 * @param before Lₖ(t − 2), of the epoch before that, `[K]`; 0 where there was none
 */
export function dwaWeights(previous: Tensor, before: Tensor, temperature: number): Tensor1D {
  const known = greater(before, 0);
  const rates = where(known, div(previous, where(known, before, onesLike(before))), onesLike(before));
  return mul(softmax(div(rates, temperature)), rates.size);
}

/**
 * Binds `Loss` to the dynamic weight average: total = Σ wₖ Lₖ, with weights that change once an epoch; those of the first two
 * epochs are 1. Reports `<task>_loss` (raw) and `weight_<task>`.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export function dwa(options: DwaOptions = {}): Plugin {
  const name = 'dwa';
  const tasks = tasksOf(name, options, ['temperature']);
  const { temperature = 2 } = options;
  requireOption(name, Number.isFinite(temperature) && temperature > 0, 'temperature', 'a number > 0', temperature);
  const names = Object.keys(tasks);
  const size = [names.length];
  const loss = lossOf(tasks, ({ losses }, step) =>
    weightedSum(step.variable(`${name}/weights`, 1, size) as Tensor as Tensor1D, losses),
  );
  return {
    name,
    fingerprint: { tasks: names, temperature },
    provide: (bind) => bind(Loss, () => loss),
    hooks: {
      epochEnd(run, metrics) {
        const means = names.map((task) => metrics[`${task}_loss`] ?? Number.NaN);
        if (!means.every(Number.isFinite)) return; // every step was skipped: nothing is known of this epoch
        const previous = run.variable(`${name}/previous`, 0, size);
        const before = run.variable(`${name}/before`, 0, size);
        tidy(() => {
          before.assign(previous.clone());
          previous.assign(tensor1d(means));
          run.variable(`${name}/weights`, 1, size).assign(dwaWeights(previous, before, temperature));
        });
      },
    },
  };
}
