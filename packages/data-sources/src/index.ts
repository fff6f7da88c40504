export { DATA_SOURCE_ERRORS, type DataSourceErrorCode } from './errors.js';
export { type BatchSteps, fromGenerator, type GeneratorOptions } from './from-generator.js';
export { fromTfData, type TfDataOptions, type TfDataset } from './from-tf-data.js';
export { type PrefetchOptions, prefetch } from './prefetch.js';
export type { SizedOrNot, SteadyOptions } from './steady.js';
