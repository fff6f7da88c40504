import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { amnl, ENDLESS, temporaryFolder } from './amnl.js';
import { gone, killAll, start, until } from './going-on.js';
import { hasMlflow, MlflowServer, type RemoteRun } from './survival/mlflow-server.js';
import { commandOf, finish, killAt } from './survival/survive.js';

// Real trainings, tracked with MLflow's own server, and read back through its REST interface.

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const command = [
  ...commandOf({ engine: 'onnx', backend: 'cpu', accumulate: 1, scheduler: 'cosine' }, fleet),
  ...['--track', 'mlflow'],
];
const everyStep = ['--track-steps', '1'];
let server: MlflowServer;
beforeAll(async () => {
  if (hasMlflow) await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
});
afterEach(async () => {
  killAll();
  vi.unstubAllEnvs();
  await server?.kill();
});
afterAll(remove);

/** A server of a test's own, which does not run yet. */
async function newServer(name: string): Promise<void> {
  const place = join(folder, name);
  mkdirSync(place);
  server = await MlflowServer.at(place);
  vi.stubEnv('MLFLOW_TRACKING_URI', server.url);
}

interface Line {
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, number>>;
}

const historyOf = (run: string) =>
  readFileSync(join(run, 'history.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

/** Every epoch of the history is in MLflow once, and nothing else is. */
async function expectHistory(remote: RemoteRun, run: string): Promise<void> {
  const history = historyOf(run);
  for (const name of Object.keys(history[0]!.metrics)) {
    if (/^nasa_score_(paper|raw)/.test(name)) continue; // the old names stand in files alone
    const expected = history.map(({ epoch, metrics }) => [epoch + 1, metrics[name]]);
    expect(await server.curve(remote, name), name).toEqual(expected);
  }
}

describe.skipIf(!hasMlflow)('with a real MLflow server', () => {
  test('killed again and again and continued, it is one MLflow run with every point once', async () => {
    await newServer('killed');
    await server.start();
    const run = join(folder, 'run-killed');
    // In the third epoch, between a checkpoint's parts, at an evaluation: each time what was sent may be ahead of what was saved.
    let next = [...command, ...everyStep, '--out', run];
    const again = ['train', '--resume', run, ...everyStep];
    let kills = 0;
    for (const moment of ['batch:ended:20', 'fs:rename:8', 'eval:ended:2', 'batch:ended:9']) {
      if (await killAt(next, moment)) kills++;
      next = again;
    }
    expect(kills).toBe(4);
    expect((await server.runs()).map(({ status }) => status)).toEqual(['RUNNING']); // nobody could say so
    await finish(next);

    const [remote, ...others] = await server.runs();
    expect(others).toEqual([]);
    await expectHistory(remote!, run);
    const steps = (await server.curve(remote!, 'train/loss')).map(([step]) => step);
    expect(steps).toEqual(Array.from({ length: steps.at(-1)! }, (_, i) => i + 1));
    expect(remote).toMatchObject({ name: 'run-killed', status: 'FINISHED' });
    expect(remote!.params).toMatchObject({ dataset: 'FD001', hidden: '4', engine: 'onnx', seed: '42' });
    expect(remote!.tags).toMatchObject({ 'mlflow.source.name': 'amnl train', stopped_by: 'epochs' });
    const metrics = JSON.parse(readFileSync(join(run, 'metrics.json'), 'utf8')) as Record<string, number>;
    expect(await server.curve(remote!, 'best/RMSE_last_cycle')).toEqual([
      [metrics['bestEpoch']! + 1, metrics['RMSE_last_cycle']],
    ]);
    const files = [
      'config.json',
      'metrics.json',
      'report.html',
      'history.jsonl',
      'model.onnx',
      'model-raw.onnx',
      'checkpoints/best.safetensors',
    ];
    const sent = await server.files(remote!);
    for (const file of files) expect(sent[file], file).toBe(statSync(join(run, file)).size);
  });

  test('five seeds lie below one run', async () => {
    await newServer('seeds');
    await server.start();
    const seeds = [1, 2, 3, 4, 5];
    for (const seed of seeds) {
      const out = join(folder, `seed-${seed}`);
      await finish([...command, '--seed', String(seed), '--out', out, '--track-parent', 'five seeds']);
    }
    const runs = await server.runs();
    const parent = runs.find(({ name }) => name === 'five seeds')!;
    const nested = runs.filter(({ tags }) => tags['mlflow.parentRunId'] === parent.id);
    expect(nested.map(({ name, params, status }) => [name, params['seed'], status])).toEqual(
      seeds.map((seed) => [`seed-${seed}`, String(seed), 'FINISHED']),
    );
    expect([runs.length, parent.status, parent.metrics]).toEqual([6, 'FINISHED', []]);
    for (const [i, seed] of seeds.entries()) await expectHistory(nested[i]!, join(folder, `seed-${seed}`));
  });

  test('a server that comes and goes has everything at the end', async () => {
    await newServer('comes-and-goes');
    const out = join(folder, 'run-away');
    const slow = ['--set', 'stride=1', '--set', 'checkpointSteps=1000000']; // some epochs a second
    const { child, said } = start(...command, ...slow, ...ENDLESS, '--out', out);
    await said(/connection refused.*The run continues/);
    const epochs = () => historyOf(out).length;
    const arrived = async () => {
      const [remote] = await server.runs();
      return remote === undefined ? 0 : (await server.curve(remote, 'loss')).length;
    };
    await server.start();
    await until(
      async () => (await arrived()) > 0,
      () => 'the first points',
    );
    await server.kill();
    const before = epochs();
    await until(
      () => epochs() > before + 5,
      () => 'a training that goes on without the server',
    );
    await server.start();
    await until(
      async () => (await arrived()) > before + 5,
      () => 'what was missed',
    );
    await server.kill();
    child.kill('SIGTERM');
    await said(/not everything was uploaded to MLflow: .*Upload the rest with .*track/);
    await gone(child);
    await server.start();
    await finish(['track', out]);

    const runs = await server.runs();
    expect(runs.map(({ status }) => status)).toEqual(['KILLED']);
    await expectHistory(runs[0]!, out);
    await finish(['track', out]); // again: nothing is there twice
    await expectHistory((await server.runs())[0]!, out);
  }, 1_200_000); // MLflow is started six times

  test('a run that was never tracked is sent whole', async () => {
    await newServer('untracked');
    await server.start();
    const run = join(folder, 'untracked-run');
    await finish([...command.slice(0, command.indexOf('--track')), '--out', run]);
    await finish(['track', run]);
    const runs = await server.runs();
    expect(runs).toMatchObject([{ name: 'untracked-run', status: 'FINISHED' }]);
    await expectHistory(runs[0]!, run);
  });
});
