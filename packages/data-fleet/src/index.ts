export { AGE, withAge, withAges } from './age.js';
export { type CalibrationOptions, type CalibrationSource, calibrationSource } from './calibration-source.js';
export { checkData } from './check-data.js';
export { checkFleet } from './check-fleet.js';
export { type CutOptions, truncateUnits } from './cut.js';
export type { DriftCountsData } from './drift/counts-data.js';
export { type CountedRows, DriftCounts, type DriftCountsOptions } from './drift/drift-counts.js';
export type { DriftData, SharesData } from './drift/drift-data.js';
export type { ChannelDrift, DriftOf, DriftReport } from './drift/drift-report.js';
export { fitDrift } from './drift/fit-drift.js';
export { fitPredicted } from './drift/fit-predicted.js';
export { type DriftReading, populationStability, readStability } from './drift/psi.js';
export type { EnvelopeData } from './envelope-data.js';
export { ERROR_CODES, type FleetErrorCode } from './errors.js';
export { type FitScalerOptions, fitScaler } from './fit-scaler.js';
export {
  type Clock,
  type Fleet,
  historyLength,
  isKnown,
  lastTime,
  type Origin,
  type Role,
  rulAt,
  runningCount,
  selectUnits,
  type UnitEnd,
  unitCount,
} from './fleet.js';
export type { FleetData, FleetRules } from './fleet-data.js';
export type { HistoryData } from './history-data.js';
export {
  checkRows,
  checkWindows,
  envelopeOf,
  RANGE_KINDS,
  type RangeChecks,
  type RowChecks,
  stillMargin,
} from './in-range.js';
export { describeValue, quote } from './in-words.js';
export { capRul, HEALTH_STATES, type HealthBorders, type HealthState, healthState, type LabelRules } from './labels.js';
export { cutRange, holdOut, holdOutAgain, type PreparedData, type PrepareOptions, prepareFleet } from './prepare.js';
export { Scaler } from './scaler.js';
export type { ScalerData } from './scaler-data.js';
export { type WindowSource, type WindowSourceOptions, windowSource } from './source.js';
export { type Fold, foldUnits, holdoutUnits, type SplitOptions, splitFleet, type UnitSplit } from './split.js';
export { fleetRules, type GivenRules } from './table/fleet-rules.js';
export { isoTime, timeText } from './time-text.js';
export {
  copyWindows,
  makeWindows,
  WINDOW,
  type WindowOptions,
  type Windows,
  windowCount,
  windowView,
} from './windows.js';
