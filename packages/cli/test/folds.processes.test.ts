import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amnl, type Finished, TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';
import { traces } from './survival/survive.js';

const { path: folder, remove } = temporaryFolder();
afterAll(remove);

/** Eight pumps that failed, four that still run. */
const LIVES = [60, 75, 90, 66, 81, 72, 58, 69, 64, 77, 83, 62];
const FAILED = 8;
const table = join(folder, 'pumps.csv');
const rows = LIVES.flatMap((life, pump) => {
  const shown = pump < FAILED ? life : life - 20;
  return Array.from({ length: shown }, (_, hour) => {
    const worn = Math.exp((hour - life) / 20);
    const end = pump < FAILED && hour === shown - 1 ? 1 : 0;
    const valve = pump === 2 && hour > 30 ? 1 : 0; // never opened but once
    return `P-${pump + 1},${hour},${1500 + (hour % 7)},${(60 + 20 * worn).toFixed(3)},${valve},${end}`;
  });
});
writeFileSync(table, `pump,hour,speed,temperature,valve,failed\n${rows.join('\n')}\n`);
const DATA = ['--data', table, '--unit', 'pump', '--time', 'hour', '--time-unit', 'hours', '--failed', 'failed'];

const json = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8'));
const csv = (...path: string[]) => {
  const [header, ...lines] = readFileSync(join(...path), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(cells.map((cell, i) => [header![i]!, cell]))) as Record<
    string,
    string
  >[];
};
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sd = (values: number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));
const refused = (code: string, ...parts: string[]) => ({
  code: 2,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`${parts.join('.*')}.*\\(${code}\\)\\n$`, 's')),
});

