import { knownOptions } from '@amnl/core-loop/errors';
import { checkBandwidth, checkCosts, checkHistories, requireValue } from './check.js';
import { type BestAge, bestAge, fixedAge, runToFailure } from './fixed-age.js';
import { changedLine, NOTHING, replace, servedLine } from './jumps.js';
import { type Lowest, lowest } from './lowest.js';
import { cheapest, costOfAll, type Rule, thresholds } from './rule.js';
import {
  type Costs,
  changedAt,
  costPerTime,
  type Outcome,
  servedOut,
  type UnitHistory,
  type UnitLife,
} from './units.js';

/** The threshold at which an alarm is cheapest. */
export interface BestThreshold {
  /** `-Infinity`: no alarm at all is. */
  readonly threshold: number;
  /** Of the given units. */
  readonly costPerTime: number;
}

/** What an alarm costs by its threshold, and what needs no prediction. */
export interface AlarmCurve {
  /** Ascending; the first one is `-Infinity`: no alarm. The cost is the same up to about half-way to the neighbours. */
  readonly threshold: Float64Array;
  /** Cost per unit of time of each. */
  readonly costPerTime: Float64Array;
  readonly best: BestThreshold;
  /** Cost per unit of time of the same units. */
  readonly runToFailure: number;
  readonly fixedAge: BestAge;
}

/**
 * What happens to units that are watched at every row, and changed at the first at which the indicator is at or below a threshold. An alarm
 * at the moment of the failure is too late.
 * @throws MP_COST, MP_COST_ORDER, MP_EMPTY, MP_LIFE, MP_LENGTH, MP_TIME, MP_INDICATOR, CL_OPTION_INVALID
 */
export function alarm(histories: readonly UnitHistory[], threshold: number, costs: Costs): Outcome[] {
  checkCosts(costs);
  checkHistories(histories);
  requireValue(!Number.isNaN(threshold), 'threshold', 'a number', threshold);
  return histories.map((history) => alarmed(history, lowest(history), { threshold, costs }));
}

function alarmed(
  history: UnitHistory,
  { reachedAt }: Lowest,
  { threshold, costs }: { readonly threshold: number; readonly costs: Costs },
): Outcome {
  const at = reachedAt(threshold);
  return at === undefined ? servedOut(history, costs) : changedAt(at, costs);
}

/** Options of {@link bestThreshold}. */
export interface ThresholdOptions {
  /**
   * Standard deviation, in the indicator's unit, of an error by which units like those given may differ from them. It keeps the threshold
   * away from the edge at which the first of the given units would fail; with 0 it lies there. Default: Silverman's rule for the lowest
   * indicator of each unit before its failure.
   */
  readonly bandwidth?: number | undefined;
}

/**
 * The threshold at which changing on alarm is cheapest for units like those given; it is at least 0. All that matter are tried: between two values of
 * the indicator the cost is the same. Of equally cheap thresholds it is the middle of the highest stretch.
 * @throws MP_COST, MP_COST_ORDER, MP_EMPTY, MP_LIFE, MP_LENGTH, MP_TIME, MP_INDICATOR, CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function bestThreshold(
  histories: readonly UnitHistory[],
  costs: Costs,
  options: ThresholdOptions = {},
): BestThreshold {
  knownOptions('bestThreshold', options, ['bandwidth']);
  checkBandwidth(options.bandwidth);
  return bestOf(checkedRule(histories, costs), options.bandwidth);
}

function bestOf(rule: Rule, bandwidth?: number): BestThreshold {
  const { value: threshold, costPerTime } = cheapest(rule, bandwidth);
  return { threshold, costPerTime };
}

/**
 * What an alarm would have cost by its threshold, next to changing at the cheapest fixed age and running to failure, for the same units.
 * @param lives more lives, which the fixed age is chosen on too; default none
 * @throws MP_COST, MP_COST_ORDER, MP_EMPTY, MP_LIFE, MP_LENGTH, MP_TIME, MP_INDICATOR
 */
export function alarmCurve(
  histories: readonly UnitHistory[],
  costs: Costs,
  lives: readonly UnitLife[] = [],
): AlarmCurve {
  const rule = checkedRule(histories, costs);
  const { age } = bestAge([...histories, ...lives], costs);
  return {
    threshold: Float64Array.from(rule.values),
    costPerTime: costOfAll(rule),
    best: bestOf(rule),
    runToFailure: costPerTime(runToFailure(histories, costs)),
    fixedAge: { age, costPerTime: costPerTime(fixedAge(histories, age, costs)) },
  };
}

function checkedRule(histories: readonly UnitHistory[], costs: Costs): Rule {
  checkCosts(costs);
  checkHistories(histories);
  return alarmRule(histories, costs);
}

/** Changing on alarm. */
export function alarmRule(histories: readonly UnitHistory[], costs: Costs): Rule {
  const falls = histories.map(lowest);
  const steps = thresholds(falls.flatMap(({ value }) => [...value]));
  // A threshold at a value itself would hang on the last digit of a prediction.
  const middles = steps.map((step, k) => {
    const next = steps[k + 1] ?? step;
    return (step + next) / 2 < next ? (step + next) / 2 : step;
  });
  return {
    units: histories.length,
    values: [Number.NEGATIVE_INFINITY, ...middles],
    scatter: histories.map(({ running }, unit) => (running ? Number.NaN : (falls[unit]!.value.at(-1) ?? Number.NaN))),
    outcome: (unit, threshold) => alarmed(histories[unit]!, falls[unit]!, { threshold, costs }),
    jumps(unit, add) {
      const { value, time } = falls[unit]!;
      let now = servedLine(histories[unit]!, costs);
      replace(add, Number.NEGATIVE_INFINITY, NOTHING, now);
      for (let row = value.length - 1; row >= 0; row--) {
        const earlier = changedLine(time[row]!, costs);
        replace(add, value[row]!, now, earlier);
        now = earlier;
      }
    },
  };
}
