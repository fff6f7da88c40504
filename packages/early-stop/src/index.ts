export { type Best, BestToken, type EarlyStopOptions, earlyStop } from './early-stop.js';
export { type Memory, type Mode, NOTHING_YET, type PatienceOptions, patience, type Verdict } from './patience.js';
