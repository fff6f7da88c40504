export type { NonFinitePolicy } from './decide.js';
export { firstNotFinite, sums, sumsOfSquares } from './finite.js';
export { nonFinite } from './non-finite.js';
export type { NonFiniteOptions } from './options.js';
export { type KernelRun, watchKernels } from './watch-kernels.js';
