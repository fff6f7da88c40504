export type { LayerSummary } from './layers.js';
export type { StepMemory } from './memory.js';
export type { ModelSummary } from './model-summary.js';
export { type StepSummary, type TracerParts, traceStep } from './step.js';
export { type Sample, type SummaryOptions, summary } from './summary.js';
export { summaryTable } from './table.js';
