import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shellWord } from '../src/terminal/shell-word.js';
import { amnl, type Finished, TINY, temporaryFolder } from './amnl.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'a run'); // with a space, as a user's folders have
let trained: Finished;

beforeAll(async () => {
  const simulated = await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
  expect(simulated).toMatchObject({ code: 0, stdout: '' });
  trained = await amnl([
    'train',
    '--dataset',
    'FD001',
    '--data-dir',
    fleet,
    ...TINY,
    '--epochs',
    '2',
    '--out',
    run,
    '--json',
  ]);
});
afterAll(remove);

const json = (name: string) => JSON.parse(readFileSync(join(run, name), 'utf8'));
const historyOf = (path: string) =>
  readFileSync(join(path, 'history.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('amnl train', () => {
  test('exits 0 and leaves the run folder, and nothing half-written', () => {
    expect(trained.stderr).toContain('RMSE');
    expect(trained.code).toBe(0);
    expect(readdirSync(run).sort()).toEqual([
      'calibration.json',
      'checkpoints',
      'config.json',
      'history.jsonl',
      'metrics.json',
      'model-raw.onnx',
      'model.onnx',
      'predictions.csv',
      'reasons.json',
      'report.html',
      'scaler.json',
      'steps.jsonl',
      'timings.json',
    ]);
    expect(readdirSync(join(run, 'checkpoints')).sort()).toEqual([
      'best.safetensors',
      'last.safetensors',
      'previous.safetensors',
    ]);
  });

  test('the command that it suggests can be copied into a shell', () => {
    expect(trained.stderr).toContain(`Predict with it: amnl predict ${shellWord(run)} --input FILE`);
    expect(shellWord(run)).toMatch(/^['"]/);
  });

  test('--json prints exactly the content of metrics.json on stdout', () => {
    expect(trained.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(trained.stdout)).toEqual(json('metrics.json'));
  });

  test('metrics.json holds every promised figure', () => {
    expect(json('metrics.json')).toMatchObject({
      dataset: 'FD001',
      simulated: true,
      preset: 'default',
      seed: 42,
      engine: 'onnx',
      backend: 'onnxruntime (cpu)',
      selection: 'holdout',
      epochs: 2,
      bestEpoch: expect.any(Number),
      parameters: expect.any(Number),
    });
    const figures = [
      'RMSE_last_cycle',
      'nasa_score_last_cycle',
      'RMSE_all_cycles',
      'nasa_score_all_cycles',
      'MAE_last_cycle',
      'R2_last_cycle',
    ];
    for (const name of [...figures, 'health_accuracy', 'health_f1_weighted', 'samples_per_second', 'seconds']) {
      expect(json('metrics.json')[name], name).toSatisfy(Number.isFinite);
    }
    expect(json('metrics.json').report.lastCycle.health.confusion).toHaveLength(3);
  });

  test('settings that are to be no inputs are not called constant', () => {
    expect(trained.stderr).not.toContain('not shown to the network');
  });

  test('every output says that the fleet is simulated, and what the best epoch was selected on', () => {
    expect(trained.stderr).toContain('simulated fleet: its units are made up');
    expect(trained.stderr).toContain(
      'selected on 20 % of the training units, held out; test units untouched until the end',
    );
    expect(json('config.json')).toMatchObject({ simulated: true, selection: expect.stringContaining('held out') });
    expect(json('metrics.json')).toMatchObject({
      simulated: true,
      selection_rule: expect.stringContaining('held out'),
    });
    for (const line of historyOf(run)) expect(line).toMatchObject({ simulated: true, selection: 'holdout' });
    expect(readFileSync(join(run, 'predictions.csv'), 'utf8').split('\n')[1]).toMatch(/,1$/);
  });

  test('the banner of TensorFlow.js stays away', () => expect(trained.stderr).not.toContain('Hi, looks like'));

  test('config.json repeats the run: its history is bit-equal, timings apart', async () => {
    const again = join(folder, 'again');
    const { code } = await amnl(['train', '--config', join(run, 'config.json'), '--out', again]);
    expect(code).toBe(0);
    const metrics = (path: string) => historyOf(path).map((record) => record.metrics);
    expect(metrics(again)).toEqual(metrics(run));
    expect(metrics(run)).toHaveLength(2);
  });

  test('predictions.csv has a row for every test window, whose last ones give the RMSE', () => {
    const [header, ...rows] = readFileSync(join(run, 'predictions.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    expect(header).toEqual('unit,cycle,rul,health,p_healthy,p_degrading,p_critical,true_rul,last,simulated'.split(','));
    const last = rows
      .filter((cells) => cells[8] === '1')
      .map((cells) => ({ rul: Number(cells[2]), truth: Math.min(125, Number(cells[7])) }));
    expect(last).toHaveLength(6);
    const rmse = Math.sqrt(last.reduce((sum, { rul, truth }) => sum + (rul - truth) ** 2, 0) / 6);
    expect(rmse).toBeCloseTo(json('metrics.json').RMSE_last_cycle, 2);
  });

  test('holdout keeps the test units out of the selection', async () => {
    const held = join(folder, 'held');
    const { code, stdout, stderr } = await amnl([
      'train',
      '--data-dir',
      fleet,
      ...TINY,
      '--selection',
      'holdout',
      '--out',
      held,
      '--json',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('20 % of the training units, held out');
    const metrics = JSON.parse(stdout);
    expect(metrics).toMatchObject({ selection: 'holdout', selection_rule: expect.stringContaining('held out') });
    expect(metrics.selected_RMSE_last_cycle).toBe(historyOf(held)[0].metrics.RMSE_last_cycle);
    expect(metrics.RMSE_last_cycle).not.toBe(metrics.selected_RMSE_last_cycle);
    expect(JSON.parse(readFileSync(join(held, 'config.json'), 'utf8')).data).toMatchObject({
      trainUnits: 5,
      selectionUnits: 1,
      testUnits: 6,
    });
  });

  test('config.json has the number of threads, which --threads gives', async () => {
    expect(json('config.json').config.threads).toBe(Math.min(2, availableParallelism()));
    const one = join(folder, 'one-thread');
    await amnl(['train', '--data-dir', fleet, ...TINY, '--threads', '1', '--out', one]);
    expect(JSON.parse(readFileSync(join(one, 'config.json'), 'utf8')).config.threads).toBe(1);
  });

  test('the eager engine says once that wasm has one thread', async () => {
    const { stderr } = await amnl([
      'train',
      '--data-dir',
      fleet,
      ...TINY,
      '--engine',
      'eager',
      '--threads',
      '2',
      '--out',
      join(folder, 'threads'),
    ]);
    expect(stderr.match(/--threads 2 has no effect/g)).toHaveLength(1);
  });
});

describe('amnl evaluate', () => {
  test('gives the figures of metrics.json again', async () => {
    const { code, stdout, stderr } = await amnl(['evaluate', run, '--json']);
    expect(code).toBe(0);
    const [before, now] = [json('metrics.json'), JSON.parse(stdout)];
    for (const name of ['dataset', 'warning', 'preset', 'seed', 'parameters', 'selection', 'selection_rule'])
      expect(now[name]).toEqual(before[name]);
    for (const name of ['RMSE_last_cycle', 'nasa_score_last_cycle', 'RMSE_all_cycles', 'health_accuracy', 'report'])
      expect(now[name]).toEqual(before[name]);
    expect(stderr).toContain('simulated fleet');
  });
});

describe('amnl predict', () => {
  test('judges every row from the first cycle on, and agrees with predictions.csv where windows are full', async () => {
    const input = join(fleet, 'test_FD001.txt');
    const { code, stdout } = await amnl(['predict', run, '--input', input]);
    expect(code).toBe(0);
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(header).toBe(
      'unit,cycle,rul,health,p_healthy,p_degrading,p_critical,in_range,worst_channel,worst_kind,worst_deviation',
    );
    const places = readFileSync(input, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).slice(0, 2).join(','));
    expect(rows.map((row) => row.split(',').slice(0, 2).join(','))).toEqual(places);
    const written = readFileSync(join(run, 'predictions.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const of = new Map(rows.map((row) => [row.split(',').slice(0, 2).join(','), row.split(',')]));
    for (const row of written) {
      const cells = row.split(',');
      expect(Number(of.get(`${cells[0]},${cells[1]}`)![2])).toBeCloseTo(Number(cells[2]), 2);
    }
  });

  test('--output writes the file instead, whole', async () => {
    const output = join(folder, 'out.csv');
    const { code, stdout } = await amnl(['predict', run, '--input', join(fleet, 'test_FD001.txt'), '--output', output]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(readFileSync(output, 'utf8')).toMatch(/^unit,cycle,rul/);
  });

  test('never overwrites its input', async () => {
    const input = join(fleet, 'test_FD001.txt');
    const before = readFileSync(input);
    const { code, stderr } = await amnl(['predict', run, '--input', input, '--output', input]);
    expect(code).toBe(2);
    expect(stderr).toContain('CLI_USAGE');
    expect(readFileSync(input).equals(before)).toBe(true);
  });
});
