import type { Plugin } from '@amnl/core-loop';
import { checkPlugin, countTensors, tinyTrainer } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { bars, countAtLeast, EDGES, gradientHistogram, perColumn } from '../gradient-histogram.mjs';

const silent = () => {};

test('columns by hand: zero, both signs, an edge itself, infinity; NaN is in none', async () => {
  const left = await countTensors(() =>
    tf.tidy(() => {
      const gradient = tf.tensor2d([0, 5e-9, 1e-3, -2e-3, 0.5, -7, Number.POSITIVE_INFINITY, Number.NaN], [2, 4]);
      // columns: below 1e-8, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1
      expect(perColumn(countAtLeast(gradient).dataSync())).toEqual([2, 0, 0, 0, 0, 0, 2, 0, 1, 2]);
    }),
  );
  expect(left).toBe(0);
});

test('bars: the fullest is full, the smallest can be seen, nothing is a dot', () => {
  expect(bars([0, 1, 1000, 500])).toBe('·▁█▄');
  expect(bars([0, 0])).toBe('··');
});

test('resumes, is reused and leaks nothing, like every plugin', async () => {
  await checkPlugin(() => gradientHistogram(silent));
});

test('an epoch counts every element of every step once, and the next epoch starts from nothing', async () => {
  const seen: number[][] = [];
  /** The counts so far, after every step. */
  const totals: Plugin = {
    name: 'totals',
    hooks: {
      async stepEnd(run) {
        const counts = await run.variable('gradient-histogram/w', 0, [EDGES.length]).data();
        seen.push(perColumn(counts));
      },
    },
  };
  // 24 samples in batches of 4: 6 steps an epoch; w has 3 elements.
  const trainer = tinyTrainer({ plugins: [gradientHistogram(silent), totals], epochs: 2 });
  await trainer.fit();
  expect(seen.map((columns) => columns.reduce((a, b) => a + b))).toEqual([3, 6, 9, 12, 15, 18, 3, 6, 9, 12, 15, 18]);
  trainer.dispose();
  trainer.model.dispose?.();
});

test('a skipped step does not count', async () => {
  const lines: string[] = [];
  const skip: Plugin = {
    name: 'skip',
    hooks: {
      gradients(step, gradients) {
        step.skipUnless(tf.scalar(false, 'bool'));
        return gradients;
      },
    },
  };
  const trainer = tinyTrainer({ plugins: [skip, gradientHistogram((line) => lines.push(line))], epochs: 1 });
  await trainer.fit();
  expect(lines.slice(1)).toEqual([`  w  ${'·'.repeat(10)}`, `  b  ${'·'.repeat(10)}`]);
  trainer.dispose();
  trainer.model.dispose?.();
});
