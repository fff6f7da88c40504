import { nasaErrorAt, nasaScore } from '@amnl/metrics-rul/nasa-score';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparedFigures, groupSummaries, spreadText } from '../src/page/view-model/comparison.js';
import { epochCurve, extremeOf, isAlone, metricNames, numberAt, stepCurve } from '../src/page/view-model/curves.js';
import { describeScatter, describeUnit } from '../src/page/view-model/describe-results.js';
import { figureOf } from '../src/page/view-model/figures.js';
import { panelOf, panelsOf } from '../src/page/view-model/panels.js';
import { PENALTY_STEPS, penaltyBands, verdict } from '../src/page/view-model/penalty.js';
import { progressOf, trainingSeconds } from '../src/page/view-model/progress.js';
import { spreadOf } from '../src/page/view-model/statistics.js';
import { tilesOf } from '../src/page/view-model/tiles.js';
import { lastRows, stateOf, trajectoryOf, unitOf, worstUnits } from '../src/page/view-model/units.js';
import type { RulResults, RunData } from '../src/run-data.js';
import { finishedRun, genericRun, METRIC_FACTS, trainingRun } from './fixtures/runs.js';

const epoch = (number: number, metrics: Record<string, number | null>) => ({
  epoch: number,
  metrics,
  seconds: 10,
  samplesPerSecond: 100,
});

const step = (at: number, batch: number, batches: number | null, metrics: Record<string, number | null>) => ({
  epoch: at,
  batch,
  batches,
  step: 0,
  at: 0,
  samplesPerSecond: 50,
  metrics,
});

const { best: _, ...rest } = genericRun();
/** A run of which nothing is known yet. */
const bare: RunData = { ...rest, history: [], steps: [], epochs: 4 };

describe('NASA penalty', () => {
  it('has the values that the loop’s specification gives', () => {
    for (const [d, early, late] of [
      [5, 0.469, 0.649],
      [10, 1.158, 1.718],
      [20, 3.657, 6.389],
      [50, 45.813, 147.413],
    ] as const) {
      expect(nasaScore(-d)).toBeCloseTo(early, 3);
      expect(nasaScore(d)).toBeCloseTo(late, 3);
    }
    expect(nasaScore(0)).toBe(0);
  });

  it('has bands whose borders cost what they say', () => {
    const bands = penaltyBands();
    expect(bands).toHaveLength(2 * PENALTY_STEPS.length);
    for (const { side, scores, errors } of bands) {
      expect(Math.sign(errors[0])).toBe(side === 'late' ? 1 : -1);
      expect(nasaScore(errors[0])).toBeCloseTo(scores[0], 9);
      if (scores[1] === null) expect(errors[1]).toBeNull();
      else expect(nasaScore(errors[1]!)).toBeCloseTo(scores[1], 9);
    }
    // e − 1 is reached 10 cycles late, or 13 early.
    expect(nasaErrorAt(Math.E - 1, 'late')).toBeCloseTo(10, 9);
    expect(nasaErrorAt(Math.E - 1, 'early')).toBeCloseTo(13, 9);
  });

  it('calls near what costs less than 1', () => {
    // 10 ln 2 = 6.93 cycles late, 13 ln 2 = 9.01 early.
    expect([6.9, 7, -9, -9.1, 0].map(verdict)).toEqual(['near', 'late', 'near', 'early', 'near']);
  });

  it('inverts', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.constantFrom('early', 'late'), (score, side) => {
        const d = nasaErrorAt(score, side as 'early' | 'late') * (side === 'late' ? 1 : -1);
        expect(nasaScore(d) / score).toBeCloseTo(1, 6);
      }),
    );
  });
});

