import { checkPlugin, countTensors, recordOrder, tinyTrainer } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { centralised, gradientCentralisation } from './index.js';

test('takes the mean out of every column, by hand', async () => {
  const left = await countTensors(() => {
    const values = tf.tidy(() =>
      centralised(
        tf.tensor2d([
          [1, 4],
          [3, 0],
        ]),
      ).dataSync(),
    );
    expect([...values]).toEqual([-1, 2, 1, -2]);
  });
  expect(left).toBe(0);
});

test('holds what every plugin must hold: resume, memory, reuse', () => checkPlugin(gradientCentralisation));

test('reaches the optimiser: a centralised kernel keeps its mean', async () => {
  const trainer = tinyTrainer({ plugins: [gradientCentralisation()], epochs: 5 });
  const { history } = await trainer.fit();
  const w = await trainer.model.parameters['w']!.data();
  expect(w[0]! + w[1]! + w[2]!).toBeCloseTo(0, 5);
  expect(history.at(-1)!.metrics['loss']!).toBeLessThan(history[0]!.metrics['loss']!);
});

test('runs where the list says', async () => {
  const order: string[] = [];
  await tinyTrainer({ plugins: [recordOrder(order), gradientCentralisation()], epochs: 1 }).fit();
  expect(order).toContain('recorder.gradients');
});
