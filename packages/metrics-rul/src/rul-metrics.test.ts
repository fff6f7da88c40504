import type { HostTensor } from '@amnl/core-loop';
import { describe, expect, it } from 'vitest';
import { evaluateRul } from './evaluate-rul.js';
import { rulMetrics } from './rul-metrics.js';

const floats = (...values: number[]): HostTensor => ({ data: Float32Array.from(values), shape: [values.length] });
const ints = (...values: number[]): HostTensor => ({ data: Int32Array.from(values), shape: [values.length] });

/** Units 7 (two windows) and 3 (three); class = argmax of three logits. */
const outputs = {
  rul: floats(130, 120, 60, 40, 10),
  health: { data: Float32Array.from([9, 0, 0, 9, 0, 0, 9, 0, 0, 0, 0, 9, 0, 0, 9]), shape: [5, 3] },
};
const targets = {
  uncappedRul: floats(141, 140, 52, 51, 10),
  rul: floats(125, 125, 52, 51, 10),
  health: ints(0, 0, 0, 0, 2),
  unit: ints(7, 7, 3, 3, 3),
  last: ints(0, 1, 0, 0, 1),
};
const late = (d: number) => Math.expm1(d / 10);
const early = (d: number) => Math.expm1(d / 13);

describe('rulMetrics', () => {
  it('agrees with a table worked by hand', () => {
    // d, capped:   5 late, 5 early, 8 late, 11 early, 0      last windows: −5, 0
    // d, uncapped: 11 early, 20 early, 8 late, 11 early, 0   last windows: −20, 0
    const metrics = rulMetrics()(outputs, targets);
    const expected = {
      RMSE_last_cycle: Math.sqrt(25 / 2),
      MAE_last_cycle: 2.5,
      R2_last_cycle: 1 - 25 / (57.5 ** 2 * 2), // truths 125 and 10, mean 67.5
      nasa_score_last_cycle: early(5),
      nasa_score_last_cycle_mean: early(5) / 2,
      health_accuracy: 1,
      health_f1_weighted: 1,
      early_late_ratio: 1,
      error_mean: -2.5,
      error_std: 2.5,
      RMSE_all_cycles: Math.sqrt((25 + 25 + 64 + 121) / 5),
      MAE_all_cycles: 29 / 5,
      nasa_score_all_cycles: late(5) + early(5) + late(8) + early(11),
      health_accuracy_all_cycles: 4 / 5,
      // class 0: hits 3, claimed 3, support 4 → 6/7; class 2: hits 1, claimed 2, support 1 → 2/3
      health_f1_weighted_all_cycles: (4 * (6 / 7) + 2 / 3) / 5,
      concordance_last_cycle: 1, // unit 3 fails before unit 7, and is predicted to
      RMSE_last_cycle_uncapped: Math.sqrt(400 / 2),
      MAE_last_cycle_uncapped: 10,
      nasa_score_last_cycle_uncapped: early(20),
      RMSE_all_cycles_uncapped: Math.sqrt((121 + 400 + 64 + 121) / 5),
      nasa_score_all_cycles_uncapped: early(11) + early(20) + late(8) + early(11),
    };
    for (const [name, value] of Object.entries(expected))
      expect([name, metrics[name]]).toEqual([name, expect.closeTo(value, 9)]);
  });

  it('reports exactly these keys', () => {
    expect(Object.keys(rulMetrics()(outputs, targets))).toEqual([
      'RMSE_last_cycle',
      'MAE_last_cycle',
      'R2_last_cycle',
      'nasa_score_last_cycle',
      'nasa_score_last_cycle_mean',
      'health_accuracy',
      'health_f1_weighted',
      'early_late_ratio',
      'error_mean',
      'error_std',
      'RMSE_all_cycles',
      'MAE_all_cycles',
      'R2_all_cycles',
      'nasa_score_all_cycles',
      'health_accuracy_all_cycles',
      'health_f1_weighted_all_cycles',
      'RMSE_last_cycle_uncapped',
      'MAE_last_cycle_uncapped',
      'R2_last_cycle_uncapped',
      'nasa_score_last_cycle_uncapped',
      'nasa_score_last_cycle_mean_uncapped',
      'RMSE_all_cycles_uncapped',
      'MAE_all_cycles_uncapped',
      'R2_all_cycles_uncapped',
      'nasa_score_all_cycles_uncapped',
      'concordance_last_cycle',
    ]);
  });

  it('leaves out what the source cannot give', () => {
    const metrics = rulMetrics()({ rul: floats(1, 2) }, { rul: floats(1, 4), last: ints(1, 1) });
    expect(Object.keys(metrics).filter((name) => /all_cycles|raw|uncapped|health/.test(name))).toEqual([]);
    expect(metrics['RMSE_last_cycle']).toBeCloseTo(Math.sqrt(2), 12);
  });

  it('gives the same last-cycle numbers from a source with last windows only', () => {
    const lastOnly = (t: HostTensor): HostTensor => {
      const width = t.data.length / 5;
      const data = [1, 4].flatMap((i) => [...t.data.slice(i * width, (i + 1) * width)]);
      return { data: t.data instanceof Int32Array ? Int32Array.from(data) : Float32Array.from(data), shape: t.shape };
    };
    const map = (tensors: Record<string, HostTensor>) =>
      Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, lastOnly(t)]));
    const few = rulMetrics()(map(outputs), map(targets));
    const all = rulMetrics()(outputs, targets);
    expect(all).toMatchObject(few);
  });

  it('takes another cap, and none', () => {
    expect(rulMetrics({ cap: 120 })(outputs, targets)['nasa_score_last_cycle']).toBe(0);
    const open = rulMetrics({ cap: Number.POSITIVE_INFINITY })(outputs, targets);
    expect(open['RMSE_last_cycle']).toBe(open['RMSE_last_cycle_uncapped']);
  });

  it('turns NaN predictions into NaN metrics, not into good ones', () => {
    const metrics = rulMetrics()({ rul: floats(Number.NaN, 3) }, { rul: floats(1, 3) });
    expect(metrics['RMSE_last_cycle']).toBeNaN();
    expect(metrics['nasa_score_last_cycle']).toBeNaN();
  });

  it.each([
    ['MR_TENSOR_MISSING', { RUL: floats(1) }, { rul: floats(1) }],
    ['MR_TENSOR_MISSING', { rul: floats(1) }, {}],
    ['MR_LENGTH', { rul: floats(1, 2) }, { rul: floats(1) }],
    ['MR_LENGTH', { rul: floats(1, 2) }, { rul: floats(1, 2), last: ints(1) }],
    ['MR_LENGTH', { rul: floats(1, 2), health: floats(1, 2, 3) }, { rul: floats(1, 2), health: ints(0, 1) }],
    ['MR_EMPTY', { rul: floats() }, { rul: floats() }],
    ['MR_NO_LAST', { rul: floats(1) }, { rul: floats(1), last: ints(0) }],
  ])('fails with %s', (code, wrongOutputs, wrongTargets) => {
    expect(() => rulMetrics()(wrongOutputs, wrongTargets)).toThrow(code);
  });

  it.each([{ cap: 0 }, { cap: Number.NaN }, { cap: -5 }, { ranges: [50, 15] }, { ranges: [Number.NaN] }])(
    'refuses %o',
    (options) => {
      expect(() => rulMetrics(options)).toThrow('CL_OPTION_INVALID');
    },
  );
});

