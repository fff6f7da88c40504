export type { RunStatus } from './entry.js';
export { checkEnvironment, type Environment } from './environment.js';
export { MLFLOW_ERRORS } from './errors.js';
export { mlflow } from './mlflow.js';
export { openTrackedRun, type TrackedRunOptions } from './open-tracked-run.js';
export type { MlflowOptions } from './options.js';
export type { Sent, TrackedRun } from './tracked-run.js';
