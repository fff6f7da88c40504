import { halfWidthAt, type IntervalData } from '@amnl/conformal';
import {
  type Costs,
  comparePolicies,
  type JudgedPolicy,
  type PolicyComparison,
  planChange,
  tryPolicies,
  type UnitHistory,
} from '@amnl/maintenance-policy';
import type { CalibrationData } from '../schemas/calibration.js';

/** What an alarm or a plan looks at: the prediction, or the lower end of its interval. */
const INDICATORS = ['rul', 'rul_low'] as const;

/** What maintenance policies are chosen on. */
export interface MaintenanceParts {
  readonly calibration: CalibrationData;
  /** Without them no policy looks at the lower end of an interval. */
  readonly intervals: IntervalData | undefined;
  readonly costs: Costs;
}

/** Predictions with the truth, a row each; those of a unit follow each other in order of time. */
export interface JudgedRows {
  /** Index of the unit; a negative one is left out. */
  readonly unit: ArrayLike<number>;
  /** Age. */
  readonly time: ArrayLike<number>;
  /** Predicted RUL. */
  readonly rul: ArrayLike<number>;
  /** True RUL, not capped. */
  readonly remaining: ArrayLike<number>;
}

/** What changing units costs by each policy. */
export interface MaintenanceReport extends PolicyComparison {
  /** The same policies on test units, whose histories end before they fail. */
  readonly test?: { readonly units: number; readonly policies: readonly JudgedPolicy[] };
}

/** Policies chosen on the units that a run held out, and tried on test units where there are any. */
export function maintenanceReport(parts: MaintenanceParts, test?: JudgedRows): MaintenanceReport {
  const { calibration, intervals, costs } = parts;
  const coverage = intervals && { coverage: intervals.coverage };
  const remaining = calibration.remaining ?? undefined;
  const lives = calibration.lives.filter((life) => life > 0).map((life) => ({ life }));
  const histories = historiesOf(calibration.rows, intervals);
  const found = comparePolicies({ histories, lives }, costs, { remaining, ...coverage });
  if (!test) return found;
  const tested = historiesOf(test, intervals);
  return { ...found, test: { units: tested['rul']!.length, policies: tryPolicies(found, tested, coverage) } };
}

/** By which units are planned for. */
export interface PlanRule {
  readonly indicator: (typeof INDICATORS)[number];
  /** `-Infinity`: nothing is to be changed before it fails. */
  readonly threshold: number;
  readonly intervals: IntervalData | undefined;
}

/** The cheapest plan by the units that a run held out. */
export function planRuleOf(parts: MaintenanceParts): PlanRule {
  const { policies } = maintenanceReport(parts);
  const { threshold = Number.NEGATIVE_INFINITY, indicator } = policies.find(({ policy }) => policy === 'plan')!;
  return { threshold, indicator: INDICATORS.find((name) => name === indicator) ?? 'rul', intervals: parts.intervals };
}

/**
 * What to do with a unit, seen from a row.
 * @param open whether the prediction says no more than that it lives at least about so long
 */
export function planFor({ time, rul }: { readonly time: number; readonly rul: number }, rule: PlanRule, open: boolean) {
  const { indicator, threshold, intervals } = rule;
  const looked = indicator === 'rul' ? rul : lowerEnd(intervals!, rul);
  return planChange({ time, indicator: looked, open }, threshold);
}

/** Histories of the units by what is looked at; a unit that fails with its first row has none. */
export function historiesOf(rows: JudgedRows, intervals: IntervalData | undefined): Record<string, UnitHistory[]> {
  const byUnit = new Map<number, number[]>();
  for (let row = 0; row < rows.unit.length; row++) {
    const unit = rows.unit[row]!;
    if (unit < 0) continue;
    const of = byUnit.get(unit);
    if (of) of.push(row);
    else byUnit.set(unit, [row]);
  }
  const units = [...byUnit.values()]
    .map((of) => ({ of, life: rows.time[of.at(-1)!]! + rows.remaining[of.at(-1)!]! }))
    .filter(({ life }) => life > 0);
  const looking = (indicator: (rul: number) => number): UnitHistory[] =>
    units.map(({ of, life }) => ({
      life,
      time: of.map((row) => rows.time[row]!),
      indicator: of.map((row) => indicator(rows.rul[row]!)),
    }));
  const rul = looking((predicted) => predicted);
  return { rul, ...(intervals && { rul_low: looking((predicted) => lowerEnd(intervals, predicted)) }) };
}

/** Not cut off at 0: how far units are apart is seen below, too. Thresholds are at least 0. */
function lowerEnd(intervals: IntervalData, rul: number): number {
  const { cap } = intervals;
  return (cap === null ? rul : Math.min(rul, cap)) - halfWidthAt(intervals, rul);
}
