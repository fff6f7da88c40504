import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { amnl, TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
afterAll(remove);

const LIVES = [60, 75, 90, 66, 81, 72, 58, 69];
const table = join(folder, 'pumps.csv');
const rows = LIVES.flatMap((life, pump) => {
  const shown = pump < 6 ? life : life - 20; // the last two still run
  return Array.from({ length: shown }, (_, hour) => {
    const worn = Math.exp((hour - life) / 20);
    const end = pump < 6 && hour === shown - 1 ? 1 : 0;
    return `"P-${pump + 1}, north",${hour},${1500 + (hour % 7)},${(60 + 20 * worn).toFixed(3)},${end}`;
  });
});
writeFileSync(table, `pump,hour,speed,temperature,failed\n${rows.reverse().join('\n')}\n`);

const FLAGS = ['--unit', 'pump', '--time', 'hour', '--time-unit', 'hours', '--failed', 'failed'];
const out = join(folder, 'run');
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

test('a table is described, and trains by what was written', async () => {
  const dataset = join(folder, 'dataset.json');
  const { code, stdout, stderr } = await amnl(['data', 'describe', table, '--out', dataset]);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/pump +unit/);
  expect(stdout).toMatch(/failed +failed/);
  expect(stdout).toMatch(/speed +from 1500 to 1506, 0 missing/);
  expect(stdout).not.toMatch(/\d\.\d{8}/); // digits that a float32 does not have
  expect(json(dataset)).toMatchObject({ format: 'amnl-dataset', unit: 'pump', failed: 'failed', files: [table] });
  const again = await amnl(['data', 'describe', table, '--out', dataset]);
  expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('exists already') });
  const trained = await amnl(['train', '--data', dataset, ...TINY, '--out', join(folder, 'described')]);
  expect(trained.code, trained.stderr).toBe(0);
});

test('what flags say of a table goes before guesses, and into its description', async () => {
  const tabs = join(folder, 'tabs.tsv');
  const text = readFileSync(table, 'utf8').replaceAll(',', '\t').replace('speed', 'Drehzahl/\u00dc');
  writeFileSync(tabs, Buffer.from(text, 'latin1'));
  const describe = (out: string, ...more: string[]) =>
    amnl(['data', 'describe', tabs, '--out', join(folder, out), '--encoding', 'windows-1252', ...more]);
  const flags = ['--separator', 'tab', '--unit', 'pump', '--time', 'hour', '--failed', 'all'];
  expect(await describe('said.json', ...flags)).toMatchObject({ code: 0 });
  expect(json(join(folder, 'said.json'))).toMatchObject({
    unit: 'pump',
    time: { column: 'hour' },
    failed: true,
    channels: expect.arrayContaining(['Drehzahl/\u00dc']),
    encoding: 'windows-1252',
    separator: '\t',
  });
  const bar = await describe('no.json', '--separator', '|');
  expect(bar).toMatchObject({ code: 2, stderr: expect.stringContaining("--separator is '|'. Give ',', ';' or tab") });
  const near = await describe('no.json', '--failed', 'faild');
  expect(near).toMatchObject({ code: 2, stderr: expect.stringMatching(/Did you mean 'failed'\?.*DF_COLUMN_UNKNOWN/) });
  expect(existsSync(join(folder, 'no.json'))).toBe(false);
});

test('test units that are kept apart are said to be untouched, held-out ones to be optimistic', async () => {
  const withTest = join(folder, 'with-test.json');
  const description = json(join(folder, 'dataset.json'));
  writeFileSync(withTest, JSON.stringify({ ...description, test: [table] }));
  const plan = (dataset: string) =>
    amnl(['train', '--dry-run', '--data', dataset, '--selection', 'holdout', ...TINY, '--out', join(folder, 'none')]);
  const kept = await plan(withTest);
  expect(kept.code, kept.stderr).toBe(0);
  expect(kept.stderr).toMatch(/ 8 test units.*test units untouched until the end/s);
  const held = await plan(join(folder, 'dataset.json'));
  expect(held.stderr).toMatch(/ 1 held-out unit\n.*the figures are of these, and optimistic/s);
});

