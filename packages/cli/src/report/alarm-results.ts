import type { IntervalData } from '@amnl/conformal';
import { alarm, type Costs, costPerTime, type UnitHistory } from '@amnl/maintenance-policy';
import type { AlarmCosts, AlarmResults, PolicyCost } from '@amnl/report';
import { historiesOf, type MaintenanceReport, maintenanceReport } from '../pipeline/maintenance.js';
import type { CalibrationData } from '../schemas/calibration.js';
import { brief } from './brief.js';

/** What a failure costs, in early changes: only their ratio matters. The first is shown until another is chosen. */
const RATIOS = [10, 5, 50];

/** Steps of the curve: more than can be seen. */
const STEPS = 125;

/** What a threshold is for. */
const IN_WORDS: Readonly<Record<string, string>> = { rul: 'predicted RUL', rul_low: 'lower end of the interval' };

/** What changing units on alarm costs by the threshold, on the units that a run held out; undefined if none of them has lived. */
export function alarmResults(
  calibration: CalibrationData,
  intervals: IntervalData | undefined,
): AlarmResults | undefined {
  const histories = historiesOf(calibration.rows, intervals);
  const units = histories['rul']!.length;
  if (units === 0) return undefined;
  const end = greatest(calibration);
  const thresholds = Array.from({ length: STEPS + 1 }, (_, step) => brief((step * end) / STEPS));
  const costs = RATIOS.map((failure): AlarmCosts => {
    const costs = { early: 1, failure };
    const { policies } = maintenanceReport({ calibration, intervals, costs });
    const indicator = policyOf(policies, 'alarm').indicator ?? 'rul';
    return {
      ratio: failure,
      of: IN_WORDS[indicator]!,
      byThreshold: curve(histories[indicator]!, thresholds, costs),
      ...pricesOf(policies),
    };
  });
  return { units, thresholds, costs };
}

/** The greatest prediction, or the cap. */
function greatest({ rows, rulCap }: CalibrationData): number {
  const most = rows.rul.reduce((a, b) => Math.max(a, b), 0);
  return Math.min(most, rulCap ?? most);
}

function curve(histories: readonly UnitHistory[], thresholds: readonly number[], costs: Costs): (number | null)[] {
  return thresholds.map((threshold) => {
    const cost = costPerTime(alarm(histories, threshold, costs));
    return Number.isFinite(cost) ? brief(cost) : null;
  });
}

type Policies = MaintenanceReport['policies'];

function pricesOf(policies: Policies): Omit<AlarmCosts, 'ratio' | 'of' | 'byThreshold'> {
  const { threshold } = policyOf(policies, 'alarm');
  const plan = policyOf(policies, 'plan');
  const { age } = policyOf(policies, 'fixed age');
  const price = (name: Policies[number]['policy']): PolicyCost => {
    const { cost, failures } = policyOf(policies, name);
    return { cost: brief(cost.value), low: brief(cost.low), high: brief(cost.high), failures };
  };
  return {
    ...(threshold !== undefined && { threshold: brief(threshold) }),
    ...(age !== undefined && { age: brief(age) }),
    alarm: price('alarm'),
    plan: {
      ...price('plan'),
      of: IN_WORDS[plan.indicator ?? 'rul']!,
      ...(plan.threshold !== undefined && { threshold: brief(plan.threshold) }),
    },
    fixedAge: price('fixed age'),
    runToFailure: price('run to failure'),
  };
}

function policyOf(policies: Policies, name: Policies[number]['policy']): Policies[number] {
  return policies.find(({ policy }) => policy === name)!;
}
