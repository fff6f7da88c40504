export {
  type AdamWConstants,
  type AdamWState,
  adamWStep,
  type BiasCorrections,
  biasCorrections,
  type StepSizes,
  stepSizes,
} from './adamw.js';
export { AdamWOptimizer } from './adamw-optimizer.js';
export { adamW } from './adamw-plugin.js';
export type { GroupOptions, Match, ParameterGroup } from './groups.js';
export type { AdamWOptions } from './options.js';
export { DEFAULT_DECAY_STEPS, type DecayStep, steppedWeightDecay } from './weight-decay-steps.js';
export { type WeightDecayStepsOptions, weightDecaySteps } from './weight-decay-steps-plugin.js';
