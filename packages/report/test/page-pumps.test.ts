import { describe, expect, it } from 'vitest';
import { rangesOption } from '../src/page/charts/ranges-option.js';
import { scatterOption } from '../src/page/charts/scatter-option.js';
import { unitOption } from '../src/page/charts/unit-option.js';
import { describeScatter, describeUnit } from '../src/page/view-model/describe-results.js';
import { rulText } from '../src/page/view-model/rul-digits.js';
import { explanations, tilesOf } from '../src/page/view-model/tiles.js';
import { timeHeading, timeText } from '../src/page/view-model/time-words.js';
import {
  byCost,
  compareNames,
  knownRows,
  lastRows,
  trajectoryOf,
  unitOf,
  worstUnits,
} from '../src/page/view-model/units.js';
import { runningInWords } from '../src/page/view-model/whole-fleet.js';
import type { RulResults } from '../src/run-data.js';
import { datedPumpRun, PUMPS, pumpRun } from './fixtures/pumps.js';

const results = pumpRun().results!;
const way = (name: string, of: RulResults = results) =>
  trajectoryOf(of, of.units.find(({ unit }) => unit.startsWith(name))!);
const last = (name: string, of: RulResults = results) => lastRows(of).find(({ unit }) => unit.startsWith(name))!;
const said = (name: string, of: RulResults = results) => describeUnit(of, last(name, of), way(name, of));

describe('pumps, whose life is counted in hours', () => {
  it('are ordered by name as people do, and by the size of their error', () => {
    const short = (units: readonly { unit: string }[]) => units.map(({ unit }) => unit.slice(0, 5));
    expect(short([...lastRows(results)].sort(compareNames))).toEqual([
      '=SUM(',
      'P-2',
      'P-7',
      'P-9',
      'P-10',
      'P-101',
      'P-a v',
      'Pumpe',
    ]);
    // Off by 130 early, 45, 12.5 and 3 late, and not at all; those that still run come last.
    expect(short(worstUnits(results, 10))).toEqual(['P-2', 'P-101', 'P-9', 'P-a v', 'P-10']);
    expect(short([...lastRows(results)].sort(byCost).slice(5))).toEqual(['=SUM(', 'P-7', 'Pumpe']);
    expect(unitOf(results, undefined)).toBe('P-2');
    expect(unitOf(results, 'P-7')).toBe('P-7');
    const running = { ...results, units: PUMPS.slice(5) };
    expect(unitOf(running, 'gone')).toBe('Pumpe Süd <script>');
    expect(describeScatter(knownRows(running), running)).toBe(
      'No pump of known life. 3 pumps still run and are not counted.',
    );
  });

  it('are put into words of their own', () => {
    expect(describeScatter(knownRows(results), results)).toBe(
      'Of 5 pumps, 4 are predicted late and 1 early; worst is pump P-2 at −130.0 hours. 3 pumps still run and are not counted.',
    );
    expect(said('P-9')).toBe(
      'Pump P-9 at its last row (1 hours): predicted 90.0, true 77.5; 12.5 hours late. Its state is predicted correctly as ' +
        'degrading. RMSE over its 1 row: 12.5.',
    );
    expect(said('P-7')).toBe(
      'Pump P-7 still runs at its last row (9.75 hours): predicted 500.0 hours, healthy. Its true RUL is not known. At none of its ' +
        '2 rows it was predicted less than it has lived since.',
    );
    expect(said('P-a')).toMatch(/^Pump P-a very .{40,60}… at its last row/);
    expect(runningInWords({ ...results, units: PUMPS.slice(0, 6) })).toBe(' 1 pump still runs and is not counted.');
  });

  it('that still run have no true RUL, only what they have lived since, and a state only where it is certain', () => {
    const { truth, trueStates, running, times } = way('=SUM');
    expect(running).toBe(true);
    expect(truth[0]).toBe(120 + times.at(-1)! - times[0]!);
    // Known to have lived longer than 200 hours: healthy. Below that any state is possible.
    const certain = truth.filter((least) => least > 200).length;
    expect(trueStates).toEqual([{ state: 0, from: 0, to: certain - 1 }]);
    expect(last('=SUM')).toMatchObject({ error: Number.NaN, trueState: -1 });
    const series = (unitOption(results, way('=SUM')) as { series: { id: string; name: string }[] }).series;
    expect(series.find(({ id }) => id === 'true')!.name).toBe('lived since');
  });

  it('have axes of their own', () => {
    const { series, xAxis } = scatterOption(knownRows(results), results, 'P-9') as {
      series: { id: string; data: unknown[] }[];
      xAxis: { max: number; interval: number; name: string };
    };
    expect(series.map(({ id }) => id)).not.toContain('bands');
    expect(series.flatMap(({ id, data }) => (['near', 'early', 'late'].includes(id) ? data : []))).toHaveLength(5);
    expect(xAxis).toMatchObject({ max: 1000, interval: 250, name: 'true RUL at the last row' });
    const unit = unitOption(results, way('P-2')) as { xAxis: { name?: string }[]; yAxis: { interval?: number }[] };
    expect(unit.xAxis.at(-1)!.name).toBe('hours');
    expect(unit.yAxis[0]!.interval).toBe(500);
    const single = unitOption(results, way('P-9')) as { xAxis: { min: number; max: number }[] };
    expect(single.xAxis[0]).toMatchObject({ min: 1, max: 2 });
    expect(rangesOption(results.lastCycle.ranges, 'pump', rulText(results))).toBeDefined();
    expect(tilesOf(pumpRun()).map(({ note }) => note)).toContain('hours');
    expect(tilesOf(pumpRun())).toContainEqual({ name: 'Test pumps', value: '8', note: '5 failed, 3 still run' });
    expect(explanations(pumpRun())).toEqual([['Concordance', 'how often two pumps are in the right order']]);
  });

  it('have dates where their times are instants', () => {
    const dated = datedPumpRun().results!;
    expect(said('P-9', dated)).toContain('Pump P-9 at its last row (2026-03-01 22:00): predicted 90.0');
    // Without a cap, or well below it, a prediction comes to a date.
    expect(said('P-7', dated)).toContain(
      'Pump P-7 still runs at its last row (2026-03-03 20:15): predicted 500.0 hours, healthy, so that it would fail about 2026-03-24 16:15.',
    );
    expect(said('P-7', { ...dated, cap: 520 })).toContain('predicted 500.0 hours, healthy. Its true RUL');
    expect(said('=SUM', dated)).toContain('Its true RUL is not known, but at least 120.');
    expect(timeHeading(dated, 0)).toBe('Time (UTC)');
    expect(timeHeading({ ...dated, timeZone: '' }, 0)).toBe('Time');
    expect(timeText(dated, 1e300, 0)).not.toContain('Invalid');
    const { xAxis } = unitOption(dated, way('P-2', dated)) as {
      xAxis: { name?: string; axisLabel: { formatter(time: number): string } }[];
    };
    expect(xAxis.at(-1)!.name).toBe('time (UTC), 2026-03-02 to 2026-04-11');
    expect(xAxis[0]!.axisLabel.formatter(1.5)).toBe('03-02');
  });
});
