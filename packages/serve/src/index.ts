export { tooMany } from './body.js';
export { SERVE_ERRORS, type ServeErrorCode } from './errors.js';
export { LIMITS, type Limits } from './limits.js';
export type { Cell, Predicted, PredictRequest, RunFacts, Served, TimeFormat, UnitColumns } from './served.js';
export { createServer, type ListenOptions, type ServeOptions, type ServeServer } from './server.js';
