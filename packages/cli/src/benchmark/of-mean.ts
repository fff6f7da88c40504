import { nasaScoreSum, rmse } from '@amnl/metrics-rul';
import type { TestFigures } from '@amnl/report';
import type { RunResult } from './run-result.js';

/** Figures of the mean of what several runs predict for the same units, as an ensemble of them would; undefined for a single run. */
export function figuresOfMean(runs: readonly Pick<RunResult, 'truths' | 'predicted'>[]): TestFigures | undefined {
  if (runs.length < 2) return undefined;
  const { truths } = runs[0]!;
  const mean = truths.map((_, i) => runs.reduce((sum, { predicted }) => sum + predicted[i]!, 0) / runs.length);
  const nasa = nasaScoreSum(mean.map((rul, i) => rul - truths[i]!));
  return { rmse: finite(rmse(mean, truths)), nasa: finite(nasa) };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