describe('amnl train --folds on data without test units', () => {
  const out = join(folder, 'cross validation');
  let trained: Finished;
  beforeAll(async () => {
    trained = await amnl(['train', ...DATA, ...TINY, '--epochs', '2', '--folds', '3', '--out', out, '--json']);
    expect(trained.code, trained.stderr).toBe(0);
  });

  test('leaves a whole run for each fold, and nothing half-written', () => {
    expect(readdirSync(out).sort()).toEqual([
      'comparison.html',
      'fold-1',
      'fold-2',
      'fold-3',
      'folds.json',
      'predictions.csv',
    ]);
    for (const fold of [1, 2, 3]) {
      expect(readdirSync(join(out, `fold-${fold}`))).toContain('report.html');
      expect(json(out, `fold-${fold}`, 'config.json').config).toMatchObject({ folds: 3, fold, selection: 'holdout' });
    }
    const { config } = json(out, 'folds.json');
    expect(config).toMatchObject({ folds: 3, selection: 'holdout' });
    expect(config).not.toHaveProperty('fold');
  });

  test('holds out every unit once, those that failed and those that still run alike', () => {
    const all = csv(out, 'predictions.csv');
    const foldOf = new Map<string, Set<string>>();
    for (const { unit, fold } of all) foldOf.set(unit!, (foldOf.get(unit!) ?? new Set()).add(fold!));
    expect([...foldOf.keys()].sort()).toEqual(LIVES.map((_, i) => `P-${i + 1}`).sort());
    for (const [unit, folds] of foldOf) expect(folds.size, unit).toBe(1);
    const last = all.filter((row) => row['last'] === '1');
    const count = (fold: number, running: string) =>
      last.filter((row) => row['fold'] === String(fold) && row['censored'] === running).length;
    expect([1, 2, 3].map((fold) => [count(fold, '0'), count(fold, '1')])).toEqual([
      [3, 2],
      [3, 1],
      [2, 1],
    ]);
    for (const fold of [1, 2, 3]) {
      const own = csv(out, `fold-${fold}`, 'predictions.csv');
      expect(all.filter((row) => row['fold'] === String(fold)).map(({ fold: _, ...row }) => row)).toEqual(own);
    }
  });

  test('mean and deviation are those of metrics.json, pooled figures those of predictions.csv', () => {
    const { results, held_out: heldOut, test: tested } = json(out, 'folds.json');
    expect(tested).toBeUndefined();
    for (const name of ['RMSE_last_cycle', 'RMSE_all_cycles', 'health_accuracy']) {
      const values = [1, 2, 3].map((fold) => json(out, `fold-${fold}`, 'metrics.json')[name] as number);
      expect(results.map((one: { held_out: Record<string, number> }) => one.held_out[name])).toEqual(values);
      expect(heldOut[name]).toMatchObject({ folds: 3 });
      expect(heldOut[name].mean).toBeCloseTo(mean(values), 10);
      expect(heldOut[name].sd).toBeCloseTo(sd(values), 10);
    }
    const cap = json(out, 'folds.json').config.rulCap as number;
    const known = csv(out, 'predictions.csv').filter((row) => row['censored'] === '0');
    const rmse = (some: typeof known) =>
      Math.sqrt(mean(some.map((row) => (Number(row['rul']) - Math.min(Number(row['true_rul']), cap)) ** 2)));
    expect(heldOut['RMSE_all_cycles'].pooled).toBeCloseTo(rmse(known), 3); // the file has three decimals
    expect(heldOut['RMSE_last_cycle'].pooled).toBeCloseTo(rmse(known.filter((row) => row['last'] === '1')), 5);
    expect(heldOut['units_censored'].pooled).toBe(LIVES.length - FAILED);
    expect(heldOut['concordance_last_cycle'].pooled).toBeCloseTo(
      concordance(
        csv(out, 'predictions.csv').filter((row) => row['last'] === '1'),
        cap,
      ),
      10,
    );
  });

  test('a channel that only varies in the units held out is not shown to the network, which could not learn from it', () => {
    const holder = csv(out, 'predictions.csv').find(({ unit }) => unit === 'P-3')!['fold'];
    for (const fold of ['1', '2', '3']) {
      const { channels, inputs } = json(out, `fold-${fold}`, 'scaler.json');
      expect(channels).toEqual(['speed', 'temperature', 'valve']);
      expect(inputs).toEqual(fold === holder ? ['speed', 'temperature'] : channels);
    }
    expect(
      trained.stderr.match(/constant in the units trained on, so not shown to the network: valve\n/g),
    ).toHaveLength(1);
  });

  test('says which fold it is at, and ends with a table', () => {
    expect(trained.stderr).toContain('AMNL on pumps, preset default, seed 42, fold 1 of 3');
    expect(trained.stderr).toMatch(
      /\nFold 2 of 3: 8 training units \(3 still run, .*\), 4 held-out units \(1 still runs\)\n/,
    );
    const { held_out: heldOut } = json(out, 'folds.json');
    const { mean: middle, sd: spread, pooled } = heldOut['RMSE_last_cycle'];
    const table = trained.stderr.slice(trained.stderr.indexOf('Every unit held out once'));
    expect(table).toMatch(/ fold +failed +running +RMSE last +RMSE all +concordance\n/);
    expect(table).toContain(`${middle.toFixed(2)} ± ${spread.toFixed(2)}`);
    expect(table).toMatch(new RegExp(` pooled +8 +4 +${pooled.toFixed(2)} `));
    expect(table).not.toMatch(/NASA/);
    expect(JSON.parse(trained.stdout)).toEqual(json(out, 'folds.json'));
  });

  test('the page compares the runs, and is made again by amnl report', async () => {
    const page = join(out, 'comparison.html');
    const before = readFileSync(page, 'utf8');
    expect(before).toContain('Comparison of 3 runs');
    const titles = [...before.matchAll(/"title":"(pumps · [^"]*)"/g)].map(([, title]) => title);
    const end = (fold: number) => expect.stringMatching(new RegExp(`· folds 3 · .*· fold ${fold} · seed 42$`));
    expect(titles).toEqual([end(1), end(2), end(3)]);
    expect(titles.join()).not.toContain('selection');
    writeFileSync(page, '');
    const { code, stderr } = await amnl(['report', out]);
    expect(code, stderr).toBe(0);
    expect(readFileSync(page, 'utf8')).toBe(before);
  });

  test('the config.json of a fold repeats its run, bit for bit', async () => {
    const alone = join(folder, 'alone');
    const { code, stderr } = await amnl(['train', '--config', join(out, 'fold-2', 'config.json'), '--out', alone]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /rule +best epoch selected on fold 2 of 3 of the training units, held out; without test units/,
    );
    expect(traces(alone)).toEqual(traces(join(out, 'fold-2')));
  });

  test('the run of a fold is evaluated and predicts like any other', async () => {
    const evaluated = await amnl(['evaluate', join(out, 'fold-3'), '--json']);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    expect(JSON.parse(evaluated.stdout).RMSE_last_cycle).toBe(json(out, 'fold-3', 'metrics.json').RMSE_last_cycle);
    const predicted = await amnl(['predict', join(out, 'fold-1'), '--data', table, '--last']);
    for (const { stderr } of [evaluated, predicted]) expect(stderr).not.toContain('have changed');
    expect(predicted.stdout.trimEnd().split('\n')).toHaveLength(1 + LIVES.length);
  });

  test('a second time all folds are done: the same result, and nothing changes', async () => {
    const files = () => ['folds.json', 'predictions.csv'].map((name) => readFileSync(join(out, name), 'utf8'));
    const before = files();
    const again = await amnl(['train', '--resume', out, '--json']);
    expect(again).toMatchObject({ code: 0, stdout: trained.stdout, stderr: expect.stringContaining('3 folds in') });
    expect(again.stderr).toContain('Every unit held out once');
    expect(files()).toEqual(before);
  });

  test.each([
    ['another number of folds', () => ['train', '--resume', out, '--folds', '4'], 'folds: 3 → 4.*CLI_RESUME_CHANGED'],
    ['one of the folds', () => ['train', '--resume', out, '--set', 'fold=1'], 'fold: not set → 1.*CLI_RESUME_CHANGED'],
    [
      'another fold of a run',
      () => ['train', '--resume', join(out, 'fold-1'), '--set', 'fold=2', '--allow-config-change'],
      'fold: 1 → 2.*CLI_RESUME_CHANGED',
    ],
    ['other settings', () => ['train', '--resume', out, '--seed', '7'], 'seed: 42 → 7.*CLI_RESUME_CHANGED'],
    [
      'a change that is allowed',
      () => ['train', '--resume', out, '--allow-config-change'],
      'cannot be compared.*CLI_USAGE',
    ],
    ['evaluate', () => ['evaluate', out], 'has one for each fold. Give one of them.*fold-1.*CLI_RUN_INVALID'],
    ['the same folder', () => ['train', '--folds', '3', '--out', out], 'contains a run.*CLI_RUN_EXISTS'],
  ])('the folder with all folds and %s: refused', async (_, args, part) => {
    expect(await amnlHere(args())).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(part) });
  });
});

