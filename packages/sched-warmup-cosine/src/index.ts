export type { Per } from './position.js';
export {
  type CosineShape,
  cosineRate,
  type WarmupCosineShape,
  type WarmupShape,
  warmupCosineRate,
  warmupFactor,
} from './schedule.js';
export { type WarmupCosineOptions, warmupCosine } from './warmup-cosine-plugin.js';
export { type WarmupOptions, warmup } from './warmup-plugin.js';
