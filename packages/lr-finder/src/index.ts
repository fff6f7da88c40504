export { type ChartOptions, curveSvg } from './chart.js';
export { type CurvePoint, hasDiverged, smoother, sweepRates } from './curve.js';
export { findLearningRate, type LearningRateFinding } from './find-learning-rate.js';
export { type FullSweepOptions, type Spacing, type SweepOptions, sweepDefaults } from './options.js';
export { type Curve, minimumTenth, RULES, type Rule, steepest, valley } from './rules.js';
export { judged, type Suggestions, suggest } from './suggest.js';
export type { Ending } from './sweep-plugin.js';