describe('folds of a dataset.json that has changed since are not resumed: they could not be pooled.', () => {
  const dataset = join(folder, 'dataset.json');
  const description = {
    format: 'amnl-dataset',
    version: 1,
    files: [table],
    unit: 'pump',
    time: { column: 'hour', unit: 'hours' },
    failed: 'failed',
  };
  const out = join(folder, 'changed');
  const write = (change: object) => writeFileSync(dataset, JSON.stringify({ ...description, ...change }));
  beforeAll(async () => {
    write({});
    const { code, stderr } = await amnl(['train', '--data', dataset, ...TINY, '--folds', '3', '--out', out]);
    expect(code, stderr).toBe(0);
    rmSync(join(out, 'fold-2'), { recursive: true }); // as if it had not begun
  });

  test.each([
    [{ time: { column: 'hour', unit: 'days' } }, 'timeUnit: "hours" → "days"'],
    [{ resample: 2 }, 'resample: not set → 2'],
    [{ failed: true }, 'failed: "failed" → "every unit failed'],
    [{ channels: ['speed', 'temperature'] }, 'channels: .*valve.* → .*temperature'],
    [{ inputs: ['temperature'] }, 'inputs: .*speed.* → .*temperature'],
    [{ minStd: 0.5 }, 'minStd: not set → 0.5'],
    [{ healthBorders: { degrading: 30, critical: 9 } }, 'healthBorders: .*30'],
    [{ cut: { remaining: [5, 20] } }, 'cut: not set → .*5.*20'],
  ])('%j', async (change, said) => {
    write(change);
    const before = readFileSync(join(out, 'folds.json'), 'utf8');
    expect(await amnlHere(['train', '--resume', out])).toEqual(refused('CLI_RESUME_CHANGED', said));
    expect(existsSync(join(out, 'fold-2'))).toBe(false);
    expect(readFileSync(join(out, 'folds.json'), 'utf8')).toBe(before);
  });

  test('one run with a change that is allowed: it is listed', async () => {
    write({ minStd: 0.5 });
    const args = ['train', '--resume', join(out, 'fold-1'), '--epochs', '2', '--dry-run', '--allow-config-change'];
    const { code, stderr } = await amnlHere(args);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Resuming with changes.*\n {2}minStd: not set → 0\.5\n/s);
  });

  test('what training sees nothing of may change: resumed', async () => {
    write({ noun: 'pump', missing: { fill: 'forward', limit: 3 } });
    const { code, stderr } = await amnl(['train', '--resume', out]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Every unit held out once');
  });
});

