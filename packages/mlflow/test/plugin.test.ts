import '@tensorflow/tfjs';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPlugin, countTensors, tinyTrainer } from '@amnl/core-loop/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type MlflowOptions, mlflow, openTrackedRun } from '../src/index.js';
import { curve, type FakeMlflow } from './fake-mlflow.js';
import { temporaryFolder } from './temporary.js';
import { killedAt, trainInto } from './train-into.js';
import { withFake } from './with-fake.js';

const fakes = withFake();
let fake: FakeMlflow;
let dir: string;
beforeEach(() => {
  ({ fake, dir } = fakes);
});

const train = (options: Partial<MlflowOptions> = {}, tiny = {}) => trainInto({ dir, ...options }, tiny);

describe('a run', () => {
  test('is an MLflow run with every metric of every epoch, its parameters, tags and end', async () => {
    const { history, notices } = await train({
      runName: 'first',
      params: { rate: 0.05, layers: [8, 4] },
      tags: { note: 'x' },
    });
    const run = fake.run('first');
    for (const name of Object.keys(history[0]!.metrics)) {
      expect(curve(run, name), name).toEqual(history.map(({ metrics }, i) => [i + 1, metrics[name]]));
    }
    expect(curve(run, 'speed/epoch_seconds')).toEqual(history.map(({ seconds }, i) => [i + 1, seconds]));
    expect(Object.fromEntries(run.params)).toEqual({
      seed: '42',
      epochs: '2',
      parameters: '4',
      rate: '0.05',
      layers: '[8,4]',
    });
    expect(Object.fromEntries(run.tags)).toMatchObject({
      'mlflow.runName': 'first',
      'mlflow.source.type': 'LOCAL',
      'mlflow.source.git.commit': expect.stringMatching(/^[0-9a-f]{40}$/),
      'version/amnl/core-loop': expect.stringMatching(/^\d/),
      'version/tensorflow/tfjs-core': expect.stringMatching(/^4\./),
      note: 'x',
      stopped_by: 'epochs',
    });
    expect([run.status, run.experiment]).toEqual(['FINISHED', '0']);
    expect(notices).toEqual([`mlflow: view this run in MLflow: ${fake.url}/#/experiments/0/runs/${run.id}`]);
  });

  test('has recent means within epochs, at steps of the optimiser', async () => {
    const { history } = await train({ everySteps: 2 });
    const points = curve(fake.run(), 'train/loss');
    expect(points.map(([step]) => step)).toEqual([2, 4, 6, 8, 10, 12]);
    const mean = points.slice(0, 3).reduce((sum, [, value]) => sum + Number(value), 0) / 3;
    expect(mean).toBeCloseTo(history[0]!.metrics['loss']!, 5);
  });

  test('sends files and folders of its folder when it has ended', async () => {
    mkdirSync(join(dir, 'checkpoints'));
    writeFileSync(join(dir, 'config.json'), '{}');
    writeFileSync(join(dir, 'checkpoints', 'best of all.bin'), Buffer.alloc(300_000, 7));
    await train({ artifacts: ['config.json', 'checkpoints', 'nothing.txt'] });
    const { files } = fake.run();
    expect([...files.keys()].sort()).toEqual(['checkpoints/best of all.bin', 'config.json']);
    expect(files.get('checkpoints/best of all.bin')).toEqual(Buffer.alloc(300_000, 7));
  });

  test('where MLflow keeps files elsewhere, they stay here and that is told', async () => {
    fake.artifactRoot = 's3://bucket';
    writeFileSync(join(dir, 'config.json'), '{}');
    const { notices } = await train({ artifacts: ['config.json'] });
    expect(notices[0]).toContain('MLflow keeps the files of this run at s3:');
    expect(fake.run().status).toBe('FINISHED');
  });

  test('goes into the experiment of a name, made where there is none; the option comes before the environment', async () => {
    vi.stubEnv('MLFLOW_EXPERIMENT_NAME', 'of the environment');
    await train({ runName: 'a' });
    await trainInto({ dir: temporaryFolder(), runName: 'b', experiment: 'of the option' });
    await trainInto({ dir: temporaryFolder(), runName: 'c' });
    const ids = ['a', 'b', 'c'].map((name) => fake.run(name).experiment);
    expect(ids).toEqual([
      fake.experiments.get('of the environment'),
      fake.experiments.get('of the option'),
      fake.experiments.get('of the environment'),
    ]);
  });

  test('goes on in the run of MLFLOW_RUN_ID', async () => {
    await train({ runName: 'given' });
    const { id } = fake.run();
    vi.stubEnv('MLFLOW_RUN_ID', id);
    await trainInto({ dir: temporaryFolder(), params: { more: 1 } });
    expect(fake.runs.size).toBe(1);
    expect(fake.run().params.get('more')).toBe('1');
  });

  test('names that MLflow refuses are changed, and told once; equal ones stay apart', async () => {
    const { notices } = await train({
      params: { 'a@b': 1, 'a#b': 2, '/x//y/': 3, größe: 4, ['n'.repeat(300)]: 5, text: 'ä'.repeat(9000) },
    });
    const { params } = fake.run();
    expect([...params.keys()].slice(3, 7)).toEqual(['a_b', expect.stringMatching(/^a_b_[0-9a-f]{8}$/), 'x/y', 'größe']);
    expect(params.get('text')).toHaveLength(6000);
    expect(notices[0]).toMatch(
      /^mlflow: MLflow takes letters, .*: 'a@b' is 'a_b', 'a#b' is 'a_b_\w+', '\/x\/\/y\/' is 'x\/y' and 1 more$/,
    );
    expect(notices).toHaveLength(2);
  });

  test('more than one request holds arrives as well', async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`p${i}`, 'v'.repeat(6000)]));
    const run = await openTrackedRun(dir);
    run.params(many);
    run.metrics(Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`m${i}`, i])), 1);
    expect((await run.send(60)).complete).toBe(true);
    expect([fake.run().params.size, fake.run().points.length]).toEqual([250, 2500]);
  });

  test('numbers that are none are numbers of MLflow', async () => {
    const run = await openTrackedRun(dir);
    run.metrics({ nan: Number.NaN, up: Number.POSITIVE_INFINITY, down: Number.NEGATIVE_INFINITY }, 1);
    await run.send(60);
    expect(fake.run().points.map(({ value }) => value)).toEqual(['NaN', 'Infinity', '-Infinity']);
  });
});