test('a table trains, resumes, is evaluated and predicted, and bears no name of NASA', async () => {
  const trained = await amnl(['train', '--data', table, ...FLAGS, ...TINY, '--out', out]);
  expect(trained.code, trained.stderr).toBe(0);
  expect(trained.stderr).toContain('AMNL on pumps');
  expect(trained.stderr).not.toMatch(/FD00|NASA|nasa_score/);
  const { config, data } = json(join(out, 'config.json'));
  expect(config).toMatchObject({ dataset: 'pumps', selection: 'holdout', data: [table] });
  expect(data).toMatchObject({ name: 'pumps', timeUnit: 'hours', official: false, source: 'table' });
  expect(readFileSync(join(out, 'report.html'), 'utf8')).not.toMatch(/FD00\d/);
  expect(readFileSync(join(out, 'predictions.csv'), 'utf8')).toContain('"P-');

  const resumed = await amnl(['train', '--resume', out, '--epochs', '2']);
  expect(resumed.code, resumed.stderr).toBe(0);
  const evaluated = await amnl(['evaluate', out, '--json']);
  expect(evaluated.code, evaluated.stderr).toBe(0);
  expect(evaluated.stderr).not.toContain('have changed');
  expect(JSON.parse(evaluated.stdout).RMSE_last_cycle).toBe(json(join(out, 'metrics.json')).RMSE_last_cycle);

  const predicted = await amnl(['predict', out, '--data', table, '--sort', 'urgency']);
  expect(predicted.code, predicted.stderr).toBe(0);
  const [header, ...lines] = predicted.stdout.trimEnd().split('\n');
  expect(header).toMatch(/^unit,time,rul,/);
  // What has failed is not urgent; without --sort each machine has its line.
  expect(lines.map((line) => /P-\d/.exec(line)?.[0]).sort()).toEqual(['P-7', 'P-8']);
  expect(predicted.stderr).toContain('left out of the list: 6 of 8 units, which failed');
  const last = await amnl(['predict', out, '--data', table, '--last']);
  expect(last.stdout.trimEnd().split('\n')).toHaveLength(1 + LIVES.length);
});

test('rows to predict for are read as those of training, also if their description is gone', async () => {
  const described = json(join(folder, 'dataset.json'));
  const description = { ...described, resample: 10, missing: 'error', name: 'north', rulCap: 45 };
  const dataset = join(folder, 'resampled.json');
  writeFileSync(dataset, JSON.stringify(description));
  const run = join(folder, 'resampled');
  const trained = await amnl(['train', '--data', dataset, ...TINY, '--out', run]);
  expect(trained.code, trained.stderr).toBe(0);
  const rows = async () => {
    const { code, stdout, stderr } = await amnl(['predict', run, '--data', table]);
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('have changed'); // as the run's name and cap are the description's
    return { count: stdout.trimEnd().split('\n').length - 1, stderr };
  };
  const shown = LIVES.map((life, pump) => (pump < 6 ? life : life - 20));
  const steps = shown.map((count) => Math.ceil(count / 10)); // counted back from the last row
  expect((await rows()).count).toBe(steps.reduce((a, b) => a + b));
  rmSync(dataset);
  expect((await rows()).count).toBe(steps.reduce((a, b) => a + b)); // the run knows it itself
  for (const args of [
    ['evaluate', run],
    ['train', '--resume', run, '--epochs', '2'],
  ]) {
    const { code, stderr } = await amnl(args);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/resampled\.json is missing.*--data FILES.*CLI_DATA_GONE/),
    });
  }
});

test('a dataset.json under another name; its run knows its own scaler, and its data in another place', async () => {
  const named = join(folder, 'named');
  const trained = await amnl([
    'train',
    '--data',
    join(folder, 'dataset.json'),
    '--dataset',
    'mine',
    ...TINY,
    '--out',
    named,
  ]);
  expect(trained.code, trained.stderr).toBe(0);
  expect(trained.stderr).toMatch(/AMNL on mine,.* predict \S+ --data FILE/s);

  const moved = join(folder, 'moved');
  mkdirSync(moved);
  for (const name of ['pumps.csv', 'dataset.json']) cpSync(join(folder, name), join(moved, name));
  const description = join(moved, 'dataset.json');
  writeFileSync(description, readFileSync(description, 'utf8').replace(JSON.stringify(table), '"pumps.csv"'));
  const resumed = await amnl(['train', '--resume', named, '--data', description, '--epochs', '2']);
  expect(resumed.code, resumed.stderr).toBe(0);
  for (const place of [[], ['--data', join(folder, 'dataset.json')]]) {
    const evaluated = await amnl(['evaluate', named, ...place]);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    expect(evaluated.stderr).toContain('(mine, best');
    expect(evaluated.stderr).not.toMatch(/these data are not|have changed/);
  }

  const path = join(named, 'scaler.json');
  const scaler = json(path);
  writeFileSync(path, JSON.stringify({ ...scaler, fittedOn: { ...scaler.fittedOn, checksum: 'of others' } }));
  const foreign = await amnl(['predict', named, '--data', table]);
  expect(foreign).toMatchObject({ code: 2, stderr: expect.stringContaining('fitted on other data of mine') });
});

