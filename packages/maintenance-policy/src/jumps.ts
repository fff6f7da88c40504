import { type Costs, type Outcome, servedOut, type UnitLife } from './units.js';

/** An outcome as it goes with the value of a rule: the time is `time` + `slope` · value. */
export interface Line {
  readonly cost: number;
  readonly time: number;
  readonly slope: number;
}

/** Adds a line from a value on. */
export type AddLine = (from: number, cost: number, time: number, slope: number) => void;

export const NOTHING: Line = { cost: 0, time: 0, slope: 0 };

/** From a value on, one line in place of another. */
export function replace(add: AddLine, from: number, before: Line, after: Line, weight = 1): void {
  add(
    from,
    weight * (after.cost - before.cost),
    weight * (after.time - before.time),
    weight * (after.slope - before.slope),
  );
}

/** See `servedOut`. */
export function servedLine(unit: UnitLife, costs: Costs): Line {
  return flat(servedOut(unit, costs));
}

/** See `changedAt`. */
export function changedLine(time: number, costs: Costs, slope = 0): Line {
  return { cost: costs.early, time, slope };
}

function flat({ cost, time }: Outcome): Line {
  return { cost, time, slope: 0 };
}
