import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'run');
const rows = join(fleet, 'test_FD001.txt');
const read = (path: string, name: string) => readFileSync(join(path, name), 'utf8');
const train = (...args: string[]) => amnlHere(['train', '--data-dir', fleet, ...TINY, ...args]);

beforeAll(async () => {
  await amnlHere(['data', 'simulate', '--out', fleet, '--units', '20']);
  const { code, stderr } = await train('--set', 'holdoutFraction=0.5', '--out', run);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/within {2}.* of the 90 % intervals hold the truth; .* from 10 units held out/);
});
afterAll(remove);

interface Calibration {
  readonly rulCap: number;
  readonly remaining: readonly [number, number];
  readonly units: readonly string[];
  readonly rows: Record<'unit' | 'time' | 'rul' | 'remaining', number[]>;
  readonly lives: readonly number[];
}

test('calibration.json has the whole lives of the units held out, and how long the others lived', () => {
  const { units, rows: column, lives } = JSON.parse(read(run, 'calibration.json')) as Calibration;
  expect([units.length, lives.length]).toEqual([10, 10]);
  const heldOut = new Set(units);
  const lifeOf = new Map<string, number>();
  for (const line of read(fleet, 'train_FD001.txt').split('\n')) {
    const [unit, cycle] = line.trim().split(/\s+/);
    if (unit) lifeOf.set(unit, Number(cycle));
  }
  expect([...lives].sort()).toEqual(
    [...lifeOf]
      .filter(([name]) => !heldOut.has(name))
      .map(([, life]) => life)
      .sort(),
  );
  for (const [i, unit] of column.unit.entries()) {
    expect(column.time[i]! + column.remaining[i]!).toBe(lifeOf.get(units[unit]!));
  }
  // From the first full window of ten rows to the last row.
  expect(column.time.length).toBe(units.reduce((sum, name) => sum + lifeOf.get(name)! - 9, 0));
});

/** The widths by range, by sorting: with equally many rows a unit none of the weights matters, so the rows are made so. */
test('predictions have the ends that the errors of the units held out allow', async () => {
  const copy = join(folder, 'by hand');
  cpSync(run, copy, { recursive: true });
  const calibration = JSON.parse(read(run, 'calibration.json')) as Calibration;
  // One row a unit, all in one range, with the errors 1 … 10: eleven tenths of 0.9 of ten are all of them, so ± 10.
  const { units } = calibration;
  const each = units.map((_, i) => i);
  const made = { unit: each, time: each, rul: each.map(() => 60), remaining: each.map((i) => 61 + i) };
  writeFileSync(join(copy, 'calibration.json'), JSON.stringify({ ...calibration, rows: made }));
  const json = async (...flags: string[]) => {
    const { code, stdout, stderr } = await amnlHere(['predict', copy, '--input', rows, '--last', '--json', ...flags]);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as { rul: number; rul_low: number; rul_high: number | null }[];
  };
  for (const [half, flags] of [
    [10, []],
    [6, ['--coverage', '0.5']], // 11 · 0.5 = 5.5: the sixth
  ] as const) {
    for (const { rul, rul_low: low, rul_high: high } of await json(...flags)) {
      expect(low).toBeCloseTo(Math.max(0, Math.min(rul, 125) - half), 2);
      if (rul + half >= 125) expect(high).toBeNull();
      else expect(high).toBeCloseTo(rul + half, 2);
    }
  }
  const { stdout } = await amnlHere(['predict', copy, '--input', rows, '--last']);
  const [header, first] = stdout.split('\n').map((line) => line.split(','));
  expect(header!.slice(0, 6)).toEqual(['unit', 'cycle', 'rul', 'rul_low', 'rul_high', 'health']);
  expect(first![4]).toMatch(/^(\d+\.\d{3}|inf)$/);
});

test('evaluate takes the coverage that is asked for, and calibrate makes the file again', async () => {
  const copy = join(folder, 'again');
  cpSync(run, copy, { recursive: true });
  rmSync(join(copy, 'calibration.json'));
  const without = await amnlHere(['evaluate', copy, '--json']);
  expect(JSON.parse(without.stdout)).not.toHaveProperty('intervals');
  const asked = await amnlHere(['evaluate', copy, '--coverage', '0.8']);
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringMatching(/calibrate.*CLI_NO_CALIBRATION/) });

  const { code, stdout, stderr } = await amnlHere(['calibrate', copy]);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^predicted RUL up to 15: the true one is within ± [\d.]+ cycles in 90 % of cases/);
  expect(JSON.parse(read(copy, 'calibration.json'))).toEqual(JSON.parse(read(run, 'calibration.json')));
  const narrow = JSON.parse((await amnlHere(['evaluate', copy, '--json', '--coverage', '0.5'])).stdout).intervals;
  const wide = JSON.parse((await amnlHere(['evaluate', copy, '--json'])).stdout).intervals;
  expect([narrow.coverage, wide.coverage]).toEqual([0.5, 0.9]);
  expect(narrow.lastCycle.width).toBeLessThan(wide.lastCycle.width);
  expect(wide).toEqual(JSON.parse(read(run, 'metrics.json')).intervals);
});

