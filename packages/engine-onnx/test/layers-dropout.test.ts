import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../src/index.js';

beforeAll(() => tf.setBackend('cpu'));

describe('tf.layers.dropout', () => {
  const layers = () => [
    tf.layers.embedding({ inputDim: 7, outputDim: 8, inputLength: 4 }),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 1 }),
  ];

  it('gets fresh masks in compile(), where everything trains', async () => {
    const model = tf.sequential({ layers: layers() });
    const optimizer = tf.train.sgd(0.1);
    const step = compile(({ x, y }: { x: tf.Tensor; y: tf.Tensor }) =>
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() =>
          tf.losses.meanSquaredError(y, model.apply(x, { training: true }) as tf.Tensor),
        );
        optimizer.applyGradients(grads as never);
        return value;
      }),
    );
    const inputs = {
      x: { data: Int32Array.from({ length: 32 }, (_, i) => i % 7), shape: [8, 4] },
      y: { data: Float32Array.from({ length: 8 }, (_, i) => (i % 7) / 7), shape: [8, 1] },
    };
    const losses: number[] = [];
    for (let i = 0; i < 200; i++) {
      const value = await step.run(inputs);
      losses.push((await value.data())[0]!);
      value.dispose();
    }
    const mean = (list: number[]) => list.reduce((a, b) => a + b) / list.length;
    expect(mean(losses.slice(-50))).toBeLessThan(0.7 * mean(losses.slice(0, 10)));
    // A frozen mask would make the last losses nearly equal.
    const late = losses.slice(-10);
    expect(Math.max(...late) / Math.min(...late)).toBeGreaterThan(1.05);
    await step.dispose();
    model.dispose();
    optimizer.dispose();
  });
});