describe('mean and deviation', () => {
  it('is what one gets by hand', () => {
    // 2, 4, 9: mean 5; squares 9 + 1 + 16 = 26, over 2 is 13.
    expect(spreadOf([2, 4, 9])).toEqual({ count: 3, mean: 5, deviation: Math.sqrt(13) });
    expect(spreadOf([7])).toEqual({ count: 1, mean: 7 });
    expect(spreadOf([])).toBeUndefined();
    expect(spreadOf([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])).toBeUndefined();
    expect(spreadOf([1, null, 3])).toEqual({ count: 2, mean: 2, deviation: Math.SQRT2 });
  });

  it('keeps a small deviation around a large mean', () => {
    expect(spreadOf([1e9 + 1, 1e9 + 2, 1e9 + 3])!.deviation).toBe(1);
  });

  it('counts finished runs of a group only', () => {
    const run = (name: string, seed: number, rmse: number, state: RunData['state']): RunData => ({
      ...bare,
      name,
      seed,
      state,
      group: 'g',
      history: [epoch(0, { RMSE_last_cycle: rmse })],
      best: { epoch: 0, value: rmse },
      metricFacts: METRIC_FACTS,
      headline: ['RMSE_last_cycle'],
    });
    const runs = [run('a', 1, 14, 'done'), run('b', 2, 16, 'done'), run('c', 3, 99, 'training')];
    const figures = comparedFigures(runs);
    expect(figures.map(({ name }) => name)).toEqual(['RMSE, last cycle', 'Accuracy, evaluation', 'Training time']);
    const [summary] = groupSummaries(runs, figures);
    expect(summary).toMatchObject({ group: 'g', runs: 3, done: 2, seeds: 2 });
    // The same seed once more is no further evidence.
    const [again] = groupSummaries([...runs, run('d', 1, 14, 'done')], figures);
    expect(again).toMatchObject({ runs: 4, done: 3, seeds: 2, spreads: summary!.spreads });
    // Folds of one seed are: each is tested on other units.
    const folds = [1, 2].map((fold): RunData => ({ ...run(`fold-${fold}`, 1, 12 + fold, 'done'), fold }));
    const [crossed] = groupSummaries(folds, figures);
    expect(crossed).toMatchObject({ done: 2, seeds: 1, folds: 2 });
    expect(crossed!.spreads[0]).toEqual({ count: 2, mean: 13.5, deviation: Math.SQRT1_2 });
    expect(summary).toMatchObject({ folds: 0 });
    expect(summary!.spreads[0]).toEqual({ count: 2, mean: 15, deviation: Math.SQRT2 });
    expect(spreadText(summary!.spreads[0], figures[0]!)).toBe('15.00 ± 1.41');
    expect(spreadText({ count: 1, mean: 15 }, figures[0]!)).toBe('15.00');
    expect(spreadText(undefined, figures[0]!)).toBe('–');
    // Runs that are alone in their group have no mean.
    expect(groupSummaries([runs[0]!, { ...runs[1]!, group: 'h' }], figures)).toEqual([]);
  });
});

describe('curves', () => {
  const run: RunData = {
    ...bare,
    history: [epoch(0, { a: 5 }), epoch(1, { a: null }), epoch(2, { a: 3, b: 1 }), epoch(5, { a: 2 })],
    steps: [
      step(0, 5, 20, { a: 6 }),
      step(0, 20, 20, { a: 5 }),
      step(1, 10, 20, { a: null }),
      step(1, 15, 20, { c: 1 }),
    ],
  };

  it('put an epoch at its end, and leave gaps for what is not there', () => {
    expect(epochCurve(run, 'a')).toEqual([
      [1, 5],
      [2, null],
      [3, 3],
      [4, null],
      [6, 2],
    ]);
    expect(epochCurve(run, 'nothing')).toEqual([]);
    expect(epochCurve(run, 'constructor')).toEqual([]);
  });

  it('put looks between epochs where they were taken', () => {
    expect(stepCurve(run, 'a')).toEqual([
      [0.25, 6],
      [1, 5],
      [1.5, null],
    ]);
    // Where nobody knows how many batches there are, the longest epoch tells.
    const unknown = { ...bare, steps: [step(0, 40, null, { a: 1 }), step(1, 10, null, { a: 2 })] };
    expect(stepCurve(unknown, 'a')).toEqual([
      [1, 1],
      [1.25, 2],
    ]);
  });

  it('know points without neighbours, and the first of equal extremes', () => {
    const points = epochCurve(run, 'a');
    expect(points.map((_, index) => isAlone(points, index))).toEqual([true, false, true, false, true]);
    expect(
      extremeOf(
        [
          [1, 3],
          [2, 1],
          [3, 1],
          [4, null],
        ],
        'min',
      ),
    ).toEqual({ x: 2, y: 1 });
    expect(extremeOf([[1, null]], 'max')).toBeUndefined();
  });

  it('name metrics in the order of their appearance', () => {
    expect(metricNames([run])).toEqual(['a', 'b', 'c']);
    expect(numberAt({ a: 1 }, 'toString')).toBeUndefined();
  });
});