test('evaluated are the units that were held out, also where the table or its description has changed', async () => {
  const dataset = join(folder, 'weekly.json');
  const week = join(folder, 'weekly.csv');
  const header = 'pump,hour,speed,temperature,failed\n';
  const write = (rows: readonly string[], change: object = {}) => {
    writeFileSync(week, header + rows.join('\n'));
    const description = { ...json(join(folder, 'dataset.json')), files: [week], failed: 'failed', ...change };
    writeFileSync(dataset, JSON.stringify(description));
  };
  write(rows);
  const run = join(folder, 'weekly');
  const args = ['train', '--data', dataset, ...TINY, '--set', 'holdoutFraction=0.4', '--out', run];
  const trained = await amnlHere(args);
  expect(trained.code, trained.stderr).toBe(0);
  const held: string[] = json(join(run, 'config.json')).data.heldOutUnits;
  const csv = readFileSync(join(run, 'predictions.csv'), 'utf8');
  expect([...new Set(csv.match(/P-\d/g))]).toEqual(held.map((name) => name.slice(0, 3)));
  expect(held).toHaveLength(3); // of six that failed two, of two that run one
  const evaluate = async () => {
    const { code, stdout, stderr } = await amnlHere(['evaluate', run, '--json']);
    return { code, stderr, ...(code === 0 && JSON.parse(stdout)) };
  };
  const before = await evaluate();
  expect(before.RMSE_last_cycle).toBe(json(join(run, 'metrics.json')).RMSE_last_cycle);
  // New machines, by whose number another hold-out would be drawn.
  const more = rows.flatMap((row) => [8, 9].map((n) => row.replace(/P-\d/, (name) => `Q-${n}${name.slice(2)}`)));
  write([...rows, ...more]);
  const next = await evaluate();
  expect(next.stderr).toContain('these data are not those');
  expect(next.stderr).toContain('on 3 held-out units');
  expect(next.RMSE_last_cycle).toBe(before.RMSE_last_cycle);
  write(rows, { failed: true });
  expect((await evaluate()).stderr).toContain('on 3 held-out units');
  const isOf = (name: string) => (row: string) => row.startsWith(`"${name}"`);
  const gone = held[0]!;
  write(rows.filter((row) => !isOf(gone)(row)));
  const fewer = await evaluate();
  expect(fewer.stderr).toContain(`1 of the 3 pumps held out are not in these data: ${gone}`);
  write(more);
  expect(await evaluate()).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/none of the 3 pumps that .* held out is in these data.*CLI_RUN_MISMATCH/s),
  });
});

test.each([
  [['evaluate', out, '--data-dir', folder], '--data FILES'],
  [['predict', out, '--input', table], '--data FILE'],
  [['predict', out, '--data', join(folder, 'dataset.json')], 'Give a CSV'],
])('%j is not of this run: %s', async (args, part) => {
  const { code, stderr } = await amnl(args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(new RegExp(`${part}.*CLI_USAGE`)) });
});

test.each([
  [['--data', table], '--unit'],
  [['--data', table, '--unit', 'pmup', '--time', 'hour'], "no column 'pmup'"],
  [['--data', table, ...FLAGS, '--set', 'simulate=true'], 'simulate'],
  [['--unit', 'pump'], '--data FILES'],
])('train %j is refused in one line: %s', async (flags, part) => {
  const { code, stdout, stderr } = await amnl(['train', ...flags, ...TINY, '--out', join(folder, 'none')]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trim().split('\n').at(-1)).toContain(part);
});
