import { describe, expect, test } from 'vitest';
import { benchmarkResultsSchema } from '../schemas/benchmark.js';
import { linedJson } from './benchmark-text.js';
import { buildBenchmark, type PlannedResult } from './build.js';

const about = {
  title: 'Two',
  baseline: 'a',
  simulated: false,
  timeUnit: 'cycles',
  unitNoun: 'engine',
  nasaScore: true,
  variants: ['a', 'b'].map((name) => ({ name, settings: {}, epochs: 2, selection: 'holdout' as const })),
};
const TRUTHS = [10, 20, 30, 40];

/** A run whose errors are all `error`. */
function run(
  variant: string,
  seed: number,
  error: number,
  changes: Partial<PlannedResult['result']> = {},
): PlannedResult {
  const nasa = 4 * Math.expm1(error / 10);
  const final = { rmse: error, nasa };
  const choices = {
    holdout: { epoch: 0, ...final },
    test: { epoch: 0, ...final },
    last: { epoch: 1, rmse: error + 1, nasa },
  };
  return {
    name: `${variant}/X/seed-${seed}`,
    folder: `/runs/${variant}-${seed}`,
    variant,
    subset: 'X',
    seed,
    threads: 2,
    machine: 'here',
    result: {
      epochs: 2,
      parameters: 7,
      final,
      choices,
      curves: { holdout: [2, 3], test: [error, error + 1] },
      units: ['1', '2', '3', '4'],
      truths: TRUTHS,
      predicted: TRUTHS.map((truth) => truth + error),
      hours: 0.25,
      ...changes,
    },
  };
}
const unfinished = ({ result: _, ...rest }: PlannedResult): PlannedResult => rest;

describe('the results of a benchmark', () => {
  test('of two variants and two seeds, by hand', () => {
    const built = buildBenchmark(about, [run('a', 1, 4), run('b', 1, 3), run('a', 2, 6), run('b', 2, 4)]);
    expect(built.complete).toBe(true);
    expect(built.results.map(({ variant, final }) => [variant, final.rmse])).toEqual([
      ['a', { mean: 5, sd: expect.closeTo(Math.SQRT2, 4), seeds: 2 }],
      ['b', { mean: 3.5, sd: expect.closeTo(Math.SQRT1_2, 4), seeds: 2 }],
    ]);
    // All units have the same error, so that every sample of them has the same difference: −1 and −2 in the two seeds.
    expect(built.paired).toMatchObject([
      { variant: 'b', subset: 'X', seeds: [1, 2], rmse: { difference: -1.5, interval: [-1.5, -1.5], p: 0.00019998 } },
    ]);
    expect(built.results[0]!.optimism!.last.rmse).toEqual({ mean: 1, sd: 0, seeds: 2 });
    expect(built.cost).toMatchObject({ coreHours: 2, variants: { a: 1, b: 1 } });
    const file = { format: 'amnl-benchmark-results', version: 1, ...built };
    expect(benchmarkResultsSchema.parse(JSON.parse(linedJson(file)))).toEqual(file);
  });

  test('have what the mean of its runs would have', () => {
    const built = buildBenchmark(about, [run('a', 1, 4), run('b', 1, 3), run('a', 2, -2), run('b', 2, -3)]);
    expect(built.results.map(({ ensemble }) => ensemble)).toEqual([
      { rmse: 1, nasa: expect.closeTo(4 * Math.expm1(1 / 10), 5) },
      { rmse: 0, nasa: 0 },
    ]);
    expect(buildBenchmark(about, [run('a', 1, 4)]).results[0]).not.toHaveProperty('ensemble');
  });

  test('of a part of the plan are said to be of a part', () => {
    const built = buildBenchmark(about, [run('a', 1, 4), run('b', 1, 3), run('a', 2, 6), unfinished(run('b', 2, 4))]);
    expect(built).toMatchObject({ complete: false, missing: ['b/X/seed-2'] });
    expect(built.results.map(({ done, planned }) => [done, planned])).toEqual([
      [2, 2],
      [1, 2],
    ]);
    // Only the seed that both have: 3 − 4, not 3 − the mean of 4 and 6.
    expect(built.paired[0]).toMatchObject({ seeds: [1], rmse: { difference: -1 } });
  });

  test('of runs on other units, or with another cap, are refused', () => {
    const others = [{ units: ['1', '2', '3', '5'] }, { truths: [10, 20, 30, 35] }];
    for (const other of others) {
      expect(() => buildBenchmark(about, [run('a', 1, 4), run('b', 1, 3, other)])).toThrow(
        /\/runs\/b-1 was tested on other units than \/runs\/a-1.*CLI_BENCHMARK_INVALID/,
      );
    }
  });

  test('of a network that predicts NaN are null, and the others stay', () => {
    const bad = { final: { rmse: null, nasa: null }, predicted: TRUTHS.map(() => Number.NaN) };
    const built = buildBenchmark(about, [run('a', 1, 4), run('b', 1, 3, bad), run('a', 2, 6), run('b', 2, 4)]);
    expect(built.results[1]!.final.rmse).toEqual({ mean: 4, sd: null, seeds: 1 });
    expect(built.paired[0]!.rmse).toEqual({ difference: null, interval: null, p: null });
    expect(built.runs[1]!.predicted).toEqual([null, null, null, null]);
  });
});
