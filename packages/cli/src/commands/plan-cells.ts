import type { RangedPrediction } from '../pipeline/predict-units.js';
import { type PredictionFacts, printedTime, rulDecimals } from '../pipeline/predictions.js';

/** Columns that say what to do with a unit. */
export const PLAN_COLUMNS = ['action', 'change_by'] as const;

/** When to change it: a time, a timestamp where data are dated, or nothing with `leave`. */
export function changeBy({ plan }: RangedPrediction, facts: PredictionFacts): number | string | undefined {
  if (facts.dated || plan?.changeBy === undefined) return plan?.changeDate;
  return Number(printedTime(plan.changeBy, facts).toFixed(rulDecimals(facts)));
}

/** The cells of {@link PLAN_COLUMNS}; none without a plan. */
export function planCells(prediction: RangedPrediction, facts: PredictionFacts): string[] {
  if (!prediction.plan) return [];
  return [prediction.plan.action, String(changeBy(prediction, facts) ?? '')];
}
