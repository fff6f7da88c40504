import type { Metrics } from '@amnl/core-loop';
import type { Numbers } from '@amnl/report';
import type { FoldResult, FoldsResult } from '../../schemas/folds.js';
import { spreads } from '../spreads.js';

/** The part of `folds.json` that says what came of the runs. */
export type FoldsSummary = Pick<FoldsResult, 'results' | 'held_out' | 'test'>;

/**
 * Mean and sample standard deviation of each figure over the folds.
 * @param pooled the figures of all predictions together
 */
export function sumUp(results: readonly FoldResult[], pooled: Metrics): FoldsSummary {
  const tested = results.flatMap(({ test }) => (test ? [test] : []));
  const entries = Object.entries(overFolds(results.map(({ held_out }) => held_out)));
  const one = (name: string) => (Number.isFinite(pooled[name]) ? pooled[name]! : null);
  return {
    results: [...results],
    held_out: Object.fromEntries(
      entries.map(([name, spread]) => [name, { ...spread, ...(Object.hasOwn(pooled, name) && { pooled: one(name) }) }]),
    ),
    ...(tested.length > 0 && { test: overFolds(tested) }),
  };
}

function overFolds(figures: readonly Numbers[]) {
  const entries = Object.entries(spreads(figures));
  return Object.fromEntries(entries.map(([name, { mean, sd, count }]) => [name, { mean, sd, folds: count }]));
}
