import { describe, expect, test } from 'vitest';
import { completeConfig } from '../src/config/complete-config.js';
import { loadNasa } from '../src/nasa/load.js';
import type { Definition } from '../src/plan/define/definition.js';
import { planRuns } from '../src/plan/define/plan-runs.js';
import { unitPoints } from '../src/plan/define/sample.js';
import { axisOf, listOf, rangeOf, wholeNumbers } from '../src/plan/define/texts.js';

const NOTHING: Definition = {
  settings: [{ from: 'test', values: { preset: 'quick' } }],
  grid: [],
  ranges: [],
  points: 1,
  method: 'latin',
  draw: 0,
  folds: undefined,
};
const axes = (...texts: string[]) => texts.map((text) => axisOf(text, '--grid'));
const runs = (definition: Partial<Definition>) => planRuns({ ...NOTHING, ...definition }, 1);
const refused = (definition: Partial<Definition>) => {
  try {
    runs(definition);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('not refused');
};

describe('a grid', () => {
  test('has all combinations: subsets first, then settings as given, folds and seeds last', () => {
    const planned = runs({ grid: axes('window=30,50', 'seed=7,8', 'dataset=FD003,FD001'), folds: 2 });
    expect(planned.map(({ name }) => name)).toEqual([
      'FD003-window30-fold1-seed7',
      'FD003-window30-fold1-seed8',
      'FD003-window30-fold2-seed7',
      'FD003-window30-fold2-seed8',
      'FD003-window50-fold1-seed7',
      'FD003-window50-fold1-seed8',
      'FD003-window50-fold2-seed7',
      'FD003-window50-fold2-seed8',
      'FD001-window30-fold1-seed7',
      'FD001-window30-fold1-seed8',
      'FD001-window30-fold2-seed7',
      'FD001-window30-fold2-seed8',
      'FD001-window50-fold1-seed7',
      'FD001-window50-fold1-seed8',
      'FD001-window50-fold2-seed7',
      'FD001-window50-fold2-seed8',
    ]);
    expect(planned[6]!.config).toMatchObject({ dataset: 'FD003', window: 50, folds: 2, fold: 2, seed: 7, threads: 1 });
    expect(planned[6]!.config.selection).toBe('holdout');
  });

  test('of settings that are lists, choices and truths reads each by its type', () => {
    const planned = runs({ grid: axes('channels=[8,16],4', 'scheduler=plateau,cosine', 'pad=true,false') });
    expect(planned.map(({ config: { channels, scheduler, pad } }) => [channels, scheduler, pad])).toEqual([
      [[8, 16], 'plateau', true],
      [[8, 16], 'plateau', false],
      [[8, 16], 'cosine', true],
      [[8, 16], 'cosine', false],
      [[4], 'plateau', true],
      [[4], 'plateau', false],
      [[4], 'cosine', true],
      [[4], 'cosine', false],
    ]);
    expect(planned[0]!.name).toBe('padtrue-channels8-16-schedulerplateau');
  });

  test('without anything that varies is one run', () => {
    expect(runs({}).map(({ name }) => name)).toEqual(['run-0']);
  });

  test('numbers its folders where the names of settings would be long, or have other letters', () => {
    const planned = runs({ settings: [], grid: axes('data=a.csv,b.csv', 'unit=u', 'time=t', 'failed=all') });
    expect(planned.map(({ name }) => name)).toEqual(['run-0', 'run-1']);
  });

  test.each([
    [{ grid: axes('windwo=30,50') }, /unknown setting 'windwo' \(from --grid\).*Did you mean 'window'/],
    [{ grid: axes('window=30,1') }, /'window' \(from --grid\) is 1: expected a whole number ≥ 2/],
    [{ grid: axes('seed=1,2', 'seed=3') }, /'seed' is varied twice/],
    [{ grid: axes('window=30,50,30') }, /runs 0 and 2 of the plan would be the same/],
    [{ grid: axes('folds=2,3') }, /Give it with --folds/],
    [
      { grid: [...'abcde'].map((_, i) => ({ ...axes('seed=1,2,3,4,5,6,7,8,9,10')[0]!, setting: `s${i}` })) },
      /100000 runs, more than 10000/,
    ],
    [{ ranges: [rangeOf('scheduler=0..1', '--vary')] }, /'scheduler' is not a number/],
    [{ ranges: [rangeOf('dropout=0.5..0.1', '--vary')] }, /from 0.5 to 0.1 is empty/],
    [{ ranges: [rangeOf('dropout=0..0.1:log', '--vary')] }, /no logarithm/],
    [{ ranges: [rangeOf('window=2.5..9', '--vary')] }, /not whole numbers/],
    [{ ranges: [rangeOf('window=30..31', '--vary')], points: 3 }, /would be the same.*fewer points/],
    [{ ranges: [rangeOf('dropout=0..0.5', '--vary')], points: 1e6 }, /1000000 points/],
  ] as const)('%# is refused with its reason', (definition, reason) => {
    expect(refused(definition as Partial<Definition>)).toMatch(reason);
  });

  test('is complete as the data would complete it', async () => {
    const data = await loadNasa({ simulate: true });
    for (const definition of [{}, { folds: 2 }]) {
      const { config } = runs(definition)[0]!;
      const { dataset: _, rulCap: __, ...asked } = config;
      expect(config).toEqual(completeConfig(asked, data));
    }
  });
});

describe('points', () => {
  test('of a Latin hypercube have one in every part of every coordinate', () => {
    const points = unitPoints('latin', 5, 3, 1);
    for (const axis of [0, 1, 2]) {
      expect(points.map((point) => Math.floor(5 * point[axis]!)).sort()).toEqual([0, 1, 2, 3, 4]);
    }
    expect(unitPoints('latin', 5, 3, 1)).toEqual(points);
    expect(unitPoints('latin', 5, 3, 2)).not.toEqual(points);
  });

  test('drawn at random fill the square evenly, and independently', () => {
    const points = unitPoints('random', 4096, 2, 3);
    const quarters = [0, 0, 0, 0];
    for (const [x, y] of points) quarters[2 * Math.floor(2 * x!) + Math.floor(2 * y!)]! += 1;
    for (const quarter of quarters) expect(Math.abs(quarter - 1024)).toBeLessThan(4 * Math.sqrt(4096 * 0.25 * 0.75));
  });

  test('lie in their ranges, by their scales; whole numbers are all equally likely', () => {
    const ranges = ['learningRate=1e-4..1e-2:log', 'window=10..13', 'dropout=0.1..0.5'].map((text) =>
      rangeOf(text, '--vary'),
    );
    const planned = runs({ ranges, points: 400 }).map(({ config }) => config);
    const rates = planned.map(({ learningRate }) => learningRate);
    expect(rates.every((rate) => rate >= 1e-4 && rate <= 1e-2 && rate === Number(rate.toPrecision(4)))).toBe(true);
    expect(rates.filter((rate) => rate < 1e-3)).toHaveLength(200); // half of the powers of ten
    for (const window of [10, 11, 12, 13]) expect(planned.filter((one) => one.window === window)).toHaveLength(100);
    const mean = planned.reduce((sum, { dropout }) => sum + dropout, 0) / 400;
    expect(mean).toBeCloseTo(0.3, 2);
  });

  test('are combined with the grid and the seeds', () => {
    const planned = runs({
      ranges: [rangeOf('dropout=0..0.5', '--vary')],
      points: 2,
      grid: axes('seed=1,2', 'pad=true,false'),
    });
    expect(planned).toHaveLength(8);
    expect(new Set(planned.map(({ config }) => config.dropout)).size).toBe(2);
    expect(planned[0]!.name).toMatch(/^padtrue-dropout0\.\d{1,4}-seed1$/);
  });
});

describe('texts', () => {
  test('are read as people write them', () => {
    expect(wholeNumbers('1..3,42', '--seeds', 10)).toEqual([1, 2, 3, 42]);
    expect(listOf('[1, 2],3', '--grid')).toEqual(['[1, 2]', '3']);
    expect(rangeOf('learningRate=1e-4..1e-2:log', '--vary')).toMatchObject({ low: 1e-4, high: 1e-2, scale: 'log' });
  });

  test.each(['3..1', 'one', '1..', '-1', '1.5', '1,,2'])('seeds %s are refused', (text) => {
    expect(() => wholeNumbers(text, '--seeds', 10)).toThrow(/--seeds is/);
  });

  test('more values than allowed are refused before they are made', () => {
    expect(() => wholeNumbers('1..999999999999999', '--seeds', 10_000)).toThrow(/more than 10000 values/);
  });

  test.each(['window', '=3', 'window=', 'window=3,'])('--grid %s is refused', (text) => {
    expect(() => axisOf(text, '--grid')).toThrow(/--grid is/);
  });
});
