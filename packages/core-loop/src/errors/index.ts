// Errors and checks of options for packages that compute plain numbers: loads neither the loop nor TensorFlow.js.
export { type ErrorCode, TrainError, type TrainErrorOptions } from './errors.js';
export { type AllNames, knownOptions } from './known-options.js';
export { numberOf } from './number-of.js';
export { requireOption } from './require-option.js';
