export {
  type CoverageFigures,
  type CoverageOptions,
  type CoverageRange,
  type CoverageReport,
  coverageReport,
} from './coverage.js';
export { crossIntervals } from './cross-intervals.js';
export { groupQuantile, leastGroups, mostCoverage } from './group-quantile.js';
export {
  conformalIntervals,
  enoughGroups,
  halfWidthAt,
  type Interval,
  type IntervalBin,
  type IntervalData,
  type IntervalOptions,
  intervalAt,
} from './intervals.js';
export type { CalibrationSamples } from './samples.js';
