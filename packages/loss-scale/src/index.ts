export { type LossScaleOptions, lossScale } from './loss-scale.js';
export { allFinite, nextScale, type ScaleRule, type ScaleState, unscale } from './scale.js';
