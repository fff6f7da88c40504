import type { BenchmarkData, BenchmarkRun } from '../../benchmark-data.js';
import type { MetricFacts, RunData } from '../../run-data.js';
import { spreadOf } from '../view-model/statistics.js';

/**
 * Each variant as a run whose metrics are the means over its seeds after each epoch, two for each subset, so that the charts of runs draw
 * them. An epoch that not all of the runs have has no mean: the seeds that ended early would be missing in it.
 */
export function meanCurves(data: BenchmarkData): RunData[] {
  const facts = factsOf(data);
  return data.variants.map(({ name, epochs }): RunData => {
    const own = data.runs.filter(({ variant }) => variant === name);
    const longest = Math.max(0, ...own.map((run) => run.epochs));
    return {
      name,
      title: name,
      state: 'done',
      epochs,
      history: Array.from({ length: longest }, (_, epoch) => {
        const metrics = Object.fromEntries(data.subsets.flatMap((subset) => meansOf(own, subset.name, epoch)));
        return { epoch, metrics, seconds: Number.NaN, samplesPerSecond: Number.NaN };
      }),
      steps: [],
      monitor: { metric: testOf(data.subsets[0]?.name ?? ''), mode: 'min' },
      metricFacts: facts,
      headline: data.subsets.map((subset) => testOf(subset.name)),
      group: name,
      seed: 0,
      facts: [],
    };
  });
}

const testOf = (subset: string): string => `${subset}, test RMSE`;
const heldOutOf = (subset: string): string => `${subset}, held-out RMSE`;

function meansOf(runs: readonly BenchmarkRun[], subset: string, epoch: number): [string, number | null][] {
  const own = runs.filter((run) => run.subset === subset);
  const mean = (curves: readonly (readonly (number | null)[] | undefined)[]): number | null => {
    const values = curves.map((curve) => curve?.[epoch] ?? null);
    return values.includes(null) ? null : (spreadOf(values)?.mean ?? null);
  };
  return [
    [testOf(subset), mean(own.map(({ curves }) => curves.test))],
    [heldOutOf(subset), mean(own.map(({ curves }) => curves.holdout))],
  ];
}

function factsOf({ subsets, timeUnit, unitNoun }: BenchmarkData): MetricFacts {
  return Object.fromEntries(
    subsets.flatMap(({ name }) => [
      [
        testOf(name),
        { title: `${name}, test ${unitNoun}s`, unit: timeUnit, better: 'min', digits: 2, beside: heldOutOf(name) },
      ],
      [heldOutOf(name), { title: `${name}, ${unitNoun}s held out`, unit: timeUnit, better: 'min', digits: 2 }],
    ]),
  ) as MetricFacts;
}