describe('evaluateRul', () => {
  it('accepts the earlier names of targets, rawRul and engine', () => {
    const { uncappedRul: rawRul, unit: engine, ...others } = targets;
    expect(evaluateRul(outputs, { ...others, rawRul, engine })).toEqual(evaluateRul(outputs, targets));
  });

  it('has a row for every unit, by number', () => {
    const { units } = evaluateRul(outputs, targets);
    expect(units).toEqual([
      {
        unit: 3,
        windows: 3,
        predicted: 10,
        actual: 10,
        error: 0,
        nasaScore: 0,
        rmse: Math.sqrt((64 + 121) / 3),
        health: { predicted: 2, actual: 2 },
      },
      {
        unit: 7,
        windows: 2,
        predicted: 120,
        actual: 125,
        error: -5,
        nasaScore: early(5),
        rmse: 5,
        health: { predicted: 0, actual: 0 },
      },
    ]);
  });

  it('survives JSON unchanged', () => {
    const report = evaluateRul(outputs, targets, { cap: Number.POSITIVE_INFINITY });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report.cap).toBeNull();
  });

  it('has ranges and a confusion matrix per section', () => {
    const { lastCycle, allCycles } = evaluateRul(outputs, targets);
    expect(lastCycle.ranges.map(({ count }) => count)).toEqual([1, 0, 0, 1]);
    expect(allCycles!.ranges.map(({ count }) => count)).toEqual([1, 0, 2, 2]);
    expect(allCycles!.health!.confusion).toEqual([
      [3, 0, 1],
      [0, 0, 0],
      [0, 0, 1],
    ]);
  });
});

