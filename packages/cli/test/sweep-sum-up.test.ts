import { expect, test } from 'vitest';
import { runsOf, withGroups } from '../src/commands/sweep/sum-up.js';
import { presetConfig } from '../src/config/resolve-config.js';
import type { Standing } from '../src/plan/standing.js';
import type { HistoryLine } from '../src/schemas/history.js';
import type { RunMetrics } from '../src/schemas/metrics.js';
import type { RunState } from '../src/schemas/sweep.js';

/** A run of a plan with these figures after each of its epochs, done with a figure of its test units. */
function standing(index: number, changes: object, figures: readonly number[], tested?: number): Standing {
  const config = presetConfig('quick', { dataset: 'FD001', selection: 'holdout', ...changes });
  const state: RunState = tested === undefined ? (figures.length === 0 ? 'not begun' : 'interrupted') : 'done';
  const history = figures.map(
    (figure, epoch) => ({ epoch, metrics: { RMSE_last_cycle: figure } }) as unknown as HistoryLine,
  );
  const selected = { selected_RMSE_last_cycle: Math.min(...figures), RMSE_last_cycle: tested };
  return {
    run: { index, name: `run-${index}`, folder: `/plan/run-${index}`, config },
    state,
    record: undefined,
    history,
    metrics: tested === undefined ? undefined : (selected as unknown as RunMetrics),
    failure: undefined,
  };
}

test('runs that differ in seed or fold alone are one group; the best of each data set comes first', () => {
  const { groups, complete } = withGroups(
    runsOf(
      [
        standing(0, { window: 30, seed: 1 }, [12, 10], 20),
        standing(1, { window: 30, seed: 2 }, [14, 15], 26),
        standing(2, { window: 50, seed: 1 }, [9, 8], 30),
        standing(3, { window: 50, seed: 2 }, [10, 11], 32),
        standing(4, { window: 50, dataset: 'FD003', seed: 1 }, [1], 2),
        standing(5, { window: 50, dataset: 'FD003', seed: 2 }, [1], 2),
      ],
      new Map(),
    ),
  );
  expect(complete).toBe(true);
  // 10 and 14: mean 12, deviations 2 and 2, √(8 / 1) = 2.828…
  expect(groups).toEqual([
    {
      settings: { dataset: 'FD001', window: 50 },
      runs: [2, 3],
      figures: {
        selected_RMSE_last_cycle: { mean: 9, sd: Math.SQRT2, count: 2 },
        RMSE_last_cycle: { mean: 31, sd: Math.SQRT2, count: 2 },
      },
    },
    {
      settings: { dataset: 'FD001', window: 30 },
      runs: [0, 1],
      figures: {
        selected_RMSE_last_cycle: { mean: 12, sd: Math.sqrt(8), count: 2 },
        RMSE_last_cycle: { mean: 23, sd: Math.sqrt(18), count: 2 },
      },
    },
    {
      settings: { dataset: 'FD003', window: 50 },
      runs: [4, 5],
      figures: {
        selected_RMSE_last_cycle: { mean: 1, sd: 0, count: 2 },
        RMSE_last_cycle: { mean: 2, sd: 0, count: 2 },
      },
    },
  ]);
});

test('a run that is not done has no figures but the best so far, and the plan is not complete', () => {
  const standings = [
    standing(0, { seed: 1 }, [12, 10], 20),
    standing(1, { seed: 2 }, [9, 9.5]),
    standing(2, { seed: 3 }, []),
  ];
  const { runs, complete, groups } = withGroups(runsOf(standings, new Map()));
  expect(complete).toBe(false);
  expect(runs.map(({ state, best_so_far, figures }) => [state, best_so_far, figures?.['RMSE_last_cycle']])).toEqual([
    ['done', 10, 20],
    ['interrupted', 9, undefined],
    ['not begun', null, undefined],
  ]);
  expect(groups[0]!.figures['selected_RMSE_last_cycle']).toEqual({ mean: 10, sd: null, count: 1 });
});

test('runs that halving has left out complete a plan, until they are trained on', () => {
  const standings = [standing(0, { window: 30 }, [12, 10], 20), standing(1, { window: 50 }, [13])];
  expect(runsOf(standings, new Map([[1, 1]])).complete).toBe(true);
  expect(runsOf(standings, new Map([[1, 1]])).runs[1]).toMatchObject({ state: 'interrupted', stopped_after: 1 });
  expect(runsOf(standings, new Map()).complete).toBe(false);
});
