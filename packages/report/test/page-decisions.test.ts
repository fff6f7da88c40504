import { describe, expect, it } from 'vitest';
import { alarmOption } from '../src/page/charts/alarm-option.js';
import { intervalBand } from '../src/page/charts/interval-band.js';
import { unitOption } from '../src/page/charts/unit-option.js';
import { alarmView, describeAlarm, policiesNote, policyLines } from '../src/page/view-model/alarm.js';
import { describeUnit } from '../src/page/view-model/describe-results.js';
import { intervalName, intervalOf, intervalText } from '../src/page/view-model/intervals.js';
import { reasonLines, reasonsInWords } from '../src/page/view-model/reasons.js';
import { lastRows, trajectoryOf } from '../src/page/view-model/units.js';
import type { RulResults, UnitResult } from '../src/run-data.js';
import { ALARM, decisionRun, INTERVALS } from './fixtures/decisions.js';
import { datedPumpRun, pumpRun } from './fixtures/pumps.js';

const results = decisionRun().results!;

describe('intervals', () => {
  it('reach as far as their range says, not below 0, and are open from the cap on', () => {
    const text = (predicted: number) => intervalText(results, intervalOf(results, predicted));
    expect(text(3)).toBe('0.0 to 10.0');
    expect(text(15)).toBe('8.0 to 22.0');
    expect(text(15.1)).toBe('1.1 to 29.1');
    expect(text(98.4)).toBe('71.9 to 124.9');
    expect(text(98.5)).toBe('72.0 to ≥\u00a0125');
    // What is above the cap says no more than the cap.
    expect(text(140)).toBe('93.8 to ≥\u00a0125');
    expect(text(-20)).toBe('0.0 to 0.0');
    expect(text(Number.NaN)).toBe('–');
    expect(intervalOf({ ...results, cap: undefined as never }, 140)).toEqual({ low: 108.75, high: 171.25 });
    expect(intervalOf(pumpRun().results!, 50)).toBeUndefined();
  });

  it('are called by their coverage', () => {
    const named = (coverage: number) => intervalName({ intervals: { ...INTERVALS, coverage } });
    expect([0.9, 0.975, 0.99, 0.07].map(named)).toEqual([
      '90 % interval',
      '97.5 % interval',
      '99 % interval',
      '7 % interval',
    ]);
    expect(intervalName(pumpRun().results!)).toBe('');
  });

  it('are drawn as a band that ends at the cap, with a gap where nothing was predicted', () => {
    const unit: UnitResult = {
      unit: 'a',
      times: [1, 2, 4, 5, 6],
      predicted: [120, 40, null, 10, 8],
      health: '01122',
      truth: 9,
    };
    const way = trajectoryOf({ ...results, units: [unit] }, unit);
    const band = intervalBand(way.times, way.intervals!, 125, '90 % interval') as {
      data: unknown[];
      renderItem(params: { dataIndex: number }, api: object): { shape: { points: number[][] } };
    };
    expect(band.data).toHaveLength(2);
    const api = { coord: (point: number[]) => point };
    expect(band.renderItem({ dataIndex: 0 }, api).shape.points).toEqual([
      [1, 125],
      [2, 54],
      [2, 26],
      [1, 88.75],
    ]);
    expect(band.renderItem({ dataIndex: 1 }, api).shape.points).toEqual([
      [5, 17],
      [6, 15],
      [6, 1],
      [5, 3],
    ]);
  });

  it('have room in the chart of a unit that is predicted far below the cap', () => {
    const unit: UnitResult = { unit: 'a', times: [1, 2], predicted: [60, 60], health: '11', truth: 30 };
    const wide = {
      ...results,
      units: [unit],
      intervals: { ...INTERVALS, bins: [{ ...INTERVALS.bins[3]!, halfWidth: 80 }] },
    };
    const { yAxis } = unitOption(wide, trajectoryOf(wide, unit)) as unknown as { yAxis: { max: number }[] };
    expect(yAxis[0]!.max).toBeGreaterThanOrEqual(125);
  });

  it('stand in what is said of a unit', () => {
    const unit: UnitResult = { unit: 'a', times: [7], predicted: [20], health: '1', truth: 30 };
    const one = { ...results, units: [unit] };
    const words = describeUnit(one, lastRows(one)[0]!, trajectoryOf(one, unit));
    expect(words).toContain('predicted 20.0 (90 % interval 6.0 to 34.0), true 30;');
  });
});

