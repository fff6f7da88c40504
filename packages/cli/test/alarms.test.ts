import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { costPerTime, type Outcome, type UnitHistory } from '@amnl/maintenance-policy';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MaintenanceReport } from '../src/pipeline/maintenance.js';
import { jsonSchemas } from '../src/schemas/json-schemas.js';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'run');
const input = join(fleet, 'test_FD001.txt');
const COSTS = ['--cost-early', '2', '--cost-failure', '20'];

const good = async (...args: string[]) => {
  const { code, stdout, stderr } = await amnlHere(args);
  expect(code, stderr).toBe(0);
  return { stdout, stderr };
};

let evaluated: { maintenance: MaintenanceReport };
let told = '';
beforeAll(async () => {
  await good('data', 'simulate', '--out', fleet, '--units', '16');
  const hold = ['--selection', 'holdout', '--set', 'holdoutFraction=0.7'];
  await good('train', '--data-dir', fleet, ...TINY, ...hold, '--out', run);
  const { stdout, stderr } = await good('evaluate', run, '--json', ...COSTS);
  evaluated = JSON.parse(stdout);
  told = stderr;
});
afterAll(remove);

const policyOf = (name: string) => evaluated.maintenance.policies.find(({ policy }) => policy === name)!;

describe('amnl evaluate with costs', () => {
  test('says what each policy costs, on the units held out and on the test units', () => {
    const valid = new Ajv2020({ strict: false }).compile(jsonSchemas().evaluate);
    expect(valid(evaluated), JSON.stringify(valid.errors)).toBe(true);
    const { costs, units, coverage, policies, test: tested } = evaluated.maintenance;
    expect({ costs, units, coverage }).toEqual({ costs: { early: 2, failure: 20 }, units: 11, coverage: 0.9 });
    expect(policies.map(({ policy }) => policy)).toEqual(['run to failure', 'fixed age', 'plan', 'alarm']);
    expect(tested?.policies.map(({ policy }) => policy)).toEqual(['run to failure', 'fixed age', 'plan']);
    expect(told).toContain('Changing early costs 2, a failure 20');
    expect(told).toMatch(/on 11 units held out +cost per 100+ cycles/);
    expect(told).toMatch(/on 16 test units +cost per 100+ cycles/);
    expect(told).toMatch(/ {2}plan at rul(_low)? ≤ \d+\.\d .* %/);
  });

  test('the report of the run has the same, next to intervals and reasons', () => {
    const html = readFileSync(join(run, 'report.html'), 'utf8');
    const { results } = JSON.parse(/ id="data">(.*?)<\/script>/s.exec(html)![1]!).runs[0];
    expect(results).not.toHaveProperty('lacks');
    expect(results.intervals).toMatchObject({ coverage: 0.9, units: 11, lastCycle: { count: 16 } });
    expect(results.units.filter((unit: object) => 'reasons' in unit).length).toBeGreaterThanOrEqual(5);
    // There an early change costs 1, and a failure as many times as much as here.
    const [{ ratio, age, alarm, plan, fixedAge, runToFailure }] = results.alarm.costs;
    expect(2 * plan.cost).toBeCloseTo(policyOf('plan').cost.value, 5);
    expect([ratio, age]).toEqual([10, policyOf('fixed age').age]);
    expect(2 * runToFailure.cost).toBeCloseTo(policyOf('run to failure').cost.value, 5);
    expect(2 * fixedAge.cost).toBeCloseTo(policyOf('fixed age').cost.value, 5);
    expect(2 * alarm.cost).toBeCloseTo(policyOf('alarm').cost.value, 5);
  });

  test('its figures for the test units are those of a loop over their rows', async () => {
    const [, ...lines] = readFileSync(join(run, 'predictions.csv'), 'utf8').trimEnd().split('\n');
    const units = new Map<string, { at: number; looked: number; life: number }[]>();
    const { threshold, indicator } = policyOf('plan');
    for (const [unit, cycle, rul, low, , , , , , truth] of lines.map((line) => line.split(','))) {
      const row = {
        at: Number(cycle),
        looked: Number(indicator === 'rul' ? rul : low),
        life: Number(cycle) + Number(truth),
      };
      units.set(unit!, [...(units.get(unit!) ?? []), row]);
    }
    const outcomes = [...units.values()].map((rows): Outcome => {
      const last = rows.at(-1)!;
      const alarm = rows.find(({ looked, at, life }) => looked <= threshold! && at < life);
      const date = alarm ? alarm.at : last.at + last.looked - threshold!;
      return date <= last.life ? { cost: 2, time: date, failures: 0 } : { cost: 20, time: last.life, failures: 1 };
    });
    const tested = evaluated.maintenance.test!.policies;
    expect(tested[2]!.cost.value).toBeCloseTo(costPerTime(outcomes), 5);
    const lives = [...units.values()].map((rows) => rows[0]!.life);
    expect(tested[0]!.cost.value).toBeCloseTo((20 * lives.length) / lives.reduce((sum, life) => sum + life, 0), 12);
  });

  test('the alarm was chosen on the whole lives of the units held out', () => {
    const { units, rows } = JSON.parse(readFileSync(join(run, 'calibration.json'), 'utf8'));
    const { threshold, indicator, failures } = policyOf('alarm');
    if (indicator !== 'rul') return; // the lower end is not in that file
    const histories = units.map((_: string, unit: number): UnitHistory => {
      const of = rows.unit.flatMap((u: number, i: number) => (u === unit ? [i] : []));
      return {
        life: rows.time[of[0]] + rows.remaining[of[0]],
        time: of.map((i: number) => rows.time[i]),
        indicator: of.map((i: number) => rows.rul[i]),
      };
    });
    const failed = histories.filter(
      ({ time, indicator: ruls, life }: UnitHistory) =>
        !Array.from(time).some((t, i) => t < life && ruls[i]! <= threshold!),
    );
    expect(failed.length / units.length).toBeLessThanOrEqual(failures);
  });

  test('is silent without costs', async () => {
    const { stdout, stderr } = await good('evaluate', run, '--json');
    expect(JSON.parse(stdout)).not.toHaveProperty('maintenance');
    expect(stderr).not.toContain('Changing');
  });
});

