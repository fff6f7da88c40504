import { checkCosts, checkLives, requireValue } from './check.js';
import { changedLine, NOTHING, replace, servedLine } from './jumps.js';
import { cheapest, type Rule } from './rule.js';
import { type Costs, changedAt, type Outcome, servedOut, type UnitLife } from './units.js';

/** The age at which changing is cheapest. */
export interface BestAge {
  /** `Infinity`: running to failure is. */
  readonly age: number;
  readonly costPerTime: number;
}

/** What happens to units that are changed when they fail. @throws MP_COST, MP_COST_ORDER, MP_EMPTY, MP_LIFE */
export function runToFailure(units: readonly UnitLife[], costs: Costs): Outcome[] {
  checkCosts(costs);
  checkLives(units);
  return units.map((unit) => servedOut(unit, costs));
}

/**
 * What happens to units that are changed at an age, or at their failure before it: age replacement. A unit that would fail at just that age
 * is changed in time.
 * @throws MP_COST, MP_COST_ORDER, MP_EMPTY, MP_LIFE, CL_OPTION_INVALID
 */
export function fixedAge(units: readonly UnitLife[], age: number, costs: Costs): Outcome[] {
  checkCosts(costs);
  checkLives(units);
  requireValue(age > 0, 'age', 'a number above 0', age);
  return units.map((unit) => atAge(unit, age, costs));
}

/**
 * The age at which changing would have been cheapest for units whose lives are known. It is one of the lives, or `Infinity`: between two of
 * them the same units fail, so a later change only adds to the time in service. Source: Barlow & Proschan, *Mathematical Theory of
 * Reliability*, 1965; from lives instead of a distribution: Bergman, *On age replacement and the total time on test concept*, 1979.
 * @throws MP_COST, MP_COST_ORDER, MP_EMPTY, MP_LIFE
 */
export function bestAge(units: readonly UnitLife[], costs: Costs): BestAge {
  checkCosts(costs);
  checkLives(units);
  const { value, costPerTime } = cheapest(ageRule(units, costs));
  return { age: -value, costPerTime };
}

/** Changing at a fixed age; its values are ages with a minus sign. */
export function ageRule(units: readonly UnitLife[], costs: Costs): Rule {
  const ages = Float64Array.from(new Set(units.filter(({ running }) => !running).map(({ life }) => -life))).sort();
  return {
    units: units.length,
    values: [Number.NEGATIVE_INFINITY, ...ages],
    outcome: (unit, value) => atAge(units[unit]!, -value, costs),
    jumps(unit, add) {
      const served = servedLine(units[unit]!, costs);
      replace(add, Number.NEGATIVE_INFINITY, NOTHING, served);
      replace(add, -units[unit]!.life, served, changedLine(0, costs, -1));
    },
  };
}

function atAge(unit: UnitLife, age: number, costs: Costs): Outcome {
  return unit.life >= age ? changedAt(age, costs) : servedOut(unit, costs);
}
