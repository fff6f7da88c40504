import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRunRecord } from '../src/run-folder/run-record.js';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const other = join(folder, 'other');
const run = join(folder, 'run');

beforeAll(async () => {
  await amnlHere(['data', 'simulate', '--out', fleet, '--units', '4']);
  await amnlHere(['data', 'simulate', '--out', other, '--units', '4', '--seed', '7']);
  await amnlHere(['data', 'simulate', '--out', other, '--units', '4', '--dataset', 'FD002']);
  const { code, stderr } = await amnlHere([
    'train',
    '--data-dir',
    fleet,
    ...TINY,
    '--set',
    'age=false',
    '--selection',
    'test',
    '--out',
    run,
  ]);
  expect(code, stderr).toBe(0);
});
afterAll(remove);

test('predict says which rows are unlike the training data', async () => {
  const predict = (input: string) => amnlHere(['predict', run, '--input', input, '--output', join(folder, 'out.csv')]);
  expect((await predict(join(fleet, 'test_FD001.txt'))).stderr).not.toContain('unlike');
  expect((await predict(join(other, 'test_FD001.txt'))).stderr).not.toContain('unlike');

  // One sensor of one row, in other units: sensor 2 (column 7) is some 640 degrees Rankine, and 355 kelvin.
  const lines = readFileSync(join(fleet, 'test_FD001.txt'), 'utf8').split('\n');
  const cells = lines[2]!.trim().split(/\s+/);
  cells[6] = '355';
  writeFileSync(join(folder, 'kelvin.txt'), [...lines.slice(0, 2), cells.join(' '), ...lines.slice(3)].join('\n'));
  const rows = lines.filter((line) => line.trim() !== '').length;
  // Ten windows of ten rows have it.
  expect((await predict(join(folder, 'kelvin.txt'))).stderr).toMatch(
    new RegExp(
      `(note|OUT OF RANGE): 10 of ${rows} predictions .* unlike .* engine 1 at 3 cycles, where sensor_2 is \\d{3} standard deviations from its mean`,
    ),
  );

  const { code, stderr } = await predict(join(other, 'test_FD002.txt'));
  expect(code).toBe(0);
  expect(stderr).toMatch(/OUT OF RANGE: \d+ of \d+ predictions .* unlike all that the network was trained on/);
});

test('a run that has only the earlier names of units is read and resumed', async () => {
  const before = join(folder, 'before');
  cpSync(run, before, { recursive: true });
  const change = (name: string, how: (text: string) => string) =>
    writeFileSync(join(before, name), how(readFileSync(join(before, name), 'utf8')));
  change('config.json', (text) => {
    const without = text.replace(/^\s*"(train|selection|test)(Running)?Units": \d+,\n/gm, '');
    expect(without).not.toMatch(/Units"/);
    expect(without).toMatch(/Engines": \d/);
    return without;
  });
  change('scaler.json', (text) => {
    const { name, timeUnit: _t, channels: _c, settings: _s, inputs, fittedOn, ...rest } = JSON.parse(text);
    const { units, ...fitted } = fittedOn;
    return JSON.stringify({
      ...rest,
      version: 1,
      subset: name,
      features: inputs,
      fittedOn: { engines: units, ...fitted },
    });
  });
  for (const args of [['evaluate'], ['report'], ['train', '--data-dir', fleet, '--epochs', '2', '--resume']]) {
    const { code, stderr } = await amnlHere([...args, before]);
    expect(code, stderr).toBe(0);
  }
  expect(JSON.parse(readFileSync(join(before, 'config.json'), 'utf8')).data).toMatchObject({ trainUnits: 4 });
});

test('settings that came later change nothing of a run; others do', async () => {
  const before = join(folder, 'lacking');
  cpSync(run, before, { recursive: true });
  const path = join(before, 'config.json');
  const record = JSON.parse(readFileSync(path, 'utf8'));
  const whole = await readRunRecord(before);
  expect((await amnlHere(['evaluate', before])).stderr).not.toContain('have changed since');
  delete record.config.weighNearFailure;
  writeFileSync(path, JSON.stringify(record));
  const lacking = await readRunRecord(before);
  expect(lacking.config).toEqual(whole.config);
  // What an earlier release has written next to the weights: the checksum of the settings that it had.
  const { epochs: _, dataDir: __, ...settings } = record.config;
  expect(lacking.settings).toBe(createHash('sha256').update(JSON.stringify(settings)).digest('hex'));
  writeFileSync(path, JSON.stringify({ ...record, config: { ...whole.config, learningRate: 1 } }));
  expect((await amnlHere(['evaluate', before])).stderr).toContain('have changed since');
});

test('data simulate takes --engines, the earlier name of --units', async () => {
  const simulate = (flag: string, out: string) => amnlHere(['data', 'simulate', '--out', join(folder, out), flag, '4']);
  const rowsOf = (out: string) => readFileSync(join(folder, out, 'train_FD001.txt'), 'utf8');
  expect((await simulate('--engines', 'earlier')).code).toBe(0);
  expect(rowsOf('earlier')).toBe(rowsOf('fleet'));
  const both = await amnlHere(['data', 'simulate', '--out', folder, '--engines', '4', '--units', '4']);
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('Give only --units') });
});

