export { type ProgressOptions, printProgress, type RunLength } from './print-progress.js';
export { progress } from './progress.js';
export type { ProgressStream } from './stream.js';
