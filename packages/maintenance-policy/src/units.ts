/** What changing a unit costs, in any currency. */
export interface Costs {
  /** Of a change before the unit fails; above 0. */
  readonly early: number;
  /** Of a failure in service, the change that follows included; above `early`. */
  readonly failure: number;
}

/** How long a unit lived. */
export interface UnitLife {
  /** Its age at failure, above 0; of a unit that still runs its age now. Any unit of time, the same everywhere. */
  readonly life: number;
  /** Whether it still runs: until then it has cost nothing, and its time in service counts. Default false. */
  readonly running?: boolean;
}

/** A unit's life with what a policy could see of it. */
export interface UnitHistory extends UnitLife {
  /** Ages at its rows, ascending, from 0 to its life. */
  readonly time: ArrayLike<number>;
  /** What is looked at, one for each row: a predicted remaining life, or the lower end of its interval; `Infinity`: no end in sight. */
  readonly indicator: ArrayLike<number>;
}

/** What became of a unit under a policy; a mean where it is looked at from several moments. */
export interface Outcome {
  readonly cost: number;
  /** Time in service. */
  readonly time: number;
  /** 1 if it failed in service, 0 if not. */
  readonly failures: number;
}

/** A unit that was not stopped before its life was over. */
export function servedOut({ life, running }: UnitLife, costs: Costs): Outcome {
  return running ? { cost: 0, time: life, failures: 0 } : { cost: costs.failure, time: life, failures: 1 };
}

/** A unit that was changed in time. */
export function changedAt(time: number, costs: Costs): Outcome {
  return { cost: costs.early, time, failures: 0 };
}

/**
 * Cost per unit of time: Σ cost / Σ time, what a unit and its successors cost in the long run. Source: the renewal-reward theorem, as in
 * Barlow & Proschan, *Mathematical Theory of Reliability*, 1965. `Infinity` if there is no time in service.
 */
export function costPerTime(outcomes: readonly Pick<Outcome, 'cost' | 'time'>[]): number {
  let [cost, time] = [0, 0];
  for (const one of outcomes) {
    cost += one.cost;
    time += one.time;
  }
  return time > 0 ? cost / time : Number.POSITIVE_INFINITY;
}
