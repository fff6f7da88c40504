export { type CaGradOptions, caGrad, caGradMixture, caGradWeights } from './cagrad.js';
export { type DwaOptions, dwa, dwaWeights } from './dwa.js';
export { type GabaOptions, gaba, gabaShares, withFloor } from './gaba.js';
export { type GradNormOptions, gradNorm, gradNormGradient } from './gradnorm.js';
export type { LearningOptions } from './learned.js';
export type { GradientOptions, TaskOptions } from './options.js';
export { pcGrad, pcGradWeights, ranksOf } from './pcgrad.js';
export { gramMatrix, type TaskMatrix } from './task-matrix.js';
export {
  type UncertaintyOptions,
  uncertaintyFactors,
  uncertaintyGradient,
  uncertaintyTotal,
  uncertaintyWeighting,
} from './uncertainty.js';
