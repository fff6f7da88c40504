import { requireOption, type StepContext } from '@amnl/core-loop';
import { adamWStep, biasCorrections, stepSizes } from '@amnl/optim-adamw';
import { scalar, type Tensor, type Tensor1D, type Variable } from '@tensorflow/tfjs-core';

/** The learning rate of GradNorm's paper. */
const RATE = 0.025;
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Option of rules that learn a number for every task. */
export interface LearningOptions {
  /** Learning rate of what the rule learns; constant, not that of the run. @default 0.025 */
  readonly learningRate?: number;
}

/** The learning rate, checked. Throws `CL_OPTION_INVALID`. */
export function rateOf(by: string, { learningRate = RATE }: LearningOptions): number {
  requireOption(by, Number.isFinite(learningRate) && learningRate > 0, 'learningRate', 'a number > 0', learningRate);
  return learningRate;
}

/**
 * Moves a variable by one step of Adam (no decay), whose moments are variables of the run next to it, `<name>/…`.
 * @param gradient of the shape of the variable
 */
export function learn(
  step: Pick<StepContext, 'variable' | 'assign'>,
  name: string,
  learned: Variable,
  gradient: Tensor1D,
  rate: number,
): void {
  const state = (of: string, shape: readonly number[]) => step.variable(`${name}/${of}`, 0, shape);
  const [first, second] = [state('first', learned.shape), state('second', learned.shape)];
  const [correction1, correction2] = [state('correction1', []), state('correction2', [])];
  const corrections = biasCorrections({ first: correction1, second: correction2 }, ADAM);
  const moments = { parameter: learned as Tensor, first, second };
  const moved = adamWStep(moments, gradient, stepSizes(corrections, scalar(rate)), ADAM);
  step.assign(learned, moved.parameter);
  step.assign(first, moved.first);
  step.assign(second, moved.second);
  step.assign(correction1, corrections.first);
  step.assign(correction2, corrections.second);
}
