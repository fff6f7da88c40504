import { knownOptions, requireOption } from '@amnl/core-loop';

/** From `epoch` on (zero-based) the weight decay is multiplied by `factor`. */
export interface DecayStep {
  readonly epoch: number;
  readonly factor: number;
}

/** 1 before epoch 100, 0.5 before epoch 200, 0.1 after. */
export const DEFAULT_DECAY_STEPS: readonly DecayStep[] = [
  { epoch: 100, factor: 0.5 },
  { epoch: 200, factor: 0.1 },
];

/**
 * The factor on the weight decay in `epoch` (zero-based): that of the last step reached, 1 before the first. Factors are
 * relative to the base, not to each other. A pure function of the epoch, so the same after a resume.
 */
export function steppedWeightDecay(epoch: number, steps: readonly DecayStep[] = DEFAULT_DECAY_STEPS): number {
  let factor = 1;
  for (const step of steps) if (epoch >= step.epoch) factor = step.factor;
  return factor;
}

/** Throws `CL_OPTION_INVALID` unless `steps` has rising epochs and factors ≥ 0. */
export function requireDecaySteps(steps: readonly DecayStep[]): void {
  requireOption('optim-adamw', steps.length > 0, 'steps', 'a list of at least one { epoch, factor }', steps);
  let last = 0;
  for (const step of steps) {
    knownOptions('weightDecaySteps', step, ['epoch', 'factor']);
    const { epoch, factor } = step;
    requireOption(
      'optim-adamw',
      Number.isInteger(epoch) && epoch > last,
      'steps[].epoch',
      `an integer above ${last}`,
      epoch,
    );
    requireOption('optim-adamw', Number.isFinite(factor) && factor >= 0, 'steps[].factor', 'a number ≥ 0', factor);
    last = epoch;
  }
}
