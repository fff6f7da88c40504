import { describe, expect, it } from 'vitest';
import { learningOption } from '../src/page/charts/learning-option.js';
import type { Series } from '../src/page/charts/learning-series.js';
import { scatterOption } from '../src/page/charts/scatter-option.js';
import { axisFromZero, logScale, wholeTicks } from '../src/page/charts/ticks.js';
import { unitOption } from '../src/page/charts/unit-option.js';
import {
  capital,
  count,
  duration,
  fixed,
  listed,
  number,
  percent,
  plural,
  shortened,
  signed,
} from '../src/page/format.js';
import { shownRun } from '../src/page/view.js';
import { describePanel } from '../src/page/view-model/describe.js';
import { describeUnit } from '../src/page/view-model/describe-results.js';
import { panelsOf } from '../src/page/view-model/panels.js';
import { rangeName } from '../src/page/view-model/range-name.js';
import { knownRows, lastRows, trajectoryOf } from '../src/page/view-model/units.js';
import { finishedRun, genericRun, trainingRun } from './fixtures/runs.js';

type Option = {
  series: Series[];
  xAxis: { min: number; max: number };
  yAxis: { type: string; min?: number; max?: number };
};

function optionOf(runs: readonly ReturnType<typeof finishedRun>[], id: string): Option {
  const { progress, rates } = panelsOf(runs);
  const panel = [...progress, ...rates].find((one) => one.id === id)!;
  return learningOption(
    panel,
    runs.map((run, index) => shownRun(run, index, runs.length === 1)),
  ) as unknown as Option;
}

