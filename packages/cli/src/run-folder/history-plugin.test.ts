import '@tensorflow/tfjs';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { historyWriter } from './history-plugin.js';

const folder = mkdtempSync(join(tmpdir(), 'amnl-history-'));
const path = join(folder, 'history.jsonl');
const plugin = () => historyWriter(folder, { selection: 'test', simulated: true });
const epochs = () =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).epoch);
beforeAll(async () => {
  await setBackend('cpu');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a line an epoch, and no file before the first', async () => {
  const trainer = tinyTrainer({ epochs: 2, plugins: [plugin()] });
  const before: boolean[] = [];
  trainer.events.on('epoch:started', () => void before.push(existsSync(path)));
  await trainer.fit();
  expect(before).toEqual([false, true]);
  expect(epochs()).toEqual([0, 1]);
  trainer.dispose();
});

test('an epoch that a killed process had written, and that is trained again, is taken back at once', async () => {
  writeFileSync(path, '{"epoch":0}\n{"epoch":1}\n');
  const trainer = tinyTrainer({ epochs: 1, plugins: [plugin()] });
  const seen: number[][] = [];
  trainer.events.on('epoch:started', () => void seen.push(epochs()));
  await trainer.fit();
  expect(seen).toEqual([[]]);
  expect(epochs()).toEqual([0]);
  trainer.dispose();
});

test('passes the conformance kit', () => checkPlugin(plugin));
