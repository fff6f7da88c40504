import '@tensorflow/tfjs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpoint } from '@amnl/checkpoint';
import { sgd } from '@amnl/core-loop';
import { tinyTrainer } from '@amnl/core-loop/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { continueRun } from './checkpoints.js';

const folder = mkdtempSync(join(tmpdir(), 'amnl-continue-'));
beforeAll(async () => {
  await setBackend('cpu');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a checkpoint of another set-up is not gone on with, unless that is allowed', async () => {
  const trainer = (learningRate: number) =>
    tinyTrainer({ plugins: [sgd({ learningRate }), checkpoint({ dir: join(folder, 'checkpoints') })], epochs: 1 });
  await trainer(0.05).fit();
  await expect(continueRun(trainer(0.01), folder, { epochs: 4, allowed: false })).rejects.toThrow(
    /a different setup.*plugins\.sgd\.learningRate: 0\.05 → 0\.01.*--allow-config-change.*CLI_RESUME_CHANGED/,
  );
  const other = trainer(0.01);
  await continueRun(other, folder, { epochs: 4, allowed: true });
  expect(other.run.progress.epoch).toBe(1);
});

test('a run with more epochs than are wanted is refused', async () => {
  const make = () => tinyTrainer({ plugins: [checkpoint({ dir: join(folder, 'checkpoints') })], epochs: 2 });
  await make().fit();
  await expect(continueRun(make(), folder, { epochs: 1, allowed: true })).rejects.toThrow(
    /has trained 2 epochs, more than epochs = 1\. Give --epochs 2 .*CLI_CONFIG_INVALID/,
  );
  await continueRun(make(), folder, { epochs: 2, allowed: true });
});

test("the epochs of an earlier release have NASA's score under the name of today", async () => {
  const trainer = (metrics: () => Record<string, number>) =>
    tinyTrainer({ plugins: [checkpoint({ dir: join(folder, 'checkpoints') })], epochs: 1, metrics });
  await trainer(() => ({ nasa_score_paper: 47, nasa_score_raw: 5116 })).fit();
  const resumed = trainer(() => ({ nasa_score_last_cycle: 66, nasa_score_all_cycles: 7000 }));
  await continueRun(resumed, folder, { epochs: 4, allowed: false });
  const { history } = await resumed.fit({ epochs: 2 });
  expect(history.map(({ metrics }) => metrics['nasa_score_last_cycle'])).toEqual([47, 66]);
  expect(Object.keys(history[0]!.metrics)).toEqual(Object.keys(history[1]!.metrics));
});
