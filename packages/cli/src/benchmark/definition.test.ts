import { describe, expect, test } from 'vitest';
import { DATASETS } from '../nasa/datasets.js';
import type { BenchmarkFile } from '../schemas/benchmark.js';
import { cellsOf, planBenchmark, wholeBenchmark } from './definition.js';

const [FIRST, SECOND, THIRD, FOURTH] = DATASETS;
const file: BenchmarkFile = {
  subsets: [FIRST, THIRD],
  seeds: [1, 2],
  settings: { preset: 'quick', epochs: 9 },
  variants: { small: { hidden: 16 }, paper: { preset: 'paper', selection: 'test' } },
};
const plan = (changes: BenchmarkFile = {}) => planBenchmark(wholeBenchmark({ ...file, ...changes }, FIRST), 1);

describe('the plan of a benchmark', () => {
  test('has every variant on every subset, seed after seed', () => {
    expect(plan().map(({ name }) => name)).toEqual([
      `small/${FIRST}/seed-1`,
      `small/${THIRD}/seed-1`,
      `paper/${FIRST}/seed-1`,
      `paper/${THIRD}/seed-1`,
      `small/${FIRST}/seed-2`,
      `small/${THIRD}/seed-2`,
      `paper/${FIRST}/seed-2`,
      `paper/${THIRD}/seed-2`,
    ]);
  });

  test('holds units out and looks at the test units, unless a variant is chosen by these', () => {
    const [small, , paper] = plan();
    expect(small!.config).toMatchObject({
      preset: 'quick',
      hidden: 16,
      epochs: 9,
      seed: 1,
      dataset: FIRST,
      selection: 'holdout',
      testEveryEpoch: true,
      threads: 1,
    });
    expect(paper!.config).toMatchObject({ preset: 'paper', hidden: 256, epochs: 9, selection: 'test' });
    expect(paper!.config.testEveryEpoch).toBeUndefined();
  });

  test('is whole after it was written and read', () => {
    const whole = wholeBenchmark(file, FIRST);
    expect(wholeBenchmark(JSON.parse(JSON.stringify(whole)), 'other')).toEqual(whole);
    expect(wholeBenchmark({}, FOURTH)).toMatchObject({
      subsets: [FOURTH],
      seeds: [42, 123, 456, 789, 1024],
      variants: { default: {} },
      baseline: 'default',
    });
    expect(cellsOf(whole)).toHaveLength(8);
  });

  test.each([
    [{ baseline: 'smal' }, /'smal' is not a variant.*Did you mean 'small'/],
    [{ settings: { seed: 3 } }, /'settings' sets 'seed'/],
    [{ variants: { a: { dataset: SECOND } } }, /variant 'a' sets 'dataset'/],
    [{ seeds: [1, 1] }, /two runs would have the folder/],
    [{ settings: { data: ['a.csv'] } }, /several 'subsets'/],
    [{ variants: { a: { windwo: 3 } } }, /unknown setting 'windwo' \(from variant 'a'\)/],
    [
      { seeds: Array.from({ length: 1000 }, (_, i) => i), variants: { a: {}, b: {}, c: {}, d: {}, e: {}, f: {} } },
      /12000 runs/,
    ],
  ] as const)('%j is refused', (changes, reason) => {
    expect(() => plan(changes as unknown as BenchmarkFile)).toThrow(reason);
  });
});
