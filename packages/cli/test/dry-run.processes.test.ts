import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amnl, TINY, temporaryFolder } from './amnl.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const here = join(folder, 'here');
const done = join(folder, 'done');
const flags = ['--data-dir', fleet, ...TINY];
const dry = (...more: string[]) => amnl(['train', '--dry-run', ...more], { cwd: here });

beforeAll(async () => {
  mkdirSync(here);
  await amnl(['data', 'simulate', '--out', fleet, '--units', '4']);
  const { code, stderr } = await amnl(['train', ...flags, '--epochs', '2', '--out', done]);
  expect(code, stderr).toBe(0);
});
afterAll(remove);

/** Every file of a folder, with what is in it and when it was changed. */
function contentOf(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name));
  const content = (file: string) => (statSync(file).isFile() ? readFileSync(file, 'latin1') : '');
  return Object.fromEntries(files.map((file) => [file, `${statSync(file).mtimeMs} ${content(file)}`]));
}

describe('amnl train --dry-run', () => {
  test('tells the plan and the network, takes two steps, and leaves nothing', async () => {
    const { code, stdout, stderr } = await dry(...flags, '--epochs', '3');
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/ {2}data {4}3 training units/);
    expect(stderr).toMatch(/ {2}steps {3}\d+ per epoch \(batches: \d+\), at most \d+ in total/);
    expect(stderr).toMatch(/ {2}files {3}config\.json, .*checkpoints\/best\.safetensors/);
    expect(stderr).toMatch(/^Layer +Output shape +Parameters +FLOPs$/m);
    expect(stderr).toMatch(/^Step memory/m);
    expect(stderr).toMatch(/Took 2 steps and evaluated one batch.*Nothing was written\.$/m);
    expect(readdirSync(here)).toEqual([]);
  });

  test('--json prints the plan, whose numbers agree with one another and with the run', async () => {
    const { code, stdout, stderr } = await dry(
      ...flags,
      '--epochs',
      '3',
      '--set',
      'accumulate=2',
      '--json',
      '--out',
      'a/b',
    );
    expect(code, stderr).toBe(0);
    const plan = JSON.parse(stdout);
    const { parameters } = JSON.parse(readFileSync(join(done, 'metrics.json'), 'utf8'));
    expect(plan).toMatchObject({ dry_run: true, epochs: 3, accumulate: 2, parameters, folder: join(here, 'a/b') });
    expect(plan.batches_per_epoch).toBe(Math.ceil(plan.data.train_windows / plan.batch_size));
    expect(plan.steps_per_epoch).toBe(Math.ceil(plan.batches_per_epoch / 2));
    expect(plan.steps).toBe(3 * plan.steps_per_epoch);
    expect(plan.tried.steps).toBe(2);
    expect(plan.tried.metrics.RMSE_last_cycle).toSatisfy(Number.isFinite);
    const trainable = plan.layers.reduce((sum: number, layer: { trainable: number }) => sum + layer.trainable, 0);
    expect(trainable).toBe(parameters);
    expect(plan.memory_bytes.gradients).toBe(4 * parameters);
    expect(readdirSync(here)).toEqual([]);
  });

  test('names the files that a run leaves', async () => {
    const { stdout } = await dry(...flags, '--json');
    const left = readdirSync(done, { recursive: true, encoding: 'utf8' });
    const files = left.filter((name) => statSync(join(done, name)).isFile());
    expect(JSON.parse(stdout).files.sort()).toEqual(files.filter((name) => !name.includes('previous')).sort());
  });

  test('names the file of a tracked run', async () => {
    const env = { MLFLOW_TRACKING_URI: 'http://127.0.0.1:9' };
    const { stdout } = await amnl(['train', '--dry-run', ...flags, '--json', '--track', 'mlflow'], { cwd: here, env });
    expect(JSON.parse(stdout).files).toContain('mlflow.jsonl');
  });

  test('takes no time from a step that is compiled as the first one is', async () => {
    const { stdout } = await dry(...flags, '--json');
    const { train_windows: windows } = JSON.parse(stdout).data;
    const timeWith = async (batchSize: number) => {
      const sized = ['--epochs', '2', '--set', 'accumulate=1', '--batch-size', String(batchSize)];
      const tried = await dry(...flags, '--json', ...sized);
      return JSON.parse(tried.stdout).tried.seconds_per_step;
    };
    expect(await timeWith(windows - 1)).toBeNull(); // the second step has one window
    expect(await timeWith(windows)).toBeGreaterThan(0); // the second step is the next epoch's, of the same size
  });

  test('of a run to go on with, leaves it as it is', async () => {
    const before = contentOf(done);
    const { code, stderr } = await dry('--resume', done, '--epochs', '3');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Resuming after 2 complete epochs/);
    expect(stderr).toMatch(/Took 1 step /); // there is one left to do
    expect(contentOf(done)).toEqual(before);
  });

  test('of a run that is done says that nothing is left, and prints no figures of it', async () => {
    const { code, stdout, stderr } = await dry('--resume', done, '--epochs', '2', '--json');
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      dry_run: true,
      finished: true,
      stopped_because: 'all 2 epochs are done',
      folder: done,
      epochs: 2,
      steps: 0,
    });
    expect(stderr).toMatch(/is done: all 2 epochs are done/);
  });

  test.each([
    ['an unknown data set', ['--dataset', 'FD009']],
    ['a data folder that is none', ['--data-dir', 'nowhere']],
    ['a setting out of range', [...flags, '--set', 'dropout=2']],
    ['heads that do not divide', [...flags, '--set', 'heads=3']],
    ['a folder that contains a run', [...flags, '--out', done]],
    ['another seed than the run had', ['--resume', done, '--epochs', '3', '--seed', '7']],
    ['an engine that there is not', [...flags, '--engine', 'steam']],
  ])('%s fails as in a real run', async (_, args) => {
    const real = await amnl(['train', ...args], { cwd: here });
    const tried = await dry(...args);
    expect(real.code).toBe(2);
    expect(tried).toEqual(real);
    expect(readdirSync(here)).toEqual([]);
  });
});