describe('ends', () => {
  test('an error is a failed run, a stop that can be continued a killed one', async () => {
    const { plugin } = killedAt(3, 9);
    await expect(train({ runName: 'failed' }, { plugins: [plugin] })).rejects.toThrow('killed');
    expect(fake.run('failed').status).toBe('FAILED');
    const stop = {
      name: 'stop',
      hooks: { stepEnd: (run: { stop(why: string, how: object): void }) => run.stop('enough', { when: 'step' }) },
    };
    await trainInto({ dir: temporaryFolder(), runName: 'killed' }, { plugins: [stop] });
    expect(fake.run('killed').status).toBe('KILLED');
    expect(fake.run('killed').tags.get('stopped_because')).toBe('enough');
  });
});

describe('a continued run', () => {
  test('is the same MLflow run, with every point once', async () => {
    const { plugin, saved } = killedAt(15, 1); // in the third epoch; saved after the first
    await expect(train({ everySteps: 1 }, { epochs: 4, plugins: [plugin] })).rejects.toThrow('killed');
    const { history } = await trainInto({ dir, everySteps: 1 }, { epochs: 4 }, saved());
    for (const tensor of Object.values(saved().tensors)) tensor.dispose();
    const run = fake.run();
    expect(curve(run, 'loss')).toEqual(history.map(({ metrics }, i) => [i + 1, metrics['loss']]));
    expect(curve(run, 'train/loss').map(([step]) => step)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    expect(run.status).toBe('FINISHED');
  });

  test('what it does otherwise is told beside what was first', async () => {
    await train({ params: { rate: 1 } });
    await train({ params: { rate: 2 } }, { epochs: 3 });
    const { params, tags } = fake.run();
    expect([params.get('rate'), params.get('epochs')]).toEqual(['1', '2']);
    expect([tags.get('resumed.rate'), tags.get('resumed.epochs')]).toEqual(['2', '3']);
  });

  test('of another MLFLOW_RUN_ID is refused', async () => {
    await train();
    vi.stubEnv('MLFLOW_RUN_ID', 'f'.repeat(32));
    await expect(train()).rejects.toThrow(/MLFLOW_RUN_ID is f{32}, but the run in .* is .*MF_OUTBOX_INVALID/);
  });
});

describe('nested runs', () => {
  test('five seeds lie below one run, which ends with them', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      await trainInto({ dir: temporaryFolder(), runName: `seed ${seed}`, parentRun: 'five "seeds"' }, { seed });
    }
    const parent = fake.run('five "seeds"');
    expect(fake.runs.size).toBe(6);
    for (const seed of [1, 2, 3, 4, 5]) {
      expect(fake.run(`seed ${seed}`).tags.get('mlflow.parentRunId')).toBe(parent.id);
      expect(fake.run(`seed ${seed}`).params.get('seed')).toBe(String(seed));
    }
    expect([parent.status, parent.points]).toEqual(['FINISHED', []]);
  });

  test('begun at once they have one parent', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => openTrackedRun(temporaryFolder(), { parentRun: 'all' })));
    await Promise.all(runs.map((run) => run.send(60)));
    const parent = fake.run('all');
    const above = [...fake.runs.values()].map(({ tags }) => tags.get('mlflow.parentRunId')).filter(Boolean);
    expect(above).toEqual([parent.id, parent.id, parent.id]);
  });

  test('an MLflow run is named by its id', async () => {
    await train({ runName: 'above' });
    const { id } = fake.run();
    await trainInto({ dir: temporaryFolder(), runName: 'below', parentRun: id });
    expect(fake.run('below').tags.get('mlflow.parentRunId')).toBe(id);
  });
});

