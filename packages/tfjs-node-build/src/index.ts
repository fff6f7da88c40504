export { type BuildRequest, type BuildResult, buildTfjsNode } from './build.js';
export { BuildError, type BuildErrorCode, ERROR_CODES } from './build-error.js';
export { type Checked, checkPackage } from './check.js';
export type { Choice } from './find-package.js';
export type { MachineFacts } from './machine.js';
export { CUDA, PINS, type Pin } from './pins.js';
