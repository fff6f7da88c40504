import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonSchemas } from '../src/schemas/json-schemas.js';
import { plainEnvironment, TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'run');
const input = join(fleet, 'test_FD001.txt');
const drifted = join(folder, 'drifted.txt');
const drift = (...flags: string[]) => amnlHere(['drift', run, ...flags]);
const rowsOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n');

beforeAll(async () => {
  await amnlHere(['data', 'simulate', '--out', fleet, '--units', '30']);
  const { code, stderr } = await amnlHere(['train', '--data-dir', fleet, ...TINY, '--out', run]);
  expect(code, stderr).toBe(0);
  const { mean, std, inputs } = JSON.parse(readFileSync(join(run, 'scaler.json'), 'utf8'));
  expect(mean).toHaveLength(1);
  const sigma = std[0][inputs.indexOf('sensor_12')];
  const shifted = rowsOf(input).map((row) => {
    const cells = row.trim().split(/\s+/);
    cells[5 + 11] = String(Number(cells[5 + 11]) + sigma);
    return cells.join(' ');
  });
  writeFileSync(drifted, `${shifted.join('\n')}\n`);
});
afterAll(remove);

/** Serves one request in a process of its own, as it was built: its threads are JavaScript files. */
function serveOnce(file: string, text: string): Promise<unknown> {
  const code = `
    const { openServed } = await import(process.argv[2]);
    const [, , , run, driftFile, text] = process.argv;
    const one = await openServed(run, {}, { driftFile });
    const limits = { rows: 1e4, units: 100, reasons: 0 };
    const rows = { text: new TextEncoder().encode(text) };
    await one.predict({ rows, last: false, reasons: false, limits, signal: new AbortController().signal });
    await one.close();`;
  const built = new URL('../dist/commands/serve/served-run.js', import.meta.url).href;
  const program = join(folder, 'serve-once.mjs'); // flags of a text given to Node would hold for its threads
  writeFileSync(program, code);
  return promisify(execFile)(process.execPath, [program, built, run, file, text], {
    env: plainEnvironment(),
  });
}

