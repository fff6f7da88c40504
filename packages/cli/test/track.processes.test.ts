import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { curve, FakeMlflow } from '../../mlflow/test/fake-mlflow.js';
import { amnl, TINY, temporaryFolder } from './amnl.js';
import { signalledAt } from './survival/survive.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const command = ['train', '--data-dir', fleet, ...TINY, '--epochs', '2', '--track', 'mlflow'];
let fake: FakeMlflow;
beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
});
beforeEach(async () => {
  fake = await FakeMlflow.start();
  vi.stubEnv('MLFLOW_TRACKING_URI', fake.url.replace('//', '//me:geheim@'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await fake.stop();
});
afterAll(remove);

const losses = (run: string) =>
  readFileSync(join(run, 'history.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line, i) => [i + 1, JSON.parse(line).metrics.loss]);

describe('amnl train --track mlflow', () => {
  test('sends settings, epochs, results and files, and goes on in the same run', async () => {
    const run = join(folder, 'tracked');
    const { code, stdout, stderr } = await amnl([
      ...command,
      '--out',
      run,
      '--json',
      '--track-files',
      'config,metrics,best',
    ]);
    expect(code, stderr).toBe(0);
    const remote = fake.run('tracked');
    expect(stderr).toContain(`In MLflow: ${fake.url}/#/experiments/0/runs/${remote.id}`);
    expect(curve(remote, 'loss')).toEqual(losses(run));
    const metrics = JSON.parse(stdout);
    expect(curve(remote, 'best/RMSE_last_cycle')).toEqual([[metrics.bestEpoch + 1, metrics.RMSE_last_cycle]]);
    expect(Object.fromEntries(remote.params)).toMatchObject({ dataset: 'FD001', epochs: '2', seed: '42' });
    expect(remote.tags.get('version/amnl/cli')).toMatch(/^\d/);
    expect(remote.status).toBe('FINISHED');
    const best = 'checkpoints/best.safetensors';
    expect([...remote.files.keys()].sort()).toEqual([best, 'config.json', 'metrics.json']);
    expect(remote.files.get(best)).toHaveLength(statSync(join(run, best)).size);

    const more = await amnl(['train', '--resume', run, '--epochs', '3']); // without the flag: it is a tracked run
    expect(more.code, more.stderr).toBe(0);
    expect(curve(fake.run('tracked'), 'loss')).toEqual(losses(run));
    for (const text of [stderr, more.stderr, readFileSync(join(run, 'mlflow.jsonl'), 'utf8')]) {
      expect(text).not.toContain('geheim');
    }
  });

  test('without a server the run is whole, and amnl track sends it later', async () => {
    const run = join(folder, 'away');
    fake.fault = (_, response) => Boolean(response.writeHead(503).end());
    const { code, stderr } = await amnl([...command, '--out', run]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/not everything was uploaded to MLflow: .*failed \(503\).*Upload the rest with .*track/);
    expect(existsSync(join(run, 'report.html'))).toBe(true);
    const unwell = await amnl(['track', run, '--seconds', '1']);
    expect(unwell).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/failed \(503\).*\(MF_SERVER_FAILED\)\n$/),
    });
    fake.fault = () => true;
    const silent = await amnl(['track', run, '--seconds', '1']);
    expect(silent.stderr).toMatch(/did not answer within 1 s\. Check that it is running\. \(MF_UNREACHABLE\)\n$/);
    fake.fault = () => false;
    const sent = await amnl(['track', run]);
    expect(sent.code, sent.stderr).toBe(0);
    expect(curve(fake.run('away'), 'loss')).toEqual(losses(run));
    expect([fake.run().status, fake.run().files.size]).toEqual(['FINISHED', 12]);
  });

  test('folds are runs nested under one with the name of their folder, also those that begin when it continues', async () => {
    const out = join(folder, 'cross');
    const command = ['train', '--data-dir', fleet, ...TINY, '--folds', '2', '--out', out, '--track', 'mlflow'];
    const { code, stderr } = await signalledAt(command, 'batch:ended:1', 'SIGINT');
    expect(code, stderr).toBe(130);
    const more = await amnl(['train', '--resume', out]);
    expect(more.code, more.stderr).toBe(0);
    for (const fold of [1, 2]) {
      const remote = fake.run(`fold-${fold}`);
      expect(remote.tags.get('mlflow.parentRunId')).toBe(fake.run('cross').id);
      expect(Object.fromEntries(remote.params)).toMatchObject({ folds: '2', fold: String(fold) });
      expect(curve(remote, 'loss')).toEqual(losses(join(out, `fold-${fold}`)));
      expect(remote.status).toBe('FINISHED');
    }
  });

  test('a run that was never tracked is sent whole, in the time that it was', async () => {
    const run = join(folder, 'untracked');
    await amnl([...command.slice(0, -2), '--out', run]);
    const { code, stderr } = await amnl(['track', run, '--track-parent', 'all']);
    expect(code, stderr).toBe(0);
    const remote = fake.run('untracked');
    expect(curve(remote, 'loss')).toEqual(losses(run));
    expect(remote.tags.get('mlflow.parentRunId')).toBe(fake.run('all').id);
    const { started } = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
    expect(remote.start).toBe(Date.parse(started));
    expect(remote.status).toBe('FINISHED');
  });
});

test.each([
  [['train', '--track', 'mlflow'], { MLFLOW_TRACKING_URI: '' }, /MLFLOW_TRACKING_URI is not set.*\(MF_ENVIRONMENT\)/],
  [
    ['train', '--track', 'mlflow'],
    { MLFLOW_TRACKING_URI: 'sqlite:///x.db' },
    /is a sqlite: address.*\(MF_ENVIRONMENT\)/,
  ],
  [['train', '--track', 'wandb'], {}, /--track is 'wandb'\. Expected mlflow\. \(CLI_USAGE\)/],
  [['train', '--track', 'mlflow', '--track-steps', '0'], {}, /--track-steps is '0'.*\(CLI_USAGE\)/],
  [
    ['train', '--track', 'mlflow', '--track-files', 'metrix'],
    {},
    /unknown name 'metrix' in --track-files\. Did you mean 'metrics'\?.*\(CLI_USAGE\)/,
  ],
  [['track', 'FOLDER'], {}, /has neither config\.json nor mlflow\.jsonl.*\(CLI_RUN_INVALID\)/],
  [['track', 'FOLDER', '--seconds', 'x'], {}, /--seconds is 'x'.*\(CLI_USAGE\)/],
  [['track', 'FOLDER'], { MLFLOW_TRACKING_URI: 'mlruns' }, /is not a URL.*\(MF_ENVIRONMENT\)/],
])('amnl %j with %j is refused in one line', async (args, variables, words) => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const given = args.map((arg) => (arg === 'FOLDER' ? fleet : arg));
  const { code, stderr } = await amnl(given, { cwd: folder });
  expect(stderr).toMatch(words);
  expect([code, stderr.trimEnd().split('\n').length]).toEqual([2, 1]);
});
