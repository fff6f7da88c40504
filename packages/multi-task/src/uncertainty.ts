import type { Tasks } from '@amnl/amnl-loss';
import { Loss, type Plugin, stopGradient } from '@amnl/core-loop';
import {
  add,
  cast,
  clone,
  exp,
  greater,
  isFinite as isFiniteTensor,
  mul,
  neg,
  type Scalar,
  scalar,
  stack,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  tensor1d,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { type LearningOptions, learn, rateOf } from './learned.js';
import { type TaskOptions, tasksOf } from './options.js';
import { lossOf, type Measured } from './weighted-loss.js';

/** Options of {@link uncertaintyWeighting}. */
export interface UncertaintyOptions extends TaskOptions, LearningOptions {}

const NAME = 'uncertainty';

/**
 * Σ fₖ e^(−sₖ) Lₖ + ½ sₖ, with sₖ = log σₖ², and f = ½ for a regression, 1 for a classification: the negative log-likelihood of tasks
 * with independent noise σₖ, up to constants (Kendall, Gal & Cipolla, CVPR 2018, equation 10).
 * @param losses Lₖ, `[K]`: mean squared errors and cross-entropies
 * @param logVariances sₖ, `[K]`
 * @param factors fₖ, `[K]`
 */
export function uncertaintyTotal(losses: Tensor1D, logVariances: Tensor, factors: Tensor1D): Scalar {
  return sum(add(mul(mul(factors, exp(neg(logVariances))), losses), mul(logVariances, 0.5)));
}

/** The derivative of {@link uncertaintyTotal} with respect to sₖ: ½ − fₖ e^(−sₖ) Lₖ, `[K]`. */
export function uncertaintyGradient(losses: Tensor1D, logVariances: Tensor, factors: Tensor1D): Tensor1D {
  return sub(0.5, mul(mul(factors, exp(neg(logVariances))), losses));
}

/** fₖ of tasks by their `kind`, `[K]`. */
export function uncertaintyFactors(tasks: Tasks): Tensor1D {
  return tensor1d(Object.values(tasks).map(({ kind }) => (kind === 'classification' ? 1 : 0.5)));
}

/**
 * Binds `Loss` to uncertainty weighting: every task is divided by a variance that is learned along with the network.
 *
 * The log-variances start at 0 and are learned by a rule of their own: Adam at a constant rate, once a micro-batch, on the
 * derivative in closed form. The optimiser of the run would also pull them to 0 (weight decay), tie their step to the
 * norm of the network's gradients (clipping), and slow them down with the schedule. Reports `<task>_loss` (raw).
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export function uncertaintyWeighting(options: UncertaintyOptions = {}): Plugin {
  const tasks = tasksOf(NAME, options, ['learningRate']);
  const learningRate = rateOf(NAME, options);
  const names = Object.keys(tasks);

  const loss = lossOf(tasks, (measured, step) => {
    const logVariances = step.variable(`${NAME}/logVariances`, 0, [names.length]);
    const before = clone(logVariances as Tensor);
    const factors = uncertaintyFactors(tasks);
    if (step.training) {
      const gradient = uncertaintyGradient(stopGradient(measured.losses), before, factors);
      learn(step, NAME, logVariances, known(gradient, measured), learningRate);
    }
    return uncertaintyTotal(measured.losses, before, factors);
  });
  return { name: NAME, fingerprint: { tasks: names, learningRate }, provide: (bind) => bind(Loss, () => loss) };
}

/** 0 for a task whose loss is not finite, or of no sample: one bad batch must not spoil what was learned. */
function known(gradient: Tensor1D, { samples }: Measured): Tensor1D {
  const finite = where(isFiniteTensor(gradient), gradient, zerosLike(gradient));
  if (samples.every((count) => count === undefined)) return finite as Tensor1D;
  return mul(
    finite,
    stack(samples.map((count) => (count === undefined ? scalar(1) : cast(greater(count, 0), 'float32')))),
  );
}
