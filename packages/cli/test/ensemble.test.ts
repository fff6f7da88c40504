// An ensemble of real runs, through every command that takes a run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRuntime } from '@amnl/engine-onnx';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const at = (...names: string[]) => join(folder, ...names);
const json = (...names: string[]) => JSON.parse(readFileSync(at(...names), 'utf8'));
const good = async (...args: string[]) => {
  const { code, stdout, stderr } = await amnlHere(args);
  expect(code, stderr).toBe(0);
  return { stdout, stderr };
};
const train = (name: string, ...more: string[]) =>
  good('train', '--data-dir', at('fleet'), ...TINY, '--selection', 'holdout', '--out', at(name), ...more);

/** What is predicted for each row of the test units. */
const predicted = async (name: string): Promise<{ rul: number; rul_spread?: number }[]> => {
  const { stdout } = await good('predict', at(name), '--input', at('fleet', 'test_FD001.txt'), '--json');
  return JSON.parse(stdout);
};

beforeAll(async () => {
  await good('data', 'simulate', '--out', at('fleet'), '--units', '12');
  for (const seed of ['1', '2', '3']) await train(`run-${seed}`, '--seed', seed, '--set', 'splitSeed=7');
  await train('apart', '--seed', '1');
  await good('ensemble', at('run-1'), at('run-2'), at('run-3'), '--out', at('all'));
});
afterAll(remove);

test('predicts the mean of what its members predict, and says what it is', async () => {
  const each = [await predicted('run-1'), await predicted('run-2'), await predicted('run-3')];
  const all = await predicted('all');
  expect(all.length).toBeGreaterThan(100);
  for (const [i, { rul, rul_spread: spread }] of all.entries()) {
    const members = each.map((rows) => rows[i]!.rul);
    const mean = (members[0]! + members[1]! + members[2]!) / 3;
    expect(Math.abs(rul - mean)).toBeLessThan(2e-3);
    // Members' figures are rounded, and a difference of large numbers of float32 is squared.
    expect(Math.abs(spread! - Math.sqrt(members.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 3))).toBeLessThan(
      5e-3,
    );
  }
  expect(each[0]![0]).not.toHaveProperty('rul_spread');
  const { members, data } = json('all', 'config.json');
  expect(members).toEqual([1, 2, 3].map((seed) => ({ seed, folder: join('..', `run-${seed}`) })));
  expect(data.heldOutUnits).toEqual(json('run-1', 'config.json').data.heldOutUnits);
  expect(json('all', 'metrics.json')).toMatchObject({ stopped_because: 'the mean of 3 networks' });
});

test('its figures are those of its predictions, and every command takes it', async () => {
  const { stdout } = await good('evaluate', at('all'), '--data-dir', at('fleet'), '--json');
  expect(JSON.parse(stdout).RMSE_last_cycle).toBeCloseTo(json('all', 'metrics.json').RMSE_last_cycle, 4);
  const [line] = readFileSync(at('all', 'history.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(line!).metrics.RMSE_last_cycle).toBe(json('all', 'metrics.json').selected_RMSE_last_cycle);
  await good('explain', at('all'), '--unit', '2', '--input', at('fleet', 'test_FD001.txt'));
  await good('export', at('all'), '--output', at('all.onnx'));
  await good('report', at('all'));
  const page = readFileSync(at('all', 'report.html'), 'utf8');
  expect(page.includes('mean of 3 networks, seeds 1, 2, 3'), 'a title that says what it is').toBe(true);
});

test('how far its members differ stands in every table and in both ONNX files', async () => {
  const rows = await predicted('all');
  const input = ['--input', at('fleet', 'test_FD001.txt')];
  const { stdout } = await good('predict', at('all'), ...input);
  const [head, first] = stdout.trim().split('\n');
  const column = head!.split(',').indexOf('rul_spread');
  expect(head!.split(',')[column - 1]).toBe('rul');
  expect(Number(first!.split(',')[column])).toBe(rows[0]!.rul_spread);
  expect(readFileSync(at('all', 'predictions.csv'), 'utf8').split('\n')[0]).toContain(',rul,rul_spread,');
  await good('predict', at('all'), ...input, '--output', at('all.parquet'));
  const columns = await parquetReadObjects({ file: await asyncBufferFromFile(at('all.parquet')) });
  expect(columns[0]!['rul_spread']).toBeCloseTo(rows[0]!.rul_spread!, 3);
  const { InferenceSession } = await loadRuntime();
  for (const name of ['model.onnx', 'model-raw.onnx']) {
    const session = await InferenceSession.create(readFileSync(at('all', name)));
    expect(session.outputNames).toContain('rul_spread');
    await session.release();
  }
});

test('what cannot be one is refused, and nothing is left', async () => {
  const cases: [args: string[], code: string, says: string][] = [
    [[at('run-1')], 'CLI_USAGE', 'two runs or more'],
    [[at('run-1'), at('run-1')], 'CLI_USAGE', 'each given once'],
    [[at('run-1'), at('apart')], 'CLI_ENSEMBLE_UNFIT', 'splitSeed'],
    [[at('run-1'), at('all')], 'CLI_ENSEMBLE_UNFIT', 'is an ensemble itself'],
  ];
  for (const [args, code, says] of cases) {
    const { code: exit, stderr } = await amnlHere(['ensemble', ...args, '--out', at('none')]);
    expect(exit, stderr).toBe(2);
    expect(stderr).toContain(code);
    expect(stderr).toContain(says);
  }
  const { stderr } = await amnlHere(['train', '--resume', at('all')]);
  expect(stderr).toContain('is an ensemble of');
});
