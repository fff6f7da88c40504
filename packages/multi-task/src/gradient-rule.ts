import type { Tasks } from '@amnl/amnl-loss';
import { Loss, type Plugin, type StepContext, type TaskCombiner, TaskGradients, TrainError } from '@amnl/core-loop';
import {
  all,
  cast,
  div,
  eye,
  isFinite as isFiniteTensor,
  maximum,
  mul,
  reshape,
  type Scalar,
  slice,
  sqrt,
  stack,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  where,
} from '@tensorflow/tfjs-core';
import { combine, gramMatrix, inCommon, taskMatrices } from './task-matrix.js';
import { lossOf, weightedSum } from './weighted-loss.js';

/** What a rule makes its weights of. */
export interface RuleInput {
  /** Task losses Lₖ, `[K]`. */
  readonly losses: Tensor1D;
  /** Inner products of the task gradients, `[K, K]`; see {@link gramMatrix}. */
  readonly gram: Tensor2D;
  readonly step: StepContext;
}

/** A rule that weighs the gradients of tasks. */
export interface GradientRule {
  readonly name: string;
  readonly tasks: Tasks;
  readonly shared: ((parameter: string) => boolean) | undefined;
  readonly fingerprint: object;
  /** Weights of the parameters in common, `[K]`, in training; may move state. */
  weights(input: RuleInput): Tensor1D;
  /** Weights of the reported total, `[K]`. */
  plain(step: Pick<StepContext, 'variable'>): Tensor1D;
  /**
   * What weighs the gradients of parameters that are not in common (heads): `weights`, as in a weighted sum of losses, or `plain`, where a
   * rule only settles conflicts and those have none.
   */
  readonly heads: 'weights' | 'plain';
}

/**
 * The plugin of a rule: binds `Loss`, whose total is only reported, and `TaskGradients`. Reports `<task>_loss`, and in training `weight_<task>`,
 * `gradient_norm_<task>` (over the parameters in common) and, of two tasks, `gradient_cosine`.
 */
export function gradientPlugin(rule: GradientRule): Plugin {
  const { name, tasks, fingerprint } = rule;
  const names = Object.keys(tasks);
  const loss = lossOf(tasks, ({ losses }, step) => weightedSum(rule.plain(step), losses));
  return {
    name,
    fingerprint: { tasks: names, ...fingerprint, ...(rule.shared && { shared: rule.shared }) },
    provide(bind) {
      bind(Loss, () => loss);
      bind(TaskGradients, () => combiner(rule, names));
    },
  };
}

function combiner(rule: GradientRule, names: readonly string[]): TaskCombiner {
  return {
    tasks: names.map((name) => `${name}_loss`),
    combine(step, tasks, scale) {
      const parameters = inCommon(tasks).filter((name) => rule.shared?.(name) ?? true);
      if (parameters.length === 0) throw nothingShared(rule.name, names);
      const matrices = taskMatrices(tasks, parameters);
      // Twice, as the square of a loss scale may be too large for float32.
      const gram = div(div(gramMatrix(Object.values(matrices)), scale), scale) as Tensor2D;
      const losses = stack(tasks.map((task) => task.loss)) as Tensor1D;
      const plain = rule.plain(step).clone();
      const weights = rule.weights({ losses, gram, step });
      report(step, names, weights, gram);
      return combine(tasks, matrices, weights, rule.heads === 'weights' ? weights : plain);
    },
  };
}

function report(step: StepContext, names: readonly string[], weights: Tensor1D, gram: Tensor2D): void {
  const finite = cast(all(isFiniteTensor(gram)), 'float32') as Scalar;
  const norms = normsOf(gram);
  const one = (vector: Tensor, k: number) => reshape(slice(vector, k, 1), []) as Scalar;
  for (const [k, name] of names.entries()) {
    step.report(`weight_${name}`, one(weights, k), { weight: finite });
    step.report(`gradient_norm_${name}`, one(norms, k), { weight: finite });
  }
  if (names.length !== 2) return;
  const product = reshape(slice(gram, [0, 1], [1, 1]), []) as Scalar;
  const cosine = div(div(product, maximum(one(norms, 0), TINY)), maximum(one(norms, 1), TINY)) as Scalar;
  step.report('gradient_cosine', cosine, { weight: finite });
}

/** Smaller norms count as 0: the smallest number of float32 whose reciprocal is finite, and more. */
export const TINY = 1e-30;

/** The norms of the task gradients, `[K]`. */
export function normsOf(gram: Tensor2D): Tensor1D {
  return sqrt(squaresOf(gram));
}

/** The squares of the norms of the task gradients, `[K]`. */
export function squaresOf(gram: Tensor2D): Tensor1D {
  return sum(mul(gram, eye(gram.shape[0])), 1);
}

/** `next` where it is finite altogether, else `before`: one bad batch must not spoil what was learned. */
export function unlessBad(next: Tensor1D, before: Tensor): Tensor1D {
  return where(all(isFiniteTensor(next)), next, before) as Tensor1D;
}

function nothingShared(by: string, names: readonly string[]): TrainError {
  return new TrainError(
    'MT_NOTHING_SHARED',
    `no parameter is in common to the tasks ${names.join(', ')}, so that there is nothing to balance. Do not freeze what they share, check \`shared\`, or add the losses with amnlLoss()`,
    { by },
  );
}
