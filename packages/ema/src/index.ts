export { average, type DecayOptions, decayAt } from './average.js';
export { type BatchStatisticsParts, batchStatistics } from './batch-statistics.js';
export { type EmaOptions, ema } from './ema.js';
export { type SwaOptions, swa } from './swa.js';
export { swapIn } from './swap-in.js';
