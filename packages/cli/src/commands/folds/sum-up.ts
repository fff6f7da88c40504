import type { Metrics } from '@amnl/core-loop';
import { type Numbers, spreadOf } from '@amnl/report';
import type { FoldResult, FoldsResult } from '../../schemas/folds.js';

/** The part of `folds.json` that says what came of the runs. */
export type FoldsSummary = Pick<FoldsResult, 'results' | 'held_out' | 'test'>;

/**
 * Mean and sample standard deviation of each figure over the folds.
 * @param pooled the figures of all predictions together
 */
export function sumUp(results: readonly FoldResult[], pooled: Metrics): FoldsSummary {
  const tested = results.flatMap(({ test }) => (test ? [test] : []));
  const entries = Object.entries(spreads(results.map(({ held_out }) => held_out)));
  const one = (name: string) => (Number.isFinite(pooled[name]) ? pooled[name]! : null);
  return {
    results: [...results],
    held_out: Object.fromEntries(
      entries.map(([name, spread]) => [name, { ...spread, ...(Object.hasOwn(pooled, name) && { pooled: one(name) }) }]),
    ),
    ...(tested.length > 0 && { test: spreads(tested) }),
  };
}

function spreads(figures: readonly Numbers[]) {
  const names = [...new Set(figures.flatMap((one) => Object.keys(one)))];
  return Object.fromEntries(
    names.flatMap((name) => {
      const spread = spreadOf(figures.map((one) => one[name]));
      return spread ? [[name, { mean: spread.mean, sd: spread.deviation ?? null, folds: spread.count }]] : [];
    }),
  );
}
