export { type AmnlOptions, amnl } from './amnl.js';
export { amnlLoss } from './amnl-loss.js';
export { type HealthCrossEntropyOptions, healthCrossEntropy } from './health-cross-entropy.js';
export { type Normalizer, type NormalizerName, type NormalizerStep, normalizer } from './normalizer.js';
export { reportOf, rulHealthTasks, type Task, type TaskLoss, type Tasks, taskLosses } from './tasks.js';
export { type WeightedMseOptions, weightedMse } from './weighted-mse.js';