describe('the option of a learning panel', () => {
  it('has training, evaluation and looks within epochs', () => {
    const { series, xAxis } = optionOf([finishedRun({ epochs: 3, looks: 4 })], 'metric-rul_loss');
    expect(series.map(({ name, data }) => [name, data.length])).toEqual([
      ['training', 3],
      ['training, within epochs', 12],
      ['evaluation', 3],
    ]);
    expect(xAxis.min).toBe(0);
    expect(xAxis.max).toBeGreaterThan(3);
    // Charts without looks within epochs have their epochs at the same places.
    expect(optionOf([finishedRun({ epochs: 3, looks: 4 })], 'metric-RMSE_last_cycle').xAxis).toMatchObject({
      min: xAxis.min,
      max: xAxis.max,
    });
  });

  it('marks best epoch and end of a single run by lines', () => {
    const run = finishedRun({ epochs: 3 });
    const marks = (optionOf([run], 'metric-RMSE_last_cycle').series[0]!['markLine'] as { data: { xAxis: number }[] })
      .data;
    expect(marks.map(({ xAxis }) => xAxis)).toEqual([run.best!.epoch + 1, 3]);
    const training = optionOf([trainingRun(2)], 'metric-RMSE_last_cycle').series[0]!['markLine'] as { data: unknown[] };
    expect(training.data).toHaveLength(1);
  });

  it('marks best epochs of several runs on their curves', () => {
    const runs = [finishedRun({ name: 'a', epochs: 5 }), finishedRun({ name: 'b', epochs: 5, seed: 3 })];
    const { series } = optionOf(runs, 'metric-nasa_score_last_cycle');
    expect(series.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(new Set(series.map((one) => one['symbol'])).size).toBe(2);
    for (const [index, { data }] of series.entries()) {
      const large = data.filter((item) => (item as unknown as { symbolSize: number }).symbolSize > 10);
      expect(large.map(({ value }) => value[0])).toEqual([runs[index]!.best!.epoch + 1]);
    }
  });

  it('drops from a logarithmic axis what it cannot show', () => {
    const run = finishedRun({ epochs: 4 });
    const history = run.history.map((point) =>
      point.epoch === 1 ? { ...point, metrics: { ...point.metrics, nasa_score_last_cycle: 0 } } : point,
    );
    const { series, yAxis } = optionOf([{ ...run, history }], 'metric-nasa_score_last_cycle');
    expect(series[0]!.data.map(({ value }) => value[1] === null)).toEqual([false, true, false, false]);
    expect(yAxis.type).toBe('log');
    expect(yAxis.min).toBeGreaterThan(0);
  });

  it('shows points of few epochs, and of many only lonely ones', () => {
    const sizes = (epochs: number) => {
      const { series } = optionOf([finishedRun({ epochs, looks: 0 })], 'metric-RMSE_last_cycle');
      return series.map(
        ({ data }) => data.filter((item) => (item as unknown as { symbolSize: number }).symbolSize > 0).length,
      );
    };
    expect(sizes(60)).toEqual([60, 60]);
    // Over all cycles it stands at every fifth epoch: each point is alone.
    const [last, all] = sizes(100);
    expect(last).toBe(0);
    expect(all).toBeGreaterThanOrEqual(20);
  });

  it('has an axis for a single point, and for none', () => {
    const { xAxis } = optionOf([finishedRun({ epochs: 1, looks: 0 })], 'metric-RMSE_last_cycle');
    expect(xAxis.max).toBeGreaterThan(xAxis.min);
    const panel = panelsOf([genericRun()]).progress[0]!;
    expect((learningOption(panel, []) as unknown as Option).xAxis).toMatchObject({ min: 0 });
  });

  it('is put into words', () => {
    const run = { ...genericRun(), history: genericRun().history.slice(0, 2) };
    run.history[0]!.metrics['loss'] as number;
    const panel = panelsOf([run]).progress[0]!;
    const metrics = run.history.map((point) => point.metrics as { loss: number; val_loss: number });
    expect(describePanel(panel, [shownRun(run, 0, true)])).toBe(
      `Training from ${number(metrics[0]!.loss)} to ${number(metrics[1]!.loss)}; ` +
        `evaluation from ${number(metrics[0]!.val_loss)} to ${number(metrics[1]!.val_loss)}.`,
    );
    expect(describePanel(panel, [])).toBe('No run is shown.');
  });
});

describe('the option of the scatter', () => {
  it('holds every unit once, by the side of its error, and rings the chosen one', () => {
    const results = finishedRun().results!;
    const units = knownRows(results);
    const series = (scatterOption(units, results, '7') as { series: { id: string; data: unknown[] }[] }).series;
    const count = (id: string) => series.find((one) => one.id === id)!.data.length;
    expect(count('near') + count('early') + count('late')).toBe(100);
    expect(count('bands')).toBe(10);
    expect(series.find(({ id }) => id === 'chosen')!.data).toEqual([[units[6]!.truth, units[6]!.predicted]]);
    const { cap: _, ...uncapped } = results;
    expect(
      (scatterOption(knownRows(uncapped), uncapped, undefined) as { xAxis: { max: number } }).xAxis.max,
    ).toBeLessThan(1100);
  });

  it('names ranges', () => {
    expect(rangeName({ from: null, to: 15 })).toBe('≤ 15');
    expect(rangeName({ from: 15, to: 50 })).toBe('15–50');
    expect(rangeName({ from: 100, to: null })).toBe('> 100');
  });
});

describe('ticks', () => {
  it('are whole and few', () => {
    expect(wholeTicks(0, 4.08)).toEqual([0, 1, 2, 3, 4]);
    expect(wholeTicks(0.9, 30.6)).toEqual([1, 5, 10, 15, 20, 25, 30]);
    expect(wholeTicks(0, 500)).toEqual([0, 100, 200, 300, 400, 500]);
    expect(wholeTicks(0.98, 1.02)).toEqual([1]);
  });

  it('from 0 are about six, at round numbers', () => {
    expect([126, 135, 1, 5, 8000, 2, 0].map(axisFromZero)).toEqual([
      { max: 150, interval: 25 },
      { max: 150, interval: 25 },
      { max: 1, interval: 0.25 },
      { max: 5, interval: 1 },
      { max: 10_000, interval: 2500 },
      { max: 2, interval: 0.5 },
      { max: 1, interval: 0.25 },
    ]);
  });

  it('of a logarithmic axis lie within it', () => {
    expect(logScale([])).toBeUndefined();
    expect(logScale([0, -1])).toBeUndefined();
    for (const values of [
      [300, 2000],
      [1, 1e6],
      [5, 5],
      [330, 340],
      [4703, 13039],
      [337, 1760],
    ]) {
      const { min, max, ticks } = logScale(values)!;
      expect(min).toBeLessThan(Math.min(...values));
      expect(max).toBeGreaterThan(Math.max(...values));
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(8);
      expect(ticks.every((tick) => tick >= min && tick <= max)).toBe(true);
    }
  });
});

describe('formats', () => {
  it('makes more than one of a noun, and writes it with a capital', () => {
    expect(['engine', 'battery', 'bay', 'gearbox', 'press', 'batch', 'epoch'].map(plural)).toEqual([
      'engines',
      'batteries',
      'bays',
      'gearboxes',
      'presses',
      'batches',
      'epochs',
    ]);
    expect([count(1, 'battery'), count(1200, 'battery')]).toEqual(['1 battery', '1,200 batteries']);
    expect(capital('engine')).toBe('Engine');
  });

  it('write numbers short and honest', () => {
    const values = [14.5673, 337.68, 37242.2, 0.00015, 5e-6, 0, -3.25, 1500000000, null, Number.NaN];
    expect(values.map(number)).toEqual([
      '14.57',
      '337.7',
      '37,242',
      '0.00015',
      '5e-6',
      '0',
      '−3.25',
      '1.50e9',
      '–',
      '–',
    ]);
    expect([signed(2.54), signed(-0.04), signed(-6), signed(0)]).toEqual(['+2.5', '0.0', '−6.0', '0.0']);
    expect([fixed(1234.5, 2), fixed(undefined, 2), percent(0.9137)]).toEqual(['1,235', '–', '91.4 %']);
  });

  it('write durations and lists as one says them', () => {
    expect([0, 59.4, 60, 200, 7500, 273600, null].map(duration)).toEqual([
      '0 s',
      '59 s',
      '1 min',
      '3 min 20 s',
      '2 h 5 min',
      '3 d 4 h',
      '–',
    ]);
    expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
    expect(shortened('abcdef', 4)).toBe('abc…');
  });
});

describe('a network that has gone wrong', () => {
  it('leaves gaps, and the axes stay', () => {
    const { results } = finishedRun({ units: 3 });
    const units = results!.units.map((unit, i) =>
      i === 0 ? { ...unit, predicted: unit.predicted.map(() => null) } : unit,
    );
    const broken = { ...results!, units };
    const way = trajectoryOf(broken, units[0]!);
    const { yAxis } = unitOption(broken, way) as unknown as { yAxis: { max: number }[] | { max: number } };
    for (const { max } of [yAxis].flat().filter(({ max }) => max !== undefined)) expect(max).toSatisfy(Number.isFinite);
    const [option, whole] = [broken, results!].map(
      (some) => scatterOption(lastRows(some), some, undefined) as { xAxis: { max: number } },
    );
    expect(option!.xAxis.max).toBe(whole!.xAxis.max);
    expect(describeUnit(broken, lastRows(broken)[0]!, way)).not.toMatch(/NaN|undefined/);
  });
});
