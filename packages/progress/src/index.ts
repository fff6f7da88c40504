export type { Mode } from '@amnl/core-loop';
export type { ProgressOptions } from './options.js';
export { printProgress } from './print-progress.js';
export { progress } from './progress.js';
export { type ShowLinesOptions, type ShownLines, showLines } from './show-lines.js';
export type { ProgressStream } from './stream.js';
export type { RunLength } from './tracker.js';
