import { reportOf, type Tasks, taskLosses } from '@amnl/amnl-loss';
import type { LossFunction } from '@amnl/core-loop';
import { mul, type Scalar, stack, sum, type Tensor1D } from '@tensorflow/tfjs-core';

/** What a loss function sees of its step. */
export type LossStep = Parameters<LossFunction>[2];

/** The task losses of a micro-batch side by side, `[K]`, and of how many samples each is a mean, `[K]`; undefined: all of them. */
export interface Measured {
  readonly losses: Tensor1D;
  readonly samples: readonly (Scalar | undefined)[];
}

/**
 * A loss function that reports the raw loss of every task as `<task>_loss`, and whose total is what `total` makes of them.
 * `total` may move state where `step.training`.
 */
export function lossOf(tasks: Tasks, total: (measured: Measured, step: LossStep) => Scalar): LossFunction {
  return (outputs, targets, step) => {
    const each = taskLosses(tasks, outputs, targets);
    const losses = stack(each.map(({ loss }) => loss)) as Tensor1D;
    const reports = each.map(({ name, loss, samples }) => reportOf(`${name}_loss`, loss, samples));
    return {
      total: total({ losses, samples: each.map(({ samples }) => samples) }, step),
      ...Object.assign({}, ...reports),
    };
  };
}

/** Σ wₖ Lₖ. */
export function weightedSum(weights: Tensor1D, losses: Tensor1D): Scalar {
  return sum(mul(weights, losses));
}
