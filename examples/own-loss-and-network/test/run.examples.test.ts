import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'own-loss-and-network-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const here = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const bin = fileURLToPath(new URL('../../../packages/cli/bin/amnl.mjs', import.meta.url));
const amnl = (...args: string[]) =>
  promisify(execFile)(process.execPath, [bin, ...args], { cwd: folder, env: { ...process.env, AMNL_DATA_DIR: '' } });
const history = (run: string) =>
  readFileSync(join(folder, run, 'history.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).metrics as Record<string, number>);

const PLUGIN = ['--plugin', here('uncertainty-loss.mjs')];
const CONFIG = ['--config', here('amnl.config.mjs')];
// Selected on the test units, which are evaluated below. A plateau knows nothing of the number of epochs, so two and two are four.
const SMALL = ['--hidden', '4', '--set', 'channels=4', '--set', 'heads=2', '--set', 'funnel=8', '--set', 'stride=20'];
const QUICK = [
  '--data-dir',
  'fleet',
  '--selection',
  'test',
  ...SMALL,
  '--set',
  'scheduler=plateau',
  '--set',
  'warmupEpochs=1',
];

beforeAll(async () => {
  await amnl('data', 'simulate', '--out', 'fleet', '--units', '6');
});

test.each([
  ['uncertainty-loss.mjs', 'loss', PLUGIN],
  ['amnl.config.mjs', 'network', CONFIG],
  ['both, eagerly', 'both', [...CONFIG, ...PLUGIN, '--engine', 'eager', '--backend', 'cpu']],
])('%s: two epochs and two more are four, bit for bit', async (_, name, flags) => {
  await amnl('train', ...QUICK, ...flags, '--epochs', '4', '--out', `${name}-whole`);
  await amnl('train', ...QUICK, ...flags, '--epochs', '2', '--out', name);
  await amnl('train', '--resume', name, '--epochs', '4');
  expect(history(name)).toEqual(history(`${name}-whole`));
  expect(history(name)).toHaveLength(4);
  expect(readFileSync(join(folder, name, 'model.onnx')).length).toBeGreaterThan(1000);
  const evaluated = JSON.parse((await amnl('evaluate', name, '--json')).stdout) as Record<string, number>;
  const best = Math.min(...history(name).map((metrics) => metrics['RMSE_last_cycle']!));
  expect(evaluated['RMSE_last_cycle']).toBeCloseTo(best, 2);
});

test('the loss learns its log-variances, on either engine', () => {
  for (const run of ['loss', 'both']) {
    const values = history(run).map((metrics) => metrics['log_variance_health']!);
    expect(new Set(values).size, run).toBe(4);
    expect(history(run)[0]).toHaveProperty('log_variance_rul');
  }
});

test('units from a database train, and are asked for again', async () => {
  const { stderr } = await amnl(
    'train',
    ...SMALL,
    '--config',
    here('database.config.mjs'),
    '--epochs',
    '2',
    '--out',
    'database',
  );
  expect(stderr).toContain('AMNL on pumps');
  expect(stderr).toContain('database.config.mjs (sha256');
  const evaluated = JSON.parse((await amnl('evaluate', 'database', '--json')).stdout) as Record<string, number>;
  const trained = JSON.parse(readFileSync(join(folder, 'database', 'metrics.json'), 'utf8')) as Record<string, number>;
  expect(evaluated['RMSE_last_cycle']).toBe(trained['RMSE_last_cycle']);
  await amnl('train', '--resume', 'database', '--epochs', '3');
  expect(history('database')).toHaveLength(3);
});