test('what allows no interval says why, and what to do', async () => {
  const predict = (path: string, ...flags: string[]) =>
    amnlHere(['predict', path, '--input', rows, '--last', ...flags]);
  for (const share of ['0', '1', '90', '-1', 'wide', ' ']) {
    const { code, stdout, stderr } = await predict(run, '--coverage', share);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/--coverage is '.*'.*e\.g\. 0\.9.*CLI_USAGE/);
  }
  const tooMuch = await predict(run, '--coverage', '0.95');
  expect(tooMuch).toMatchObject({ code: 2, stdout: '' });
  expect(tooMuch.stderr).toMatch(/10 units .* 0\.95: at least 19 .* at most 0\.9.*CF_TOO_FEW_UNITS/);

  const benchmark = join(folder, 'benchmark');
  await train('--selection', 'test', '--out', benchmark);
  const none = await predict(benchmark);
  expect(none.code, none.stderr).toBe(0);
  expect(none.stdout).not.toContain('rul_low');
  const asked = await predict(benchmark, '--coverage', '0.9');
  expect(asked.stderr).toMatch(/held no units out.*--selection test.*CLI_NO_CALIBRATION/);
  expect((await amnlHere(['calibrate', benchmark])).stderr).toContain('CLI_NO_CALIBRATION');

  const few = join(folder, 'few');
  const trained = await train('--out', few); // four units
  expect(trained.stderr).toMatch(/note: intervals are of 80 %, as 4 units .* allow no more\. .*holdoutFraction/);
  expect(JSON.parse(read(few, 'metrics.json'))).toHaveProperty('intervals.coverage', 0.8);
  const narrower = await predict(few);
  expect(narrower.stdout).toContain('rul_low');
  expect(narrower.stderr).toContain('note: intervals are of 80 %');
  expect((await predict(few, '--coverage', '0.8')).stdout).toBe(narrower.stdout);
  expect((await predict(few, '--coverage', '0.9')).stderr).toMatch(/4 units .* 0\.9: at least 9.*CF_TOO_FEW_UNITS/);

  const two = join(folder, 'two');
  const hardly = await train('--set', 'holdoutFraction=0.1', '--out', two);
  expect(hardly.stderr).toMatch(/note: predictions have no intervals: 2 units held out/);
  expect((await predict(two)).stdout).not.toContain('rul_low');
});

test('calibration.json of other weights is not used: of another run, or of those before training went on', async () => {
  const [copy, other] = [join(folder, 'other weights'), join(folder, 'other')];
  cpSync(run, copy, { recursive: true });
  await train('--set', 'holdoutFraction=0.5', '--seed', '7', '--out', other);
  cpSync(join(other, 'calibration.json'), join(copy, 'calibration.json'));
  const { stdout, stderr } = await amnlHere(['predict', copy, '--input', rows, '--last']);
  expect(stderr).toMatch(/calibration\.json is of other weights/);
  expect(stdout.split('\n')[0]).not.toContain('rul_low');
  for (const flags of [
    ['--coverage', '0.8'],
    ['--cost-early', '1', '--cost-failure', '10'],
  ]) {
    const refused = await amnlHere(['predict', copy, '--input', rows, '--last', ...flags]);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('CLI_NO_CALIBRATION') });
  }
  expect((await amnlHere(['calibrate', copy])).code).toBe(0);
  expect(read(copy, 'calibration.json')).toBe(read(run, 'calibration.json'));
});

test('a damaged calibration.json is refused, and stops no other run', async () => {
  const copy = join(folder, 'damaged');
  cpSync(run, copy, { recursive: true });
  const whole = JSON.parse(read(run, 'calibration.json')) as Calibration;
  const { rows: column, ...rest } = whole;
  for (const [damage, why] of [
    ['{', 'is not JSON'],
    [JSON.stringify({ ...whole, version: 2 }), 'version'],
    [JSON.stringify({ ...rest, rows: { ...column, rul: column.rul.slice(1) } }), 'columns of different lengths'],
    [JSON.stringify({ ...rest, rows: { unit: [], time: [], rul: [], remaining: [] } }), 'has no rows'],
    [JSON.stringify({ ...rest, units: ['1'], rows: column }), 'a unit that it does not name'],
    [JSON.stringify({ ...rest, rows: { ...column, rul: column.rul.map(() => null) } }), 'rows.rul.0'],
  ] as const) {
    writeFileSync(join(copy, 'calibration.json'), damage);
    const { code, stdout, stderr } = await amnlHere(['predict', copy, '--input', rows]);
    expect({ code, stdout }, why).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(why);
    expect(stderr).toMatch(/calibration\.json .*calibrate.*CLI_RUN_INVALID/);
  }
});
