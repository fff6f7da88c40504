import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin, Snapshot } from '@amnl/core-loop';
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

test('what a killed process saw beyond the point where the run goes on is taken back, with its torn line', async () => {
  const look = (step: number) =>
    JSON.stringify({ epoch: 0, batch: step, batches: 6, step, at: 0, samplesPerSecond: 1, metrics: { loss: -1 } });
  writeFileSync(join(folder, 'steps.jsonl'), `${look(2)}\n${look(4)}\n${look(6)}\n{"epoch":0,"ba`);
  const state = (): Plugin => ({ name: 'state', state: { version: 1, save: () => 0, load: () => {} } });
  const first = tinyTrainer({ epochs: 1, plugins: [state()] });
  let saved: Snapshot | undefined;
  first.events.on('step:ended', ({ progress }) => {
    if (progress.step !== 4) return;
    const { tensors, state } = first.snapshot();
    const copies = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.clone()]));
    saved = { tensors: copies, state: JSON.parse(JSON.stringify(state)) };
  });
  await first.fit();
  const second = tinyTrainer({ epochs: 1, plugins: [state(), stepsWriter(folder, clock(2000))] });
  await second.restore(saved!);
  await second.fit();
  expect(lines().map(({ step }) => step)).toEqual([2, 4, 5, 6]);
  expect(lines().map(({ metrics }) => metrics.loss > 0)).toEqual([false, false, true, true]);
  for (const trainer of [first, second]) trainer.dispose();
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
