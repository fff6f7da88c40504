import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { stepsWriter } from './steps-plugin.js';

let folder: string;
beforeAll(async () => {
  await setBackend('cpu');
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amnl-steps-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A clock that goes on by `ms` whenever it is asked. */
function clock(ms: number): () => number {
  let at = 0;
  return () => (at += ms);
}
const lines = () =>
  readFileSync(join(folder, 'steps.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test('a line a look, with the means since the look before', async () => {
  const trainer = tinyTrainer({ epochs: 2, plugins: [stepsWriter(folder, clock(500))] });
  const { history } = await trainer.fit();
  // Six steps an epoch, half a second each: every other one is looked at.
  expect(lines().map(({ epoch, batch, batches, step }) => [epoch, batch, batches, step])).toEqual([
    [0, 1, 6, 1],
    [0, 3, 6, 3],
    [0, 5, 6, 5],
    [1, 1, 6, 7],
    [1, 3, 6, 9],
    [1, 5, 6, 11],
  ]);
  const losses = lines().map(({ metrics }) => metrics.loss);
  const whole = history[0]!.metrics['loss']!;
  expect(Math.min(...losses.slice(0, 3))).toBeLessThan(whole);
  expect(losses[0]).toBeGreaterThan(losses[5]);
  expect(lines()[0]).toMatchObject({ metrics: { learningRate: 0.05 }, at: expect.any(Number) });
  expect(lines()[1].samplesPerSecond).toBeCloseTo(12 / 1.5, 6); // 3 batches of 4 in 3 half seconds
  trainer.dispose();
});

test('a line that was cut off does not take the next one with it', async () => {
  writeFileSync(join(folder, 'steps.jsonl'), '{"epoch":0,"ba');
  const trainer = tinyTrainer({ epochs: 1, plugins: [stepsWriter(folder, clock(2000))] });
  await trainer.fit();
  expect(() => lines()).toThrow();
  const [torn, ...whole] = readFileSync(join(folder, 'steps.jsonl'), 'utf8').trimEnd().split('\n');
  expect(torn).toBe('{"epoch":0,"ba');
  expect(whole.map((line) => JSON.parse(line).step)).toEqual([1, 2, 3, 4, 5, 6]);
  trainer.dispose();
});

test('lines become rarer as the run gets longer', async () => {
  const trainer = tinyTrainer({ epochs: 400, plugins: [stepsWriter(folder, clock(4000))] });
  await trainer.fit();
  const steps = lines().map(({ step }) => step);
  expect(steps.slice(0, 3)).toEqual([1, 2, 3]);
  expect(steps.at(-1) - steps.at(-2)).toBeGreaterThan(1);
  trainer.dispose();
});

test('a file that cannot be written is told once and costs nothing else', async () => {
  mkdirSync(join(folder, 'steps.jsonl')); // a folder in its place
  const notices: string[] = [];
  const trainer = tinyTrainer({ epochs: 2, plugins: [stepsWriter(folder, clock(2000))] });
  trainer.events.on('run:notice', ({ message }) => void notices.push(message));
  const { history } = await trainer.fit();
  expect(history).toHaveLength(2);
  expect(notices).toEqual([expect.stringMatching(/steps\.jsonl cannot be written: it is a folder/)]);
  trainer.dispose();
});

test('passes the conformance kit', () => checkPlugin(() => stepsWriter(folder, clock(600))));
