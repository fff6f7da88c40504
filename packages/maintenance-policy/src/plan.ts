import { knownOptions } from '@amnl/core-loop/errors';
import { checkBandwidth, checkCosts, checkHistories, requireValue } from './check.js';
import { changedLine, NOTHING, replace, servedLine } from './jumps.js';
import { type LookOptions, looksOf, type PlannedOptions } from './looks.js';
import { lowest } from './lowest.js';
import { cheapest, firstFrom, type Rule, thresholds } from './rule.js';
import { type Costs, type Outcome, servedOut, type UnitHistory } from './units.js';

/** What to do with a unit. */
export const ACTIONS = ['change now', 'change by', 'leave'] as const;

/** What to do with a unit, seen from its last row. */
export interface Plan {
  /** `leave`: nothing to plan yet. */
  readonly action: (typeof ACTIONS)[number];
  /** The age to change it at: now, or later; not with `leave`. */
  readonly changeBy?: number;
}

/** A unit's last row, for {@link planChange}. */
export interface LastRow {
  /** Its age. */
  readonly time: number;
  /** A predicted remaining life, or the lower end of its interval. */
  readonly indicator: number;
  /** Whether the prediction says no more than that it lives at least about so long, as one near a cap does. Default false. */
  readonly open?: boolean;
}

/** Options of {@link bestPlan}. */
export interface PlanOptions extends LookOptions {
  /** As of `bestThreshold`; default: Silverman's rule for the mean error of each unit. */
  readonly bandwidth?: number | undefined;
}

/** What a plan that stands costs, and the threshold with which it is cheapest. */
export interface BestPlan {
  /** `-Infinity`: no plan at all is cheapest. */
  readonly threshold: number;
  /** Of the given units. */
  readonly costPerTime: number;
}

/**
 * The plan for a unit, until there is a newer row: change it now where the indicator is at or below the threshold, else by the age at which it will be,
 * if it falls by one in each unit of time; or leave it, if it is `open`.
 * @throws CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function planChange(row: LastRow, threshold: number): Plan {
  knownOptions('planChange', row, ['time', 'indicator', 'open']);
  const { time, indicator, open = false } = row;
  requireValue(time >= 0, 'time', 'an age, 0 or more', time);
  requireValue(!Number.isNaN(indicator), 'indicator', 'a number', indicator);
  requireValue(!Number.isNaN(threshold), 'threshold', 'a number', threshold);
  if (indicator <= threshold) return { action: 'change now', changeBy: time };
  const changeBy = time + indicator - threshold;
  return open || changeBy === Number.POSITIVE_INFINITY ? { action: 'leave' } : { action: 'change by', changeBy };
}

/**
 * What happens to units that are changed on alarm up to some moment, and then by the plan of that moment: nobody looks again. Each unit is
 * looked at from many moments, and its outcome is the mean over them.
 * @throws MP_COST, MP_COST_ORDER, MP_EMPTY, MP_LIFE, MP_LENGTH, MP_TIME, MP_INDICATOR, CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function plannedOnce(
  histories: readonly UnitHistory[],
  threshold: number,
  costs: Costs,
  options: PlannedOptions = {},
): Outcome[] {
  knownOptions('plannedOnce', options, ['remaining', 'last']);
  requireValue(!Number.isNaN(threshold), 'threshold', 'a number', threshold);
  const { outcome } = checkedRule(histories, costs, options);
  return histories.map((_, unit) => outcome(unit, threshold));
}

/**
 * The threshold with which a plan that stands is cheapest for units like those given: it has to cover the error of a prediction far ahead, so it is higher than that
 * of an alarm. All that matter are tried; it is at least 0.
 * @throws MP_COST, MP_COST_ORDER, MP_EMPTY, MP_LIFE, MP_LENGTH, MP_TIME, MP_INDICATOR, CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function bestPlan(histories: readonly UnitHistory[], costs: Costs, options: PlanOptions = {}): BestPlan {
  knownOptions('bestPlan', options, ['remaining', 'bandwidth']);
  const { bandwidth, ...looks } = options;
  checkBandwidth(bandwidth);
  const { value: threshold, costPerTime } = cheapest(checkedRule(histories, costs, looks), bandwidth);
  return { threshold, costPerTime };
}

function checkedRule(histories: readonly UnitHistory[], costs: Costs, options: PlannedOptions): Rule {
  checkCosts(costs);
  checkHistories(histories);
  return planRule(histories, costs, options);
}

/** Changing by a plan that stands. */
export function planRule(histories: readonly UnitHistory[], costs: Costs, options: PlannedOptions): Rule {
  const falls = histories.map(lowest);
  const looks = looksOf(histories, options);
  // Between the values at which an alarm comes earlier and those at which a plan comes too late, a lower threshold only adds time in service.
  const margins = looks.flatMap(({ late }) => late);
  const alarms = falls.flatMap(({ value }) => [...value]);
  return {
    units: histories.length,
    values: [Number.NEGATIVE_INFINITY, ...thresholds([0, ...margins, ...alarms])],
    scatter: looks.map(({ late }, unit) => (histories[unit]!.running ? Number.NaN : mean(late))),
    outcome(unit, threshold) {
      const history = histories[unit]!;
      const { at, late } = looks[unit]!;
      const alarmed = falls[unit]!.reachedAt(threshold) ?? Number.POSITIVE_INFINITY;
      const unchanged = servedOut(history, costs);
      if (at.length === 0) return unchanged;
      let [cost, time, failures] = [0, 0, 0];
      for (let i = 0; i < at.length; i++) {
        const inTime = late[i]! <= threshold; // the plan is no later than the life
        const changed = alarmed <= at[i]! ? alarmed : inTime ? history.life + late[i]! - threshold : undefined;
        cost += changed === undefined ? unchanged.cost : costs.early;
        time += changed ?? unchanged.time;
        failures += changed === undefined ? unchanged.failures : 0;
      }
      return { cost: cost / at.length, time: time / at.length, failures: failures / at.length };
    },
    jumps(unit, add) {
      const history = histories[unit]!;
      const { at, late } = looks[unit]!;
      const served = servedLine(history, costs);
      replace(add, Number.NEGATIVE_INFINITY, NOTHING, served);
      const { value, time } = falls[unit]!;
      const weight = 1 / at.length;
      // Each look by itself: too late, then planned, until its alarm.
      at.forEach((look, i) => {
        const lowestYet = value[lastUpTo(time, look)]!;
        const planned = changedLine(history.life + late[i]!, costs, -1);
        const isPlanned = late[i]! < lowestYet;
        if (isPlanned) replace(add, late[i]!, served, planned, weight);
        replace(add, lowestYet, isPlanned ? planned : served, NOTHING, weight);
      });
      // The alarm, which is the same for all looks that come after it.
      let [now, looking] = [NOTHING, 0];
      for (let row = value.length - 1; row >= 0; row--) {
        const after = at.length - firstFrom(at, time[row]!);
        const alarmed = changedLine(time[row]!, costs);
        replace(add, value[row]!, now, NOTHING, looking * weight);
        replace(add, value[row]!, NOTHING, alarmed, after * weight);
        [now, looking] = [alarmed, after];
      }
    },
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

/** Index of the last age up to `most`; of ascending ages. */
function lastUpTo(ages: ArrayLike<number>, most: number): number {
  let at = firstFrom(ages, most);
  while (ages[at] === most) at++;
  return at - 1;
}
