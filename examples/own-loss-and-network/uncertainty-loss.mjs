// Kendall, Gal & Cipolla (2018), "Multi-task learning using uncertainty to weigh losses": each task has a variance σ², which is learned.
// With s = log σ² the total is ½ e^(−s)·L + ½ s for the remaining life (a regression) and e^(−s)·L + ½ s for the health (a classification).
import { rulHealthTasks } from '@amnl/amnl-loss';
import { Loss } from '@amnl/core-loop';
import { add, clipByValue, clone, exp, mul, neg, sub } from '@tensorflow/tfjs-core';

/** Step of gradient descent on s. */
const RATE = 0.05;

/** @returns {import('@amnl/core-loop').Plugin} */
export default function uncertaintyLoss(/** @type {import('@amnl/cli').RunContext} */ { config: { rulCap } }) {
  const { rul, health } = rulHealthTasks({ cap: rulCap });
  const spread = Math.log(rulCap ** 2 / 12); // the variance of lives spread evenly up to the cap: where s of `rul` starts

  /** @type {import('@amnl/core-loop').LossFunction} */
  const loss = (outputs, targets, step) => {
    /** @type {(name: string, raw: import('@tensorflow/tfjs-core').Scalar, factor: number, start: number) => any} */
    const term = (name, raw, factor, start) => {
      const s = step.variable(`uncertainty-loss/${name}`, start);
      const weighed = mul(mul(exp(neg(s)), raw), factor); // its derivative by s is −weighed
      const total = add(weighed, mul(s, 0.5));
      const reported = { [`${name}_loss`]: raw, [`log_variance_${name}`]: clone(s) };
      if (step.training) step.assign(s, sub(s, mul(clipByValue(sub(0.5, weighed), -1, 1), RATE)));
      return { total, reported };
    };
    const life = term('rul', rul.loss(outputs, targets), 0.5, spread);
    const state = term('health', health.loss(outputs, targets), 1, 0);
    return { total: add(life.total, state.total), ...life.reported, ...state.reported };
  };
  return { name: 'uncertainty-loss', fingerprint: { RATE }, provide: (bind) => bind(Loss, () => loss) };
}
