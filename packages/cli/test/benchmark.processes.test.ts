import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amnl, temporaryFolder } from './amnl.js';
import { finish, signalledAt } from './survival/survive.js';

const { path: folder, remove } = temporaryFolder();
const [fleet, file, whole] = ['fleet', 'benchmark.json', 'whole'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
/** The smallest networks, some steps an epoch, a checkpoint every second one. */
const settings = {
  ...{
    preset: 'quick',
    epochs: 3,
    hidden: 4,
    channels: [4],
    heads: 2,
    funnel: [8],
    window: 10,
    stride: 10,
    batchSize: 16,
  },
  ...{ checkpointSteps: 2, dataDir: fleet },
};
const define = (place: string) => finish(['benchmark', 'define', file, '--no-predict', '--out', place]);
const run = (place: string) => ['benchmark', 'run', place, '--jobs', '2'];
/** All that must be the same when a benchmark is repeated. */
const figures = (place: string) => {
  const text = readFileSync(join(place, 'results.json'), 'utf8');
  return text.slice(0, text.indexOf('"cost"'));
};

beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
  writeFileSync(file, JSON.stringify({ seeds: [1, 2], settings, variants: { amnl: {}, lstm: { network: 'lstm' } } }));
  await define(whole);
  await finish(run(whole));
  await finish(['benchmark', 'report', whole]);
});
afterAll(remove);

describe('amnl benchmark', () => {
  test('whose trainings are killed again and again ends with the same figures, byte for byte', async () => {
    const place = join(folder, 'killed');
    await define(place);
    for (const moment of ['batch:ended:3', 'fs:rename:9', 'eval:started:2']) {
      const { code, stderr } = await signalledAt(run(place), moment, 'SIGKILL');
      expect(code, stderr).not.toBe(0);
    }
    await finish(run(place));
    await finish(['benchmark', 'report', place]);
    expect(figures(place)).toBe(figures(whole));
  });

  test('whose runs are not all done says so, and compares the seeds that both have', async () => {
    const place = join(folder, 'part');
    cpSync(whole, place, { recursive: true });
    rmSync(join(place, 'lstm', 'FD001', 'seed-2'), { recursive: true });
    const { stderr, stdout } = await finish(['benchmark', 'report', place, '--json']);
    expect(stderr).toMatch(/1 of 4 runs are not done, and all figures are provisional/);
    expect(stderr).toMatch(/\(provisional\)/);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: false,
      missing: ['lstm/FD001/seed-2'],
      results: [
        { variant: 'amnl', done: 2 },
        { variant: 'lstm', done: 1, planned: 2 },
      ],
      paired: [{ variant: 'lstm', seeds: [1] }],
    });
    expect(readFileSync(join(place, 'benchmark.html'), 'utf8')).toContain('"complete":false');
  });

  test('tells the figures that its runs have', () => {
    const results = JSON.parse(readFileSync(join(whole, 'results.json'), 'utf8'));
    const read = (name: string) => readFileSync(join(whole, 'lstm', 'FD001', 'seed-1', name), 'utf8');
    const { RMSE_last_cycle, bestEpoch } = JSON.parse(read('metrics.json'));
    const run = results.runs.find((one: { variant: string; seed: number }) => one.variant === 'lstm' && one.seed === 1);
    expect(run.final.rmse).toBeCloseTo(RMSE_last_cycle, 3);
    expect(run.choices.holdout.epoch).toBe(bestEpoch);
    expect(run.choices.holdout.rmse).toBeCloseTo(RMSE_last_cycle, 3);
    expect(run.choices.test.rmse).toBeLessThanOrEqual(run.choices.holdout.rmse);
    expect(run.choices.last.epoch).toBe(2);
    expect(run.curves.test).toHaveLength(3);
  });

  test('without a run that is done has no report', async () => {
    const place = join(folder, 'none');
    await define(place);
    const { code, stderr } = await amnl(['benchmark', 'report', place]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/none of the 4 runs .* is done.*CLI_BENCHMARK_INVALID/),
    });
  });

  test('predicts its hours from some steps of each variant', async () => {
    const place = join(folder, 'predicted');
    const { stderr } = await finish(['benchmark', 'define', file, '--out', place]);
    expect(stderr).toMatch(/variant +a step +a run +all its runs\n +amnl .* s .* min .* min\n +lstm /);
    expect(stderr).toMatch(/such machines: 1: [\d.]+ min, 2: [\d.]+ min, 4: /);
    expect(JSON.parse(readFileSync(join(place, 'predicted.json'), 'utf8'))).toMatchObject({
      coreHours: expect.any(Number),
    });
  });
});