describe('amnl predict with costs', () => {
  const planned = (...flags: string[]) => good('predict', run, '--input', input, ...COSTS, ...flags);

  test('says of every row what to do, by the plan that evaluate shows', async () => {
    const list = JSON.parse((await planned('--json')).stdout);
    const valid = new Ajv2020({ strict: false }).compile(jsonSchemas().prediction);
    const { threshold, indicator } = policyOf('plan');
    const seen = new Set<string>();
    for (const one of list) {
      expect(valid(one), JSON.stringify(valid.errors)).toBe(true);
      seen.add(one.action);
      const looked = one[indicator!];
      if (looked <= threshold!) expect(one).toMatchObject({ action: 'change now', change_by: one.cycle });
      else if (one.rul >= 0.9 * 125) expect(one).toMatchObject({ action: 'leave', change_by: null });
      else
        expect(one).toMatchObject({
          action: 'change by',
          change_by: expect.closeTo(one.cycle + looked - threshold!, 2),
        });
    }
    expect(seen.size).toBeGreaterThan(0);
  });

  test('in CSV and Parquet as in JSON', async () => {
    const list = JSON.parse((await planned('--last', '--json')).stdout);
    const [header, ...lines] = (await planned('--last')).stdout.trimEnd().split('\n');
    const [action, by] = ['action', 'change_by'].map((name) => header!.split(',').indexOf(name));
    expect(header).toMatch(/,p_critical,action,change_by,in_range,/);
    expect(lines.map((line) => line.split(',')[action!])).toEqual(list.map((one: { action: string }) => one.action));
    const cells = lines.map((line) => line.split(',')[by!]);
    expect(cells).toEqual(list.map((one: { change_by: number | null }) => String(one.change_by ?? '')));
    const file = join(folder, 'plans.parquet');
    await planned('--last', '--output', file);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
    expect(rows.map((row) => row['action'])).toEqual(list.map((one: { action: string }) => one.action));
    rows.forEach((row, i) => {
      const expected = list[i].change_by;
      expect(row['change_by']).toEqual(expected === null ? null : expect.closeTo(expected, 2));
    });
  });

  test('has no such columns without costs', async () => {
    expect((await good('predict', run, '--input', input, '--last')).stdout).not.toMatch(/action|change_by/);
  });
});

describe('bad input', () => {
  test.each([
    [['--cost-early', '1'], /--cost-early needs --cost-failure/],
    [['--cost-failure', '5'], /--cost-failure needs --cost-early/],
    [['--cost-early', '0', '--cost-failure', '5'], /--cost-early is '0'/],
    [['--cost-early=-1', '--cost-failure', '5'], /--cost-early is '-1'/],
    [['--cost-early', '1', '--cost-failure', 'dear'], /--cost-failure is 'dear'/],
    [['--cost-early', '1', '--cost-failure', 'Infinity'], /--cost-failure is 'Infinity'/],
    [['--cost-early', '5', '--cost-failure', '5'], /nothing is saved by changing early/],
  ])('%j', async (flags, message) => {
    for (const command of [
      ['evaluate', run],
      ['predict', run, '--input', input],
    ]) {
      const { code, stdout, stderr } = await amnlHere([...command, ...flags]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(message);
      expect(stderr).toMatch(/\(CLI_USAGE\)\n$/);
    }
  });

  test('a run that held no units out, or is of an earlier version', async () => {
    const all = join(folder, 'all');
    await good('train', '--data-dir', fleet, ...TINY, '--selection', 'test', '--out', all);
    const { code, stderr } = await amnlHere(['predict', all, '--input', input, ...COSTS]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/--selection test.*CLI_NO_CALIBRATION/),
    });
    rmSync(join(run, 'calibration.json'));
    const earlier = await amnlHere(['evaluate', run, ...COSTS]);
    expect(earlier.stderr).toMatch(/calibrate .*CLI_NO_CALIBRATION/);
    await good('calibrate', run);
    expect(JSON.parse((await good('evaluate', run, '--json', ...COSTS)).stdout).maintenance).toEqual(
      evaluated.maintenance,
    );
  });
});
