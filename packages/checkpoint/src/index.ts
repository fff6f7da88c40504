export { writeAtomic } from './atomic.js';
export { checkpoint } from './checkpoint.js';
export {
  type Checkpoint,
  type CheckpointFacts,
  readCheckpoint,
  type StoredFacts,
  writeCheckpoint,
} from './checkpoint-file.js';
export type { Conversion, Conversions } from './convert.js';
export type { StoredValues } from './dtypes.js';
export { CHECKPOINT_ERRORS } from './errors.js';
export { resume, type WholeRun } from './load.js';
export { type LoadedWeights, type LoadOptions, loadWeights } from './load-weights.js';
export type { LoadReport, Rename } from './match-weights.js';
export type { CheckpointOptions } from './options.js';
export { type Resumed, resumeLatest } from './resume-latest.js';
export { decodeSafetensors, encodeSafetensors, type SafeTensors, type StoredTensor } from './safetensors.js';
export type { TensorSpec } from './safetensors-layout.js';
