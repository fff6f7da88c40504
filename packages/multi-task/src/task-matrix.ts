import type { NamedTensors, TaskGradient } from '@amnl/core-loop';
import {
  addN,
  concat,
  matMul,
  mul,
  reshape,
  type Scalar,
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';

/** The gradients of K tasks with respect to one parameter as rows, `[K, size]`. */
export type TaskMatrix = Tensor2D;

/** Of every parameter that all tasks have in common: its gradients as the rows of a matrix. */
export function taskMatrices(
  tasks: readonly TaskGradient[],
  parameters: readonly string[],
): Readonly<Record<string, TaskMatrix>> {
  const rows = (name: string) => concat(tasks.map(({ gradients }) => reshape(gradients[name]!, [1, -1]))) as TaskMatrix;
  return Object.fromEntries(parameters.map((name) => [name, rows(name)]));
}

/** Parameters on which every task depends. */
export function inCommon(tasks: readonly TaskGradient[]): readonly string[] {
  return Object.keys(tasks[0]!.gradients).filter((name) => tasks.every(({ gradients }) => name in gradients));
}

/**
 * The inner products of all pairs of task gradients over the parameters given, `[K, K]`: on the diagonal the squares of their norms.
 * Everything that a rule of this package wants to know of gradients is in here.
 */
export function gramMatrix(matrices: readonly TaskMatrix[]): Tensor2D {
  return addN(matrices.map((rows) => matMul(rows, rows, false, true))) as Tensor2D;
}

/**
 * Σ wₖ gₖ for every parameter that any task depends on.
 * @param weights `[K]`, of parameters in common
 * @param own `[K]`, of parameters that only some tasks have (heads)
 */
export function combine(
  tasks: readonly TaskGradient[],
  matrices: Readonly<Record<string, TaskMatrix>>,
  weights: Tensor1D,
  own: Tensor1D,
): NamedTensors {
  const row = reshape(weights, [1, -1]) as Tensor2D;
  const combined: Record<string, Tensor> = {};
  for (const [k, { gradients }] of tasks.entries()) {
    const weight = reshape(slice(own, k, 1), []) as Scalar;
    for (const [name, gradient] of Object.entries(gradients)) {
      const rows = matrices[name];
      if (rows !== undefined) combined[name] ??= reshape(matMul(row, rows), gradient.shape);
      else {
        const share = mul(gradient, weight);
        combined[name] = combined[name] === undefined ? share : addN([combined[name], share]);
      }
    }
  }
  return combined;
}
