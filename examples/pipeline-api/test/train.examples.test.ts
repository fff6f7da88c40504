import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import '@tensorflow/tfjs';
import { loadWeights } from '@amnl/checkpoint';
import { createTrainer } from '@amnl/core-loop';
import { simulateCmapss } from '@amnl/data-cmapss';
import { makeWindows, Scaler, windowSource } from '@amnl/data-fleet';
import { rulMetrics } from '@amnl/metrics-rul';
import { createRulModel } from '@amnl/model-rul';
import { afterAll, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../train.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pipeline-api-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENGINES = 2;
const run = (env: Record<string, string>) =>
  promisify(execFile)(process.execPath, [script], { cwd: folder, env: { ...process.env, AMNL_DATA_DIR: '', ...env } });

test('under 60 lines', () => {
  expect(readFileSync(script, 'utf8').trimEnd().split('\n').length).toBeLessThan(60);
});

test('trains on a simulated fleet, says so, and leaves weights with the figures it prints', async () => {
  const out = join(folder, 'run');
  const { stdout, stderr } = await run({ SIMULATE: String(ENGINES), EPOCHS: '1', OUT: out });
  expect(stderr).toContain('simulated fleet');
  const printed = JSON.parse(stdout);
  expect(printed).toMatchObject({ out, simulated: true });

  const { metrics, evaluation, history } = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8'));
  expect(printed).toMatchObject(metrics);
  expect(history).toHaveLength(1);
  expect(evaluation.lastCycle.regression).toMatchObject({ count: ENGINES, rmse: metrics.RMSE_last_cycle });
  expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('RMSE_last_cycle');

  // The folder alone is enough to get the same figures again, by the other engine.
  const { test: engines, rules } = simulateCmapss({ subset: 'FD001', trainUnits: ENGINES, testUnits: ENGINES });
  const scaler = Scaler.fromJSON(readFileSync(join(out, 'scaler.json'), 'utf8'));
  const model = createRulModel({ hidden: 64, channels: [32, 64, 32], heads: 4, funnel: [64, 32] });
  await loadWeights(model, join(out, 'checkpoints', 'best.safetensors'));
  const trainer = createTrainer({ model, metrics: rulMetrics(), epochs: 1 });
  const again = await trainer.evaluate(
    windowSource(makeWindows(engines, scaler, { which: 'last' }), { labels: rules.labels }),
  );
  expect(again['RMSE_last_cycle']).toBeCloseTo(printed.RMSE_last_cycle, 2);
  trainer.dispose();
  model.dispose();
});

test.each([
  [{ SIMULATE: '3', OUT: '.' }, 'is there already'],
  [{ SIMULATE: 'many' }, 'trainUnits is NaN'],
  [{ SIMULATE: '3', EPOCHS: '0' }, '`epochs` must be a positive integer, but is 0'],
  [{ AMNL_DATA_DIR: 'nowhere' }, 'does not exist'],
])('%o: one plain line, and nothing is made', async (env, why) => {
  const { code, stderr, stdout } = await run(env as Record<string, string>).then(
    (done) => ({ ...done, code: 0 }),
    (error: { code: number; stderr: string; stdout: string }) => error,
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(why);
  expect(stderr).not.toContain('    at ');
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});
