import { beforeAll, describe, expect, it } from 'vitest';
import { trajectoryOf } from '../src/page/view-model/units.js';
import { shownInWords } from '../src/page/view-model/whole-fleet.js';
import { renderReport } from '../src/render.js';
import type { RulResults, UnitResult } from '../src/run-data.js';
import { thinnedRuns } from '../src/thinned-results.js';
import { thinnedUnit } from '../src/thinned-unit.js';
import { decisionRun } from './fixtures/decisions.js';
import { largeFleet, largeRun } from './fixtures/large-fleet.js';
import { buildPage } from './fixtures/page.js';
import { finishedRun } from './fixtures/runs.js';

const thinned = (units: number, rows: number): RulResults => thinnedRuns([largeRun(units, rows)])[0]!.results!;

describe('a page of a large fleet', () => {
  beforeAll(buildPage);

  it.each([
    [30, 1000],
    [50, 20_000],
    [2000, 500],
    [20_000, 20],
  ])('of %i units with %i rows each is below 1.5 MB', async (units, rows) => {
    const run = largeRun(units, rows);
    const { intervals, alarm } = decisionRun().results!;
    const full = { ...run, results: { ...run.results!, intervals: intervals!, alarm: alarm! } };
    expect(Buffer.byteLength(await renderReport([full]))).toBeLessThan(1.5e6);
  });

  it('that compares several is not many times as large', async () => {
    const runs = Array.from({ length: 5 }, (_, i) => ({ ...largeRun(300, 500), name: String(i) }));
    expect(Buffer.byteLength(await renderReport(runs))).toBeLessThan(2e6);
  });

  it('shows what has room as it is', () => {
    const run = finishedRun({ units: 100 });
    expect(thinnedRuns([run])).toEqual([run]);
  });

  it('lists the largest errors, the most urgent that still run, and some of all others, and says so', () => {
    const all = largeRun(2000, 12).results!;
    const results = thinned(2000, 12);
    expect(results.units).toHaveLength(600);
    expect(results.allUnits).toEqual({ known: 1334, running: 666 });
    const names = new Set(results.units.map(({ unit }) => unit));
    const error = ({ predicted, truth }: UnitResult) => Math.abs(predicted.at(-1)! - truth);
    const known = all.units.filter(({ running }) => !running).sort((a, b) => error(b) - error(a));
    const running = all.units.filter((unit) => unit.running).sort((a, b) => a.predicted.at(-1)! - b.predicted.at(-1)!);
    for (const { unit } of [...known.slice(0, 200), ...running.slice(0, 200)]) expect(names).toContain(unit);
    // In their order, from the first to the last.
    const numbers = results.units.map(({ unit }) => Number(unit.slice(2)));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(numbers[0]).toBeLessThan(10);
    expect(numbers.at(-1)).toBeGreaterThan(1980);
    expect(shownInWords(results)).toBe(
      ' This page lists 600 of 2,000 pumps: those with the largest errors, those that still run with the shortest predicted life, ' +
        'and some of all others. The figures are of all of them, and predictions.csv has all predictions.',
    );
    expect(shownInWords(all)).toBe('');
  });

  it('keeps the units of which it is said why', () => {
    const run = largeRun(2000, 12);
    const { reasons } = decisionRun().results!.units.find((one) => one.reasons)!;
    const units = run.results!.units.map((unit, i) => (i % 400 === 1 ? { ...unit, reasons: reasons! } : unit));
    const [shown] = thinnedRuns([{ ...run, results: { ...run.results!, units } }]);
    expect(shown!.results!.units).toHaveLength(600);
    expect(shown!.results!.units.flatMap(({ unit, reasons }) => (reasons ? unit : []))).toEqual([
      'P-2',
      'P-402',
      'P-802',
      'P-1202',
      'P-1602',
    ]);
  });
});

describe('a long history', () => {
  const [whole, , running] = largeFleet(3, 10_000) as [UnitResult, UnitResult, UnitResult];

  it('keeps first and last row and the peaks of every stretch, and the figures of all rows', () => {
    const spike = {
      ...whole,
      predicted: whole.predicted.map((rul, row) => (row === 4321 ? 1999.9 : row === 77 ? 0 : rul!)),
    };
    const few = thinnedUnit(spike, { most: 100, cap: 2000 });
    expect(few.times.length).toBeLessThanOrEqual(100);
    expect(few.times.length).toBeGreaterThan(90);
    expect(few.predicted).toHaveLength(few.times.length);
    expect(few.health).toHaveLength(few.times.length);
    expect(few.times[0]).toBe(whole.times[0]);
    expect(few.predicted.at(-1)).toBe(whole.predicted.at(-1));
    expect(few.predicted).toContain(1999.9);
    expect(few.predicted).toContain(0);
    expect(few.rows).toBe(10_000);
    let sum = 0;
    for (const [row, time] of spike.times.entries()) {
      sum += (spike.predicted[row]! - Math.min(2000, spike.truth + spike.times.at(-1)! - time)) ** 2;
    }
    expect(few.rmse).toBeCloseTo(Math.sqrt(sum / 10_000), 3);
    // Thinned once more, its figures stay those of all rows.
    expect(thinnedUnit(few, { most: 10, cap: 2000 })).toMatchObject({ rows: 10_000, rmse: few.rmse });
  });

  it('of a unit that still runs counts the rows at which it has outlived its prediction', () => {
    let outlived = 0;
    for (const [row, time] of running.times.entries()) {
      if (running.predicted[row]! < Math.min(2000, running.truth + running.times.at(-1)! - time)) outlived += 1;
    }
    const few = thinnedUnit(running, { most: 50, cap: 2000 });
    expect(few).toMatchObject({ outlived, rows: 10_000, running: true });
    expect(few).not.toHaveProperty('rmse');
    expect(trajectoryOf({ ...largeRun(1, 2).results!, units: [few] }, few).figures.outlived).toBe(outlived);
  });

  it('keeps gaps, and digits of lives that are short in their unit', () => {
    const gap = { ...whole, predicted: whole.predicted.map((rul, row) => (row > 5000 && row < 5400 ? null : rul)) };
    expect(thinnedUnit(gap, { most: 100 }).predicted).toContain(null);
    const days = {
      ...whole,
      times: [0, 0.001, 0.002],
      predicted: [0.0031234567, 0.0021234567, 0.0011234567],
      health: '000',
      truth: 0.001,
    };
    expect(thinnedUnit(days, { most: 100, cap: 0.004 }).predicted).toEqual([0.003123, 0.002123, 0.0011234567]);
    expect(thinnedUnit(days, { most: 100, cap: 0.004 }).times).toEqual([0, 0.001, 0.002]);
  });
});
