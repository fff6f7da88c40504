import type { Plugin } from '@amnl/core-loop';
import {
  add,
  cast,
  div,
  equal,
  expandDims,
  eye,
  less,
  logicalAnd,
  logicalOr,
  matMul,
  maximum,
  mul,
  ones,
  range,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { gradientPlugin, squaresOf, TINY } from './gradient-rule.js';
import { type GradientOptions, tasksOf } from './options.js';

/**
 * Weights of projected gradients, `[K]`: every gₖ loses its part against each of the others in turn, where gₖ · gⱼ < 0: gₖ ← gₖ −
 * (gₖ · gⱼ / ‖gⱼ‖²) gⱼ with the original gⱼ; then all are added (Yu et al., NeurIPS 2020, algorithm 1). As each stays a sum of the
 * originals, everything is in their inner products.
 * @param gram inner products of the task gradients, `[K, K]`
 * @param ranks in row k, which place every other task has in the order of k, 0 … K − 2, `[K, K]`; see {@link ranksOf}
 */
export function pcGradWeights(gram: Tensor2D, ranks: Tensor): Tensor1D {
  const count = gram.shape[0];
  const squares = maximum(squaresOf(gram), TINY);
  let mixed = eye(count); // row k: what gₖ is made of so far
  for (let turn = 0; turn < count - 1; turn++) {
    const chosen = cast(equal(ranks, turn), 'float32'); // in row k: 1 at the task of this turn
    const products = sum(mul(matMul(mixed, gram), chosen), 1, true);
    const square = sum(mul(chosen, squares), 1, true);
    const conflict = cast(less(products, 0), 'float32');
    mixed = sub(mixed, mul(mul(div(products, square), conflict), chosen));
  }
  return sum(mixed, 0);
}

/**
 * Places in the ascending order of each row of `keys`, `[K, K]`, from 0; the diagonal comes last. A sort without sorting: how many are
 * smaller, or equal and before it.
 */
export function ranksOf(keys: Tensor2D): Tensor2D {
  const count = keys.shape[0];
  const others = add(keys, mul(eye(count), 2)); // keys are below 1
  const [ours, theirs] = [expandDims(others, 2), expandDims(others, 1)]; // [K, j, 1] and [K, 1, m]
  const places = range(0, count);
  const before = less(expandDims(places, 0), expandDims(places, 1)); // [j, m]: m < j
  const smaller = logicalOr(less(theirs, ours), logicalAnd(equal(theirs, ours), before));
  return sum(cast(smaller, 'float32'), 2);
}

/**
 * PCGrad: gradients of tasks that conflict over the parameters in common are projected onto each other's normal plane, then added.
 * Parameters of one task alone have its plain gradient.
 *
 * The order of projections, which the paper draws for every task and batch, is drawn by the counter-based generator of the run: equal on every
 * engine and after a resume. For two tasks there is only one. Reports `<task>_loss` and, in training,
 * `weight_<task>`, `gradient_norm_<task>` and, of two tasks, `gradient_cosine`.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID; in the first step MT_NOTHING_SHARED
 */
export function pcGrad(options: GradientOptions = {}): Plugin {
  const name = 'pcgrad';
  const tasks = tasksOf(name, options, ['shared']);
  const count = Object.keys(tasks).length;
  return gradientPlugin({
    name,
    tasks,
    shared: options.shared,
    fingerprint: {},
    heads: 'plain',
    plain: () => ones([count]),
    weights({ gram, step }) {
      const keys = count === 2 ? eye(2) : step.random.uniform(`${name}/order`, [count, count]);
      return pcGradWeights(gram, ranksOf(keys as Tensor2D));
    },
  });
}
