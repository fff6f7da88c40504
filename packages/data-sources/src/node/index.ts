export { type FileDataOptions, type FileInput, type FileSource, fileData } from './file-data.js';
export type { FileDtype } from './files/dtypes.js';
export { type WorkerSource, type WorkerSourceOptions, workerSource } from './worker-source.js';
export { type WriteNpyOptions, writeNpy } from './write-npy.js';
