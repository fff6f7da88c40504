import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const rows = join(fleet, 'test_FD001.txt');
const read = (path: string, name: string) => readFileSync(join(path, name), 'utf8');
const train = (...args: string[]) => amnlHere(['train', '--data-dir', fleet, ...TINY, ...args]);
afterAll(remove);

interface Calibration {
  readonly units: readonly string[];
  readonly rows: Record<'unit' | 'rul', number[]>;
  readonly lives: readonly number[];
}

test('a run that holds too few out is calibrated on folds that were trained like it', async () => {
  const [folds, whole] = [join(folder, 'folds'), join(folder, 'whole')];
  await amnlHere(['data', 'simulate', '--out', fleet, '--units', '20']);
  expect((await train('--folds', '4', '--out', folds)).code).toBe(0);
  expect((await train('--selection', 'test', '--out', whole)).code).toBe(0); // on all units, selected on the test units
  const { code, stderr } = await amnlHere(['calibrate', whole, '--folds', folds]);
  expect(code, stderr).toBe(0);
  const { units, rows: column, lives } = JSON.parse(read(whole, 'calibration.json')) as Calibration;
  expect([...units].sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 20 }, (_, i) => `${i + 1}`));
  for (const [fold, first] of [0, 5, 10, 15].entries()) {
    const part = JSON.parse(read(join(folds, `fold-${fold + 1}`), 'calibration.json')) as Calibration;
    expect(units.slice(first, first + 5)).toEqual(part.units);
    const of = (one: Calibration['rows'], unit: number) => one.rul.filter((_, i) => one.unit[i] === unit);
    expect(of(column, first + 2)).toEqual(of(part.rows, 2));
  }
  expect(lives).toEqual([]); // all are among the units
  const { stdout } = await amnlHere(['predict', whole, '--input', rows, '--last', '--coverage', '0.95']);
  expect(stdout).toContain('rul_low');

  const held = join(folder, 'held'); // one that holds out half of them is trained in the same way
  await train('--selection', 'holdout', '--set', 'holdoutFraction=0.5', '--out', held);
  const others = await amnlHere(['calibrate', held, '--folds', folds, '--json']);
  expect(others.code, others.stderr).toBe(0);
  const changed = join(folder, 'changed');
  await train('--set', 'dropout=0.3', '--out', changed);
  const refused = await amnlHere(['calibrate', changed, '--folds', folds]);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toMatch(/another setting 'dropout'.*CLI_RUN_MISMATCH/);
  rmSync(join(folds, 'fold-2', 'calibration.json'));
  expect((await amnlHere(['calibrate', whole, '--folds', folds])).stderr).toMatch(/fold-2.*CLI_NO_CALIBRATION/);
});