describe('amnl drift', () => {
  test('a table in which nothing has drifted, and one in which a sensor has', async () => {
    const same = await drift('--input', input, '--strict');
    expect(same.code, same.stderr).toBe(0);
    expect(same.stdout).toMatch(new RegExp(`^${rowsOf(input).length} rows of 30 engines\n\nchannel +reading +PSI`));
    expect(same.stdout).not.toMatch(/moderate|large/);
    const { code, stdout, stderr } = await drift('--input', drifted);
    expect(code).toBe(0);
    expect(stdout.split('\n')[3]).toMatch(/^sensor_12 +large +\d+\.\d\d .*[▁-█ ]+$/);
    expect(stderr).toMatch(
      /DRIFT: sensor_12 \(reads \+(0\.9|1\.0|1\.1) σ against what the other channels say\) is unlike/,
    );
    expect(await drift('--input', drifted, '--strict')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('CLI_DRIFT'),
    });
  });

  test('--json is as its schema says', async () => {
    const { stdout } = await drift('--input', drifted, '--json');
    const found = JSON.parse(stdout);
    const ajv = new Ajv2020({ strict: false });
    expect(ajv.validate(jsonSchemas().drift, found), JSON.stringify(ajv.errors)).toBe(true);
    const sensor = found.channels.find(({ channel }: { channel: string }) => channel === 'sensor_12');
    expect(sensor).toMatchObject({ reading: 'large' });
    expect(sensor).not.toHaveProperty('follows');
    expect(Math.abs(sensor.drift - 1)).toBeLessThan(0.1);
  });

  test('predictions are compared with those of the units that the run held out', async () => {
    const held = join(folder, 'held');
    const out = ['--selection', 'holdout', '--set', 'holdoutFraction=0.4', '--out', held];
    const trained = await amnlHere(['train', '--data-dir', fleet, ...TINY, ...out]);
    expect(trained.code, trained.stderr).toBe(0);
    const { stdout } = await amnlHere(['drift', held, '--input', input]);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^predicted RUL +\w+ +\d\.\d\d +[▁-█ ]+$/);
    const found = JSON.parse((await amnlHere(['drift', held, '--input', input, '--json'])).stdout);
    const ajv = new Ajv2020({ strict: false });
    expect(ajv.validate(jsonSchemas().drift, found), JSON.stringify(ajv.errors)).toBe(true);
    const counts = join(folder, 'held.json');
    await amnlHere(['predict', held, '--input', input, '--drift', counts]);
    const counted = await amnlHere(['drift', held, '--counts', counts, '--json']);
    expect(JSON.parse(counted.stdout).predicted).toEqual(found.predicted);
    // The scaler of the other run was fitted on other units.
    expect((await drift('--counts', counts)).stderr).toContain('DF_DRIFT_MISMATCH');
  });

  test('counts of predictions add up, and say the same as the rows', async () => {
    const [whole, parts] = [join(folder, 'whole.json'), join(folder, 'parts.json')];
    const predict = (...flags: string[]) => amnlHere(['predict', run, '--input', input, ...flags]);
    const plain = await predict();
    expect(await predict('--drift', whole)).toEqual(plain);
    for (const shard of ['1/3', '2/3', '3/3']) await predict('--shard', shard, '--drift', parts);
    expect(JSON.parse(readFileSync(parts, 'utf8'))).toEqual(JSON.parse(readFileSync(whole, 'utf8')));
    const [counted, direct] = [await drift('--counts', whole), await drift('--input', input)];
    expect(counted.stdout).toBe(direct.stdout);
    const twice = JSON.parse((await drift('--counts', whole, parts, '--json')).stdout);
    const once = JSON.parse((await drift('--counts', whole, '--json')).stdout);
    expect(twice).toMatchObject({ rows: 2 * once.rows, units: 30 });
    expect(twice.channels[3].values.now).toEqual(once.channels[3].values.now);
  });

  test('what is served is counted as what is predicted', async () => {
    const [served, predicted] = [join(folder, 'served', 'run.json'), join(folder, 'predicted.json')];
    const text = rowsOf(input).slice(0, 300).join('\n');
    writeFileSync(join(folder, 'some.txt'), `${text}\n`);
    await amnlHere(['predict', run, '--input', join(folder, 'some.txt'), '--drift', predicted]);
    for (const times of [1, 2]) {
      await serveOnce(served, text);
      expect(JSON.parse(readFileSync(served, 'utf8')).rows).toBe(300 * times);
      if (times === 1)
        expect(JSON.parse(readFileSync(served, 'utf8'))).toEqual(JSON.parse(readFileSync(predicted, 'utf8')));
    }
    writeFileSync(served, '{');
    await expect(serveOnce(served, text)).rejects.toMatchObject({
      stderr: expect.stringContaining('DF_DRIFT_INVALID'),
    });
  });

  test('a run of an earlier release reads its data again', async () => {
    const scaler = join(run, 'scaler.json');
    const now = readFileSync(scaler, 'utf8');
    const direct = await drift('--input', drifted, '--json');
    const { drift: _, ...before } = JSON.parse(now);
    writeFileSync(scaler, JSON.stringify(before));
    const again = await drift('--input', drifted, '--json');
    expect(again.stderr).toContain('its data are read again');
    expect(again.stdout).toBe(direct.stdout);
    // Once, also where counts are there already.
    const added = () => amnlHere(['predict', run, '--input', input, '--drift', join(folder, 'earlier.json')]);
    await added();
    expect((await added()).stderr.split('its data are read again')).toHaveLength(2);
    const train = join(fleet, 'train_FD001.txt');
    const rows = readFileSync(train, 'utf8');
    writeFileSync(train, rows.replace('1 1 ', '1 1  '));
    expect((await drift('--input', drifted)).stderr).toMatch(/have changed since it was trained.*CLI_RUN_MISMATCH/);
    writeFileSync(train, rows);
    writeFileSync(scaler, now);
  });

  test('bad input is refused in words', async () => {
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const counts = file('counts.json', '');
    await amnlHere(['predict', run, '--input', input, '--last', '--drift', `${counts}.new`]);
    const good = JSON.parse(readFileSync(`${counts}.new`, 'utf8'));
    const nothing = join(folder, 'nothing.json');
    await amnlHere(['predict', run, '--input', input, '--shard', '31/31', '--drift', nothing]);
    const cases: [string[], string][] = [
      [[], 'CLI_USAGE'],
      [['--input', input, '--counts', counts], 'CLI_USAGE'],
      [['--counts', join(folder, 'none.json')], 'CLI_USAGE'],
      [['--counts', folder], 'CLI_USAGE'],
      [['--counts', counts], 'DF_DRIFT_INVALID'],
      [['--counts', file('cut.json', JSON.stringify(good).slice(0, 300))], 'DF_DRIFT_INVALID'],
      [['--counts', file('other.json', JSON.stringify({ ...good, reference: '00000000' }))], 'DF_DRIFT_MISMATCH'],
      [['--counts', nothing], 'DF_DRIFT_EMPTY'],
      [['--input', file('empty.txt', '')], 'DC_'],
      [['--data', file('table.csv', 'unit,cycle,a\n1,1,2\n'), '--unit', 'unit', '--time', 'cycle'], 'DF_'],
    ];
    for (const [flags, code] of cases) {
      const found = await drift(...flags);
      expect(found, flags.join(' ')).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringContaining(`(${code}`),
      });
    }
    const damaged = await amnlHere(['predict', run, '--input', input, '--drift', counts]);
    expect(damaged).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('DF_DRIFT_INVALID') });
    expect(readFileSync(counts, 'utf8')).toBe('');
    const over = await amnlHere(['predict', run, '--input', input, '--drift', input]);
    expect(over).toMatchObject({ code: 2, stderr: expect.stringContaining('--drift would overwrite') });
    const both = ['--output', join(folder, 'same'), '--drift', join(folder, 'same')];
    expect((await amnlHere(['predict', run, '--input', input, ...both])).code).toBe(2);
    expect(existsSync(join(folder, 'same'))).toBe(false);
  });
});
