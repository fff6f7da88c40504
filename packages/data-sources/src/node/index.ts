export { type WorkerSource, type WorkerSourceOptions, workerSource } from './worker-source.js';
