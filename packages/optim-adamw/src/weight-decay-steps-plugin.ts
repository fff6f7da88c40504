import { knownOptions, numberOf, type Plugin } from '@amnl/core-loop';
import { DEFAULT_DECAY_STEPS, type DecayStep, requireDecaySteps, steppedWeightDecay } from './weight-decay-steps.js';

const NAME = 'weight-decay-steps';

/** Options of {@link weightDecaySteps}. */
export interface WeightDecayStepsOptions {
  /** Rising epochs, each with the factor that applies from it on. Default: 0.5 from epoch 100, 0.1 from epoch 200. */
  readonly steps?: readonly DecayStep[];
}

/**
 * Multiplies the scalar `weightDecay` by {@link steppedWeightDecay} of the epoch. In a run that ends before the first step
 * it does nothing; if `steps` were given, a `run:notice` says so.
 * @throws CL_OPTION_INVALID
 */
export function weightDecaySteps(options: WeightDecayStepsOptions = {}): Plugin {
  knownOptions('weightDecaySteps', options, ['steps']);
  const { steps = DEFAULT_DECAY_STEPS } = options;
  requireDecaySteps(steps);
  const first = steps[0]!.epoch;
  return {
    name: NAME,
    fingerprint: { steps },
    hooks: {
      fitStart({ epochs, events }) {
        if (options.steps === undefined || epochs > first) return;
        const message = `stepped weight decay has no effect in a run of ${numberOf(epochs, 'epoch')}: its first step is at epoch ${first}`;
        events.emit('run:notice', { by: NAME, message });
      },
      epochStart({ scalars, progress }) {
        scalars.factor('weightDecay', NAME, steppedWeightDecay(progress.epoch, steps));
      },
    },
  };
}
