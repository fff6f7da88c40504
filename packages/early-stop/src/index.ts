export type { Mode } from '@amnl/core-loop';
export { type Best, BestToken, type EarlyStopOptions, earlyStop } from './early-stop.js';
export { type Memory, NOTHING_YET, type PatienceOptions, patience, type Verdict } from './patience.js';
