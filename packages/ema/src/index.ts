export { average, type DecayOptions, decayAt } from './average.js';
export { type EmaOptions, ema } from './ema.js';
export { swapIn } from './swap-in.js';