describe('alarms', () => {
  const of = (cost: number, failures: number) => ({ cost, low: 0.9 * cost, high: 1.25 * cost, failures });
  const costs = (ratio: number, alarm: number, byThreshold: (number | null)[]) => ({
    ratio,
    of: 'predicted RUL',
    byThreshold,
    threshold: 20.04,
    age: 128,
    alarm: of(alarm, 0),
    fixedAge: of(0.008, 0.05),
    runToFailure: of(0.05, 1),
  });
  const made: RulResults = {
    ...results,
    alarm: {
      ...ALARM,
      thresholds: [0, 10, 20],
      costs: [costs(10, 0.0064, [0.05, null, 0.0062]), costs(5, 0.009, [0.02, 0.009, 0.01])],
    },
  };

  it('are compared with simple policies, in so many units of time that the cheapest costs at least 1', () => {
    const view = alarmView(made.alarm!, undefined);
    expect(policyLines(view)).toEqual([
      { name: 'Change at predicted RUL ≤ 20', cost: '6.40', between: '5.76 to 8.00', failures: '0 %' },
      { name: 'Change at age 128', cost: '8.00', between: '7.20 to 10.00', failures: '5 %' },
      { name: 'Run to failure', cost: '50.00', between: '45.00 to 62.50', failures: '100 %' },
    ]);
    const plan = { ...of(0.0075, 0.05), of: 'lower end of the interval', threshold: 42.3 };
    expect(policyLines({ ...view, plan })[1]).toEqual({
      name: 'Plan once for lower end of the interval 42.3',
      cost: '7.50',
      between: '6.75 to 9.38',
      failures: '5 %',
    });
    expect(policiesNote(made, { ...view, plan })).toMatch(/^An alarm is watched at every row; a plan is made once/);
    expect(describeAlarm(made, view)).toBe(
      'Cheapest is to change once the predicted RUL is 20 cycles or less: it costs 20 % less than changing at the cheapest age, 128, ' +
        'and 87 % less than running to failure. An early change costs 1, a failure 10. Worked out on 20 held-out engines.',
    );
  });

  it('say how they are judged, and what nobody has seen', () => {
    const view = alarmView(made.alarm!, 10);
    const judged = 'Each engine is judged by the threshold and the age that are cheapest for the others.';
    expect(policiesNote(made, view)).toBe(`${judged} None of 20 failed on alarm; of others up to 15 % may.`);
    expect(policiesNote(made, { ...view, alarm: of(0.0064, 0.05) })).toBe(judged);
  });

  it('say where a simple policy is cheaper, or nothing is worth while', () => {
    const view = alarmView(made.alarm!, 5);
    expect(describeAlarm(made, view)).toContain('it costs 13 % more than changing at the cheapest age, 128');
    const { threshold: _, age: __, ...never } = view;
    expect(policyLines(never).map(({ name }) => name)).toEqual(['No alarm', 'No fixed age', 'Run to failure']);
    expect(describeAlarm(made, never)).toContain('No alarm is cheaper than waiting for failures. An early change');
  });

  it('are drawn on a logarithmic axis that holds all of it', () => {
    const { series, yAxis } = alarmOption(made, alarmView(made.alarm!, 10)) as unknown as {
      series: { id: string; data: (number | null)[][] }[];
      yAxis: { min: number; max: number };
    };
    expect(series.map(({ id, data }) => [id, data])).toEqual([
      [
        'alarm',
        [
          [0, 50],
          [10, null],
          [20, 6.2],
        ],
      ],
      [
        'age',
        [
          [0, 8],
          [20, 8],
        ],
      ],
      [
        'failure',
        [
          [0, 50],
          [20, 50],
        ],
      ],
    ]);
    expect(yAxis.min).toBeLessThan(6.2);
    expect(yAxis.max).toBeGreaterThan(50);
  });
});

describe('reasons', () => {
  it('are listed by channel, in the unit of time, with how far the channel is from its mean', () => {
    const { reasons } = results.units.find((one) => one.reasons)!;
    const lines = reasonLines(results, reasons!);
    expect(lines.map(({ words }) => words).slice(0, 2)).toEqual(['took 31.0 cycles off', 'added 28.4 cycles']);
    expect(lines.map(({ at }) => at)).toEqual([
      '2.1 σ above its mean',
      '1.8 σ below its mean',
      'at its mean',
      '11.0 σ above its mean',
      '',
      '',
    ]);
    expect(lines.at(-1)).toMatchObject({ name: '12 other channels', words: 'added 2.8 cycles' });
    // The longest bar is as long as there is room.
    expect(lines[0]!.share).toBe(-1);
    expect(lines[2]!.share).toBeCloseTo(19.5 / 31, 12);
  });

  it('say from where to where the prediction was moved, and by which rows', () => {
    const words = (rows?: readonly [number, number]) =>
      reasonsInWords(results, { from: 78.2, to: 103.9, channels: [], ...(rows && { rows }) }, lastRows(results)[0]!);
    expect(words([96, 101])).toBe(
      'With all channels at their means in training it would be predicted 78.2 cycles. They moved that by +25.7, to 103.9; ' +
        'half of it from cycle 96 to 101.',
    );
    expect(words([101, 101])).toContain('half of it at cycle 101.');
    expect(words()).toMatch(/to 103\.9\.$/);
  });

  it('name dates where times are dates', () => {
    const pumps = datedPumpRun().results!;
    const words = reasonsInWords(pumps, { from: 1, to: 2, channels: [], rows: [0, 24] }, lastRows(pumps)[0]!);
    expect(words).toContain('from 2026-03-01 06:00 to 2026-03-02 06:00.');
  });
});
