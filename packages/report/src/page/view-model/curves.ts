import { bestBy, type Mode } from '@amnl/core-loop/better';
import type { Numbers, RunData } from '../../run-data.js';
import { memoize } from './memoize.js';

/** A place on a curve; `null` is a gap. */
export type Point = readonly [x: number, y: number | null];

/**
 * A metric of the finished epochs. Epoch e stands at x = e + 1, the moment at which it ended and its number as people count.
 * An epoch that lacks the metric or is missing itself is a gap.
 */
export const epochCurve = memoize(({ history }, metric): readonly Point[] => {
  const points: Point[] = [];
  let before: number | undefined;
  for (const { epoch, metrics } of history) {
    if (before !== undefined && epoch > before + 1) points.push([before + 2, null]);
    points.push([epoch + 1, numberAt(metrics, metric) ?? null]);
    before = epoch;
  }
  return points.some(([, y]) => y !== null) ? points : [];
});

/** A metric within epochs: a point after `batch` of `batches` of epoch e stands at x = e + batch / batches. */
export const stepCurve = memoize(({ steps }, metric): readonly Point[] => {
  const longest = steps.reduce((most, { batch }) => Math.max(most, batch), 1);
  const points: Point[] = [];
  for (const { epoch, batch, batches, metrics } of steps) {
    const y = numberAt(metrics, metric);
    if (y !== undefined) points.push([epoch + Math.min(1, batch / (batches ?? longest)), y]);
  }
  return points.some(([, y]) => y !== null) ? points : [];
});

/** Whether a point has neither a left nor a right neighbour: without a symbol it could not be seen. */
export function isAlone(points: readonly Point[], index: number): boolean {
  return (points[index - 1]?.[1] ?? null) === null && (points[index + 1]?.[1] ?? null) === null;
}

/** The lowest or highest place of a curve; the first of equals. */
export function extremeOf(points: readonly Point[], mode: Mode): { x: number; y: number } | undefined {
  const best = bestBy(mode, points, ([, y]) => y);
  return best && { x: best.item[0], y: best.value };
}

/** Every metric that a run reported after epochs or within them, in the order of their first appearance. */
export function metricNames(runs: readonly RunData[]): string[] {
  return [...new Set(runs.flatMap((run) => namesOf(run, '')))];
}

const namesOf = memoize(({ history, steps }): readonly string[] => {
  const names = new Set<string>();
  for (const { metrics } of history) for (const name of Object.keys(metrics)) names.add(name);
  for (const { metrics } of steps) for (const name of Object.keys(metrics)) names.add(name);
  return [...names];
});

/** A number by a name that comes from a run; a name such as `constructor` must not find what every object has. */
export function numberAt(numbers: Numbers | undefined, name: string): number | null | undefined {
  return numbers !== undefined && Object.hasOwn(numbers, name) ? numbers[name] : undefined;
}
