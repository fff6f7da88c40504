export { columnName, FILE_COLUMNS, RAW_COLUMNS, RAW_NAMES } from './columns.js';
export { type DataErrorCode, ERROR_CODES } from './errors.js';
export { FEATURE_NAMES, FEATURES, type Feature } from './features.js';
export { type FitScalerOptions, fitScaler } from './fit-scaler.js';
export {
  type CmapssData,
  type Fleet,
  historyLength,
  type Role,
  rulAt,
  selectUnits,
  unitCount,
} from './fleet.js';
export { formatCmapss, formatFloat32, formatRul } from './format.js';
export { capRul, HEALTH_BORDERS, HEALTH_STATES, type HealthState, healthState, RUL_CAP } from './labels.js';
export { CmapssParser, MAX_ROWS, type ParseOptions, parseCmapss, type RawRows } from './parse.js';
export { parseRul } from './parse-rul.js';
export { type PreparedData, type PrepareOptions, prepareCmapss } from './prepare.js';
export { Scaler } from './scaler.js';
export type { ScalerData } from './scaler-data.js';
export type { SequenceRule } from './sequence.js';
export { type SimulateOptions, simulateCmapss } from './simulate.js';
export { type WindowSource, type WindowSourceOptions, windowSource } from './source.js';
export { holdoutUnits, type SplitOptions, splitFleet, truncateUnits, type UnitSplit } from './split.js';
export { asSubset, SUBSETS, type Subset, type SubsetFacts } from './subsets.js';
export {
  copyWindows,
  makeWindows,
  WINDOW,
  type WindowOptions,
  type Windows,
  windowCount,
  windowView,
} from './windows.js';
