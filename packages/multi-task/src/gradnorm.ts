import { type Plugin, requireOption } from '@amnl/core-loop';
import {
  div,
  greater,
  maximum,
  mean,
  mul,
  pow,
  sign,
  softmax,
  sub,
  type Tensor,
  type Tensor1D,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { gradientPlugin, normsOf, type RuleInput, TINY, unlessBad } from './gradient-rule.js';
import { type LearningOptions, learn, rateOf } from './learned.js';
import { type GradientOptions, tasksOf } from './options.js';

/** Options of {@link gradNorm}. */
export interface GradNormOptions extends GradientOptions, LearningOptions {
  /** α: how strongly tasks that learn slowly are favoured; 0 makes all norms equal. @default 1.5 */
  readonly alpha?: number;
}

const NAME = 'gradnorm';

/**
 * The derivative of GradNorm's loss Σ |wₖ nₖ − Ḡ rₖ^α| with respect to wₖ, `[K]`: nₖ · sign(wₖ nₖ − Ḡ rₖ^α), where Ḡ is the mean of wₖ nₖ and
 * rₖ the loss ratio Lₖ / Lₖ(0) divided by its mean; the targets Ḡ rₖ^α are constants (Chen et al., ICML 2018, equation 2 and algorithm 1).
 * @param norms nₖ = ‖∇Lₖ‖ over the parameters in common, `[K]`
 * @param weights wₖ, `[K]`
 * @param losses Lₖ, `[K]`
 * @param initial Lₖ(0), losses of the first micro-batch, `[K]`
 */
export function gradNormGradient(
  norms: Tensor1D,
  weights: Tensor1D,
  losses: Tensor1D,
  initial: Tensor,
  alpha: number,
): Tensor1D {
  const weighted = mul(weights, norms);
  const ratios = div(losses, maximum(initial, TINY));
  const rates = div(ratios, maximum(mean(ratios), TINY));
  const targets = mul(mean(weighted), pow(rates, alpha));
  return mul(norms, sign(sub(weighted, targets)));
}

/**
 * GradNorm: weights are learned such that the gradient norms of the tasks, over the parameters in common, come to a common
 * scale, larger for tasks that learn slowly. The total of a step is Σ wₖ Lₖ with the weights before it; then they move.
 *
 * The paper moves wₖ itself and divides by the sum. Here log wₖ moves, by Adam, so that no weight can fall below 0 where gradients differ by
 * orders of magnitude: w = K · softmax(z), z ← Adam(wₖ · ∂/∂wₖ). Reports `<task>_loss` and, in training,
 * `weight_<task>`, `gradient_norm_<task>` and, of two tasks, `gradient_cosine`.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID; in the first step MT_NOTHING_SHARED
 */
export function gradNorm(options: GradNormOptions = {}): Plugin {
  const tasks = tasksOf(NAME, options, ['shared', 'alpha', 'learningRate']);
  const { shared, alpha = 1.5 } = options;
  requireOption(NAME, Number.isFinite(alpha) && alpha >= 0, 'alpha', 'a number ≥ 0', alpha);
  const learningRate = rateOf(NAME, options);
  const size = [Object.keys(tasks).length];

  const weightsOf = (step: Pick<RuleInput['step'], 'variable'>): Tensor1D =>
    mul(softmax(step.variable(`${NAME}/logWeights`, 0, size)), size[0]!);

  return gradientPlugin({
    name: NAME,
    tasks,
    shared,
    fingerprint: { alpha, learningRate },
    heads: 'weights',
    plain: weightsOf,
    weights({ losses, gram, step }) {
      const weights = weightsOf(step);
      const initial = step.variable(`${NAME}/initial`, 0, size);
      const first = unlessBad(where(greater(initial, 0), initial as Tensor, losses) as Tensor1D, initial);
      step.assign(initial, first);
      const gradient = gradNormGradient(normsOf(gram), weights, losses, first, alpha);
      // By log wₖ: wₖ · ∂ / ∂wₖ.
      const slope = mul(weights, unlessBad(gradient, zerosLike(gradient))) as Tensor1D;
      learn(step, NAME, step.variable(`${NAME}/logWeights`, 0, size), slope, learningRate);
      return weights;
    },
  });
}
