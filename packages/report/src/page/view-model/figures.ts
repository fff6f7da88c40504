import type { RunData } from '../../run-data.js';
import { numberAt } from './curves.js';

/**
 * A figure of a run: of its final evaluation once that is there, else of its best epoch so far, else of the last epoch that
 * has it.
 */
export function figureOf(run: RunData, metric: string): number | undefined {
  const final = numberAt(run.results?.metrics, metric);
  if (isNumber(final)) return final;
  return atBest(run, metric) ?? lastOf(run, metric);
}

/** The newest finite value of a metric over the epochs. */
export function lastOf({ history }: RunData, metric: string): number | undefined {
  for (let index = history.length - 1; index >= 0; index -= 1) {
    const value = numberAt(history[index]!.metrics, metric);
    if (isNumber(value)) return value;
  }
  return undefined;
}

/** The value of a metric at the run's best epoch. */
export function atBest(run: RunData, metric: string): number | undefined {
  const value = numberAt(run.history.find(({ epoch }) => epoch === run.best?.epoch)?.metrics, metric);
  return isNumber(value) ? value : undefined;
}

/** Whether any run has the metric, in its results or its history. */
export function anyHas(runs: readonly RunData[], metric: string): boolean {
  return runs.some((run) => figureOf(run, metric) !== undefined);
}

const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';
