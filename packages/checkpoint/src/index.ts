export { writeAtomic } from './atomic.js';
export { type CheckpointOptions, checkpoint } from './checkpoint.js';
export { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint-file.js';
export { CHECKPOINT_ERRORS } from './errors.js';
export { loadWeights, resume } from './load.js';
export { decodeSafetensors, encodeSafetensors, type SafeTensors, type StoredTensor } from './safetensors.js';
