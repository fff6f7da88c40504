import { expect, test } from 'vitest';
import type { HistoryLine } from '../schemas/history.js';
import { epochChoices, runCurves } from './epoch-choices.js';
import { sumUp } from './sum-up.js';

const line = (epoch: number, selection: 'test' | 'holdout', metrics: HistoryLine['metrics']): HistoryLine => {
  return { epoch, selection, simulated: true, metrics, seconds: 1, samplesPerSecond: 1 };
};
const [RMSE, NASA] = ['RMSE_last_cycle', 'nasa_score_last_cycle'];

/** Held out: the second epoch is best; test units: the third, as good as the fourth. */
const looked = (
  [
    [15, 16, 300],
    [13, 15, 400],
    [14, 14, 350],
    [14, 14, 250],
  ] as const
).map(([heldOut, test, nasa], epoch) =>
  line(epoch, 'holdout', { [RMSE]: heldOut, [NASA]: 1, [`test_${RMSE}`]: test, [`test_${NASA}`]: nasa }),
);

test('three rules choose three epochs of one run; the first of equals', () => {
  expect(epochChoices(looked, 1)).toEqual({
    holdout: { epoch: 1, rmse: 15, nasa: 400 },
    test: { epoch: 2, rmse: 14, nasa: 350 },
    last: { epoch: 3, rmse: 14, nasa: 250 },
  });
  expect(runCurves(looked)).toEqual({ holdout: [15, 13, 14, 14], test: [16, 15, 14, 14] });
});

test('a run that is selected on the test units has no choice by others', () => {
  const history = [line(0, 'test', { [RMSE]: 12, [NASA]: 9 }), line(1, 'test', { [RMSE]: 13, [NASA]: 8 })];
  expect(epochChoices(history, 0)).toEqual({
    test: { epoch: 0, rmse: 12, nasa: 9 },
    last: { epoch: 1, rmse: 13, nasa: 8 },
  });
  expect(runCurves(history)).toEqual({ test: [12, 13] });
});

test('a run that did not look at the test units has none', () => {
  const history = [line(0, 'holdout', { [RMSE]: 12 })];
  expect(epochChoices(history, 0)).toEqual({});
  expect(runCurves(history)).toEqual({ holdout: [12] });
});

test('figures that were not finite are null, and never the best', () => {
  const history = [
    line(0, 'holdout', { [RMSE]: 2, [`test_${RMSE}`]: null, [`test_${NASA}`]: null }),
    line(1, 'holdout', { [RMSE]: 3, [`test_${RMSE}`]: 9, [`test_${NASA}`]: 4 }),
  ];
  expect(epochChoices(history, 0)).toEqual({
    holdout: { epoch: 0, rmse: null, nasa: null },
    test: { epoch: 1, rmse: 9, nasa: 4 },
    last: { epoch: 1, rmse: 9, nasa: 4 },
  });
});

test('differences are taken within a run, then over seeds: a table by hand', () => {
  const run = (holdout: number, test: number, last: number) => {
    const of = (rmse: number) => ({ epoch: 0, rmse, nasa: 10 * rmse });
    return { final: { rmse: holdout, nasa: 1 }, choices: { holdout: of(holdout), test: of(test), last: of(last) } };
  };
  const { final, choices, optimism } = sumUp([run(15, 14, 16), run(13, 12.5, 13)]);
  expect(final.rmse).toEqual({ mean: 14, sd: Math.SQRT2, seeds: 2 });
  expect(choices.test!.rmse).toEqual({ mean: 13.25, sd: expect.closeTo(Math.sqrt(1.125), 12), seeds: 2 });
  expect(optimism!.test.rmse).toEqual({ mean: -0.75, sd: expect.closeTo(Math.sqrt(0.125), 12), seeds: 2 });
  expect(optimism!.last.rmse).toEqual({ mean: 0.5, sd: expect.closeTo(Math.sqrt(0.5), 12), seeds: 2 });
  expect(optimism!.last.nasa).toMatchObject({ mean: 5 });
  expect(sumUp([run(15, 14, 16)]).final.rmse).toEqual({ mean: 15, sd: null, seeds: 1 });
});