test('evaluate says that the data are not those of the run', async () => {
  const evaluate = (dataDir: string) => amnlHere(['evaluate', run, '--data-dir', dataDir]);
  const said = `note: these data are not those ${run} was trained on; its best epoch was selected on the original data`;
  const own = (await evaluate(fleet)).stderr;
  expect(own).not.toContain('these data are not those');
  expect(own).toMatch(/ {2}range {3}0 of \d+ test windows are unlike those of training/);
  expect((await evaluate(other)).stderr).toContain(said);
});

test('evaluate and predict say that the settings are not those of the weights; epochs do not matter', async () => {
  const path = join(run, 'config.json');
  const text = readFileSync(path, 'utf8');
  const withSettings = async (changed: object) => {
    const record = JSON.parse(text);
    writeFileSync(path, JSON.stringify({ ...record, config: { ...record.config, ...changed } }));
    return (await amnlHere(['evaluate', run, '--data-dir', fleet])).stderr;
  };
  const said = 'have changed since its best weights were trained';
  expect(await withSettings({})).not.toContain(said);
  expect(await withSettings({ epochs: 900 })).not.toContain(said);
  expect(await withSettings({ rulCap: 90 })).toContain(said);
  writeFileSync(path, text);
});

test('data info shows the subsets that a folder has, and says what it lacks', async () => {
  const { code, stdout, stderr } = await amnlHere(['data', 'info', '--data-dir', fleet]);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^FD001.*\n {2}train +4 units/);
  expect(stdout).not.toContain('FD002');
  expect(stderr).toContain('lacks train_FD002.txt, test_FD002.txt, RUL_FD002.txt');
  const none = await amnlHere(['data', 'info', '--data-dir', run]);
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('DC_FILE_MISSING') });
});

test('another network cannot continue a run', async () => {
  const change = ['--epochs', '2', '--set', 'hidden=5', '--allow-config-change', '--data-dir', fleet];
  const { code, stderr } = await amnlHere(['train', '--resume', run, ...change]);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /a network with hidden 4; one with hidden 5 cannot continue from its weights.*CLI_RESUME_CHANGED/,
  );
  expect(stderr).not.toContain('failed after');
});

test('a record that lacks a setting says which', async () => {
  const copy = join(folder, 'lacking');
  cpSync(run, copy, { recursive: true });
  const text = readFileSync(join(copy, 'config.json'), 'utf8');
  writeFileSync(join(copy, 'config.json'), text.replace(/"rulCap": .*\n/, ''));
  const { stderr } = await amnlHere(['evaluate', copy]);
  expect(stderr).toMatch(/config\.json is not a run record: 'config\.rulCap' is missing; restore it/);
});

test('--output - is not a file named -', async () => {
  const { code, stderr } = await amnlHere(['export', run, '--output', '-']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/--output is '-'.*CLI_USAGE/) });
});

test('a rate that makes the weights overflow ends the run with the reason, and leaves no best weights', async () => {
  const out = join(folder, 'overflown');
  const rate = ['--set', 'learningRate=1e99', '--set', 'warmupEpochs=0'];
  const { code, stderr } = await amnlHere(['train', '--data-dir', fleet, ...TINY, ...rate, '--out', out]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/overflowed.*\(NF_NOT_FINITE\)/) });
  expect(stderr).not.toContain('the weights are finite');
  expect(existsSync(join(out, 'checkpoints', 'best.safetensors'))).toBe(false);
});
