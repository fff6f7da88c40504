export type {
  BenchmarkCost,
  BenchmarkData,
  BenchmarkRun,
  BenchmarkSubset,
  BenchmarkVariant,
  BootstrapFacts,
  Choices,
  EpochChoice,
  FigureSpreads,
  PairedFigure,
  PairedResult,
  SeedSpread,
  TestFigures,
  VariantResult,
} from './benchmark-data.js';
export { bestEpoch } from './best-epoch.js';
export type {
  AlarmCosts,
  AlarmResults,
  ChannelReason,
  CoverageResult,
  CoverageResults,
  IntervalResults,
  PolicyCost,
  UnitReasons,
} from './decision-data.js';
export { REPORT_ERRORS, type ReportErrorCode } from './errors.js';
export type { ServeOptions } from './live/options.js';
export { type LiveServer, serveRun } from './live/serve.js';
export type { LiveSource } from './live/source.js';
export { finiteNumbers } from './numbers.js';
export { type Spread, spreadOf } from './page/view-model/statistics.js';
export { type RenderOptions, renderBenchmark, renderLivePage, renderReport } from './render.js';
export { type ReportOptions, report } from './report-plugin.js';
export type {
  EpochPoint,
  FactTable,
  MetricFact,
  MetricFacts,
  Numbers,
  RangeResult,
  RulResults,
  RunData,
  RunState,
  SectionResult,
  StepPoint,
  UnitResult,
} from './run-data.js';
export { stepPoints } from './step-points.js';
export { thinned } from './thinned.js';
export { type ThinnedUnitOptions, thinnedUnit } from './thinned-unit.js';