describe('panels', () => {
  const ids = (run: RunData) => panelsOf([run]).progress.map(({ id }) => id);

  it('are the raw losses of the tasks, RMSE and NASA for a RUL run', () => {
    const { progress, rates } = panelsOf([finishedRun()]);
    expect(progress.map(({ title }) => title)).toEqual([
      'RUL loss',
      'Health loss',
      'RMSE, last cycle',
      'NASA score',
      'Health accuracy',
    ]);
    expect(progress[0]!.lines.map(({ metric }) => metric)).toEqual(['rul_loss', 'val_rul_loss']);
    expect(progress[2]!.lines.map(({ metric }) => metric)).toEqual(['RMSE_last_cycle', 'RMSE_all_cycles']);
    expect(progress[3]!.scale).toBe('log');
    expect(rates.map(({ id }) => id)).toEqual(['metric-learningRate', 'metric-weightDecay', 'metric-grad_norm']);
  });

  it('are the total loss and what else there is for any other run', () => {
    expect(ids(genericRun())).toEqual(['metric-loss', 'metric-accuracy']);
    expect(panelOf('accuracy', [genericRun()]).lines).toHaveLength(2);
  });

  it('are there before the first epoch has ended', () => {
    expect(ids({ ...bare, steps: [step(0, 1, 2, { loss: 1, q_loss: 2 })] })).toEqual(['metric-q_loss']);
    expect(ids(bare)).toEqual([]);
  });

  it('hold what selects the epoch, also where it is unusual', () => {
    const odd = { ...finishedRun({ epochs: 2 }), monitor: { metric: 'health_accuracy', mode: 'max' as const } };
    expect(ids(odd)).toContain('metric-health_accuracy');
  });
});

describe('units', () => {
  const results: RulResults = {
    ...finishedRun({ units: 1 }).results!,
    cap: 125,
    states: ['healthy', 'degrading', 'critical'],
    stateBorders: [null, 50, 15],
    units: [
      { unit: '1', times: [30, 31], predicted: [120, 110.5], health: '00', truth: 130 },
      { unit: '2', times: [30, 31, 32], predicted: [60, 40, 30], health: '011', truth: 14 },
      { unit: '3', times: [31], predicted: [20], health: '1', truth: 33 },
    ],
  };

  it('are told at their last cycle, against the capped truth', () => {
    expect(lastRows(results)).toMatchObject([
      { unit: '1', time: 31, truth: 125, uncapped: 130, error: -14.5, state: 0, trueState: 0 },
      { unit: '2', time: 32, truth: 14, error: 16, state: 1, trueState: 2 },
      { unit: '3', time: 31, truth: 33, error: -13, state: 1, trueState: 1 },
    ]);
    // exp(1.6) − 1 = 3.95 late; exp(14.5 / 13) − 1 = 2.05 and e − 1 early.
    expect(worstUnits(results, 2).map(({ unit }) => unit)).toEqual(['2', '1']);
    expect(unitOf(results, '3')).toBe('3');
    expect(unitOf(results, '99')).toBe('2');
    expect(unitOf(results, undefined)).toBe('2');
  });

  it('have a trajectory with true RUL one more at each cycle before', () => {
    const way = trajectoryOf(results, results.units[0]!);
    expect(way).toMatchObject({ times: [30, 31], uncapped: [131, 130], truth: [125, 125] });
    const second = trajectoryOf(results, results.units[1]!);
    expect(second.states).toEqual([
      { state: 0, from: 0, to: 0 },
      { state: 1, from: 1, to: 2 },
    ]);
    expect(second.trueStates).toEqual([
      { state: 1, from: 0, to: 0 },
      { state: 2, from: 1, to: 2 },
    ]);
  });

  it('belong to the narrowest state whose border they do not exceed', () => {
    expect([15, 15.1, 50, 51].map((rul) => stateOf([null, 50, 15], rul))).toEqual([2, 1, 1, 0]);
    expect([15, 15.1, 50, 51].map((rul) => stateOf([15, 50, null], rul))).toEqual([0, 1, 1, 2]);
    expect(stateOf([50, 15], 60)).toBe(-1);
    expect(stateOf([], 60)).toBe(-1);
  });

  it('are put into words', () => {
    const [first, second] = lastRows(results);
    const way = trajectoryOf(results, results.units[0]!);
    expect(describeUnit(results, first!, way)).toBe(
      'Engine 1 at its last cycle 31: predicted 110.5, true 125 (130 before the cap); 14.5 cycles early, NASA penalty ' +
        '2.05. Its state is predicted correctly as healthy. RMSE over its 2 cycles: 10.8.',
    );
    expect(describeUnit(results, second!, way)).toContain('predicted as degrading, but is critical');
    expect(describeScatter(lastRows(results), results)).toContain('worst is engine 2 at +16.0 cycles');
    const { unitNoun: _, ...nameless } = results;
    expect(describeUnit(nameless, first!, way)).toMatch(/^Unit 1 at its last cycle/);
  });
});

