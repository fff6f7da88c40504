export {
  argMaxRows,
  type ClassificationReport,
  type ClassReport,
  type ConfusionMatrix,
  classificationReport,
  confusionMatrix,
} from './classification.js';
export { type Concordance, concordance } from './concordance.js';
export {
  type EvaluateRulOptions,
  evaluateRul,
  type RulReport,
  type RunningReport,
  type SectionReport,
} from './evaluate-rul.js';
export { nasaErrorAt, nasaScore, nasaScoreSum } from './nasa-score.js';
export type { LifeOptions, PredictedLife } from './predicted-life.js';
export {
  type FleetAtLambda,
  type FleetHorizon,
  type PrognosticOptions,
  type PrognosticReport,
  prognosticReport,
  type UnitAtLambda,
  type UnitPrognostics,
} from './prognostic-report.js';
export {
  type AlphaLambdaOptions,
  alphaLambda,
  cumulativeRelativeAccuracy,
  type HorizonOptions,
  prognosticHorizon,
  type RelativeAccuracyAtOptions,
  type RelativeAccuracyOptions,
  relativeAccuracy,
} from './prognostics.js';
export { type RangeReport, rangeReports } from './ranges.js';
export { mae, type RegressionReport, r2, regressionReport, rmse } from './regression.js';
export { flatMetrics, rulMetrics } from './rul-metrics.js';
export type { RunningUnitReport, UnitReport } from './units.js';