describe('units that still run', () => {
  /** Unit 9, three windows, still runs: it has survived 60, 30 and 28 since; predicted 80, 20 and 27. */
  const join = (tensor: HostTensor, more: readonly number[], rows = 3): HostTensor => ({
    data: (tensor.data instanceof Int32Array ? Int32Array : Float32Array).from([...tensor.data, ...more]),
    shape: [5 + rows, ...tensor.shape.slice(1)],
  });
  const mixedOutputs = {
    rul: join(outputs.rul, [80, 20, 27]),
    health: join(outputs.health as HostTensor, [9, 0, 0, 0, 9, 0, 0, 9, 0]),
  };
  const mixed = {
    uncappedRul: join(targets.uncappedRul, [60, 30, 28]),
    rul: join(targets.rul, [60, 30, 28]),
    health: join(targets.health, [0, -1, -1]),
    unit: join(targets.unit, [9, 9, 9]),
    last: join(targets.last, [0, 0, 1]),
    censored: ints(0, 0, 0, 0, 0, 1, 1, 1),
    running: ints(0, 0, 0, 0, 0, 1, 1, 1),
  };

  it('leave all figures as they are over the others, and are counted and ordered', () => {
    const found = rulMetrics()(mixedOutputs, mixed);
    // Unit 3 (10, predicted 10) fails before 7 (125, 120) and 9 (28 at least, 27); of 7 and 9 nobody knows.
    expect(found).toEqual({ ...rulMetrics()(outputs, targets), concordance_last_cycle: 1, units_censored: 1 });
    expect(evaluateRul(mixedOutputs, mixed).concordance).toEqual({ index: 1, comparable: 2, tied: 0 });
  });

  it('have rows of their own, and are early below what they have survived', () => {
    const { running, units } = evaluateRul(mixedOutputs, mixed);
    expect(units!.map(({ unit }) => unit)).toEqual([3, 7]);
    expect(running).toEqual({
      count: 1,
      windows: 3,
      early: 1,
      units: [{ unit: 9, windows: 3, predicted: 27, atLeast: 28, error: -1 }],
    });
  });

  it('are known by `censored` alone, too, where a bound of the cap is exact', () => {
    const { running: _, ...others } = mixed;
    expect(rulMetrics()(mixedOutputs, others)).toEqual(rulMetrics()(mixedOutputs, mixed));
    // With cap 60 the first window of unit 9 has an exact target, which says nothing of its state.
    const exact = { ...others, censored: ints(0, 0, 0, 0, 0, 0, 1, 1), health: join(targets.health, [-1, -1, -1]) };
    const report = evaluateRul(mixedOutputs, exact, { cap: 60 });
    expect(report.allCycles!.regression.count).toBe(6);
    expect(report.allCycles!.health).toEqual(evaluateRul(outputs, targets).allCycles!.health);
  });

  it('at the cap count as exact in the order of failures', () => {
    const bound = { ...mixed, uncappedRul: join(targets.uncappedRul, [300, 280, 140]) };
    // Units 7 and 9 both live 125 or more: no pair.
    expect(evaluateRul(mixedOutputs, bound).concordance!.comparable).toBe(2);
  });

  it('alone give an error, not NaN', () => {
    expect(() => rulMetrics()({ rul: floats(1, 2) }, { rul: floats(3, 4), running: ints(1, 1) })).toThrow(
      /all 2 windows are of units that still run.*MR_NO_KNOWN_LIFE/,
    );
    expect(() => rulMetrics()({ rul: floats(1, 2) }, { rul: floats(3, 4), running: ints(1) })).toThrow('MR_LENGTH');
  });

  it('are 0 where the source has such units, but none here', () => {
    const none = rulMetrics()(outputs, { ...targets, running: ints(0, 0, 0, 0, 0) });
    expect(none).toEqual({ ...rulMetrics()(outputs, targets), units_censored: 0 });
  });
});

describe('logits that are NaN', () => {
  const health = (at: number[]) => ({
    ...outputs.health,
    data: outputs.health.data.map((x, i) => (at.includes(i) ? Number.NaN : x)),
  });

  it('name no state: figures of the selection they are in are NaN', () => {
    // the first window of unit 7, which is not a last one
    const { lastCycle, allCycles, units } = evaluateRul({ ...outputs, health: health([1]) }, targets);
    expect(lastCycle.health).toEqual(evaluateRul(outputs, targets).lastCycle.health);
    expect(allCycles!.health).toMatchObject({ accuracy: Number.NaN, f1Weighted: Number.NaN });
    expect(allCycles!.health!.perClass.map(({ f1, support }) => [f1, support])).toEqual([
      [Number.NaN, 4],
      [Number.NaN, 0],
      [Number.NaN, 1],
    ]);
    expect(allCycles!.health!.confusion).toEqual([
      [2, 0, 1],
      [0, 0, 0],
      [0, 0, 1],
    ]);
    expect(units!.map((unit) => unit.health!.predicted)).toEqual([2, 0]);
  });

  it('are not healthy, where all are', () => {
    const metrics = rulMetrics()({ ...outputs, health: health([...Array(15).keys()]) }, targets);
    expect(metrics).toMatchObject({ health_accuracy: Number.NaN, health_f1_weighted: Number.NaN });
  });
});