test('with test units, folds are of the training units, and every run is also tested', async () => {
  const fleet = join(folder, 'fleet');
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
  const out = join(folder, 'with test units');
  const once = ['--set', 'holdoutCuts=1']; // as often as the file has each unit
  const args = ['train', '--data-dir', fleet, ...TINY, ...once, '--folds', '2', '--out', out, '--json'];
  const { code, stdout, stderr } = await amnl(args);
  expect(code, stderr).toBe(0);
  const { results, test: tested, selection } = JSON.parse(stdout);
  expect(selection).toMatch(/each of 2 folds .*; their figures are optimistic, test units untouched until the end/);
  expect(stderr).toMatch(/ test units +\d+\.\d\d ± /);
  const heldOut = [1, 2].map((fold) => csv(out, `fold-${fold}`, 'holdout.csv'));
  const units = heldOut.flatMap((rows) => [...new Set(rows.map(({ unit }) => unit))]);
  expect(units.map(Number).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  for (const [i, rows] of heldOut.entries()) {
    const metrics = json(out, `fold-${i + 1}`, 'metrics.json');
    expect(results[i]).toMatchObject({ held_out: metrics.holdout, held_out_units: 3, held_out_running_units: 0 });
    expect(results[i].test.RMSE_last_cycle).toBe(metrics.RMSE_last_cycle);
    const last = rows.filter((row) => row['last'] === '1');
    const squares = last.map((row) => (Number(row['rul']) - Math.min(Number(row['true_rul']), 125)) ** 2);
    expect(metrics.holdout.RMSE_last_cycle).toBeCloseTo(Math.sqrt(mean(squares)), 3); // the file has three decimals
    // What the best epoch was selected on are the same windows.
    expect(metrics.holdout.RMSE_last_cycle).toBeCloseTo(metrics.selected_RMSE_last_cycle, 4);
    expect(csv(out, `fold-${i + 1}`, 'predictions.csv').map(({ unit }) => unit)).toContain('6');
  }
  const values = results.map((one: { test: Record<string, number> }) => one.test['RMSE_last_cycle']!) as number[];
  expect(tested['RMSE_last_cycle'].mean).toBeCloseTo(mean(values), 10);
  expect(csv(out, 'predictions.csv')).toHaveLength(heldOut[0]!.length + heldOut[1]!.length);
  const evaluated = await amnl(['evaluate', join(out, 'fold-2')]);
  expect(evaluated).toMatchObject({ code: 0, stderr: expect.not.stringContaining('have changed') });
});

describe('refused before anything is written:', () => {
  const train = (...more: string[]) => ['train', ...DATA, ...TINY, '--out', join(folder, 'none'), ...more];
  test.each([
    ['one fold', train('--folds', '1'), 'CLI_CONFIG_INVALID', ["'folds'.*is 1: expected a whole number ≥ 2"]],
    ['half a fold', train('--folds', '2.5'), 'CLI_CONFIG_INVALID', ["'folds'.*is 2.5"]],
    ['no number', train('--folds', 'five'), 'CLI_CONFIG_INVALID', ["'folds'.*five"]],
    [
      'more folds than failures',
      train('--folds', '9'),
      'DF_TOO_FEW_UNITS',
      ['8 units with a known life', '4 still run', 'fewer folds'],
    ],
    ['selection test', train('--folds', '3', '--selection', 'test'), 'CLI_CONFIG_INVALID', ['folds = 3', 'Omit it']],
    ['a fold of nothing', train('--set', 'fold=2'), 'CLI_CONFIG_INVALID', ["'fold'", '--folds 5']],
    ['fold 4 of 3', train('--folds', '3', '--set', 'fold=4'), 'CLI_CONFIG_INVALID', ['at most folds = 3']],
    ['a dry run of all', train('--folds', '3', '--dry-run'), 'CLI_USAGE', ['--dry-run', 'fold=1']],
    ['the live page of all', train('--folds', '3', '--watch'), 'CLI_USAGE', ['--watch', 'amnl watch']],
    [
      'a sweep over all',
      ['find-lr', ...DATA, '--set', 'folds=3', '--out', join(folder, 'none')],
      'CLI_CONFIG_INVALID',
      ['fold=1'],
    ],
  ])('%s', async (_, args, code, parts) => {
    expect(await amnlHere(args)).toEqual(refused(code, ...parts));
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('four failures, which no holdout can be made of', async () => {
    const few = join(folder, 'few.csv');
    const kept = rows.filter((row) => !/^P-[5-8],/.test(row));
    writeFileSync(few, `pump,hour,speed,temperature,valve,failed\n${kept.join('\n')}\n`);
    const args = train('--folds', '2').map((word) => (word === table ? few : word));
    expect(await amnlHere(args)).toEqual(
      refused('DF_TOO_FEW_UNITS', '4 units with a known life', 'At least 5 are needed'),
    );
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

test('a dry run and a sweep take one fold', async () => {
  const one = [...DATA, ...TINY.slice(2), '--set', 'folds=3', '--set', 'fold=2'];
  const plan = await amnl(['train', '--dry-run', '--json', ...one]);
  expect(plan.code, plan.stderr).toBe(0);
  expect(JSON.parse(plan.stdout).files).not.toContain('holdout.csv'); // there are no test units
  expect(JSON.parse(plan.stdout).data).toMatchObject({
    train_units: 8,
    selection_units: 4,
    selection_running_units: 1,
  });
  const sweep = await amnl(['find-lr', ...one, '--steps', '20', '--out', join(folder, 'sweep')]);
  expect(sweep.code, sweep.stderr).toBe(0);
});

/** Harrell's index by looking at every pair; the smaller life of a pair must be known. */
function concordance(last: Record<string, string>[], cap: number): number {
  const units = last.map((row) => {
    const life = Math.min(Number(row['true_rul']), cap);
    return { said: Number(row['rul']), life, censored: row['censored'] === '1' && life < cap };
  });
  let [pairs, right] = [0, 0];
  for (const a of units) {
    for (const b of units) {
      const first = !a.censored && (a.life < b.life || (a.life === b.life && b.censored));
      if (!first) continue;
      pairs++;
      right += a.said < b.said ? 1 : a.said === b.said ? 0.5 : 0;
    }
  }
  return right / pairs;
}
