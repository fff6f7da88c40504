import type { AskedConfig } from '../config/config.js';

/** A run of a plan before it has a place. */
export interface Planned {
  /** Its folder, seen from that of the plan; parts are separated by `/`. */
  readonly name: string;
  readonly config: AskedConfig;
}

/** A run of a plan. */
export interface PlannedRun extends Planned {
  /** From 0. */
  readonly index: number;
  /** Its folder; absolute. */
  readonly folder: string;
}

/** Runs that are trained one by one, by any number of processes. */
export interface Plan {
  /** `plan.jsonl`; absolute. */
  readonly path: string;
  /** What the folders of the runs are relative to, so that it can be moved with all that is in it. */
  readonly folder: string;
  readonly runs: readonly PlannedRun[];
}