test('holds what every plugin must', async () => {
  await checkPlugin(() => mlflow({ dir: temporaryFolder(), everySteps: 2 }));
});

test('changes nothing that is trained, and keeps no tensor', async () => {
  const without = tinyTrainer();
  await without.fit();
  const expected = without.run.history.map(({ metrics }) => metrics);
  without.dispose();
  without.model.dispose?.();
  const leaked = await countTensors(async () => {
    const { history } = await train({ everySteps: 1 });
    expect(history.map(({ metrics }) => metrics)).toEqual(expected);
  });
  expect(leaked).toBe(0);
});

test('without a server it is refused, and with `send: false` kept for later', async () => {
  vi.stubEnv('MLFLOW_TRACKING_URI', '');
  await expect(train()).rejects.toThrow(/MLFLOW_TRACKING_URI is not set.*MF_ENVIRONMENT/);
  const { notices } = await train({ send: false });
  expect(notices).toEqual([`mlflow: nothing was sent to MLflow. Send the rest later with 'amnl track ${dir}'`]);
  expect(readFileSync(join(dir, 'mlflow.jsonl'), 'utf8')).toContain('"ended":"FINISHED"');
  expect(fake.requests).toEqual([]);
});

test.each([
  [{ dir: '' }, 'dir'],
  [{ dir: 'x', runName: ' ' }, 'runName'],
  [{ dir: 'x', everySteps: 0 }, 'everySteps'],
  [{ dir: 'x', artifacts: ['../secrets'] }, 'artifacts'],
  [{ dir: 'x', artifacts: ['/etc/passwd'] }, 'artifacts'],
  [{ dir: 'x', endSeconds: -1 }, 'endSeconds'],
  [{ dir: 'x', params: 3 as never }, 'params'],
])('%o is refused for its `%s`', (options, name) => {
  expect(() => mlflow(options)).toThrow(new RegExp(`\`${name}\` must be .*CL_OPTION_INVALID`));
});