describe('headline figures', () => {
  it('are of the final evaluation, else of the best epoch, else of the last', () => {
    const run = trainingRun(3);
    const best = run.history[run.best!.epoch]!.metrics;
    expect(figureOf(run, 'nasa_score_last_cycle')).toBe(best['nasa_score_last_cycle']);
    const done = finishedRun();
    expect(figureOf(done, 'RMSE_last_cycle')).toBe(done.results!.metrics['RMSE_last_cycle']);
    const { best: __, ...none } = run;
    expect(figureOf(none, 'nasa_score_last_cycle')).toBe(run.history[2]!.metrics['nasa_score_last_cycle']);
    expect(figureOf(none, 'constructor')).toBeUndefined();
  });

  it('are those of the result once there is one', () => {
    const names = (run: RunData) => tilesOf(run).map(({ name }) => name);
    expect(names(finishedRun())).toEqual([
      'RMSE, last cycle',
      'NASA score',
      'RMSE, all cycles',
      'Health accuracy',
      'Best epoch',
      'Training time',
    ]);
    expect(names(trainingRun())).toEqual([
      'RMSE, last cycle',
      'NASA score',
      'RMSE, all cycles',
      'Health accuracy',
      'Best epoch',
      'Speed',
      'Time left',
    ]);
    expect(names(bare)).toEqual([]);
  });
});

describe('progress', () => {
  it('counts the part of the epoch that is under way', () => {
    const run = { ...bare, history: [epoch(0, {}), epoch(1, {})], steps: [step(2, 5, 20, {})] };
    expect(progressOf(run)).toEqual({
      done: 2.25,
      epochs: 4,
      epoch: 2,
      evaluating: false,
      batch: 5,
      batches: 20,
      samplesPerSecond: 50,
      secondsLeft: 17.5,
    });
    expect(trainingSeconds(run)).toBe(20);
  });

  it('takes the time left from the clock, evaluations included and interruptions left out', () => {
    const look = (seconds: number, at: number, batch: number) => ({ ...step(at, batch, 10, {}), at: 1000 * seconds });
    // Ten batches take 10 s and an evaluation 2 s; between the fifth and the sixth look the run lay still for an hour.
    const steps = [
      look(0, 0, 1),
      look(4, 0, 5),
      look(9, 0, 10),
      look(13, 1, 2),
      look(16, 1, 5),
      look(3616, 1, 5),
      look(3621, 1, 10),
    ];
    const run = { ...bare, epochs: 10, history: [epoch(0, {}), { ...epoch(1, {}), seconds: 1 }], steps };
    // 0.9 + 1 epochs in 16 + 5 s.
    expect(progressOf(run).secondsLeft).toBeCloseTo((8 * 21) / 1.9, 6);
    expect(progressOf({ ...run, steps: steps.slice(0, 1) }).secondsLeft).toBeCloseTo(8 * 5.5, 6);
  });

  it('knows an evaluation when it sees one', () => {
    const first = { ...bare, steps: [step(0, 20, 20, {})] };
    expect(progressOf(first)).toMatchObject({ epoch: 0, evaluating: true, done: 1 });
    const history = [0, 1, 2, 3].map((number) => epoch(number, {}));
    expect(progressOf({ ...bare, history })).toMatchObject({ evaluating: true, done: 4 });
  });

  it('knows what it does not know', () => {
    expect(progressOf(bare)).toEqual({ done: 0, epochs: 4, epoch: 0, evaluating: false });
    // A look into an epoch that has ended by now says nothing of the next one.
    expect(progressOf({ ...bare, history: [epoch(0, {})], steps: [step(0, 20, 20, {})] })).toMatchObject({ done: 1 });
    expect(progressOf({ ...bare, steps: [step(0, 7, null, {})] })).toEqual({
      done: 0,
      epochs: 4,
      epoch: 0,
      evaluating: false,
      batch: 7,
      samplesPerSecond: 50,
    });
  });
});
