import { arrayData, fillNormal } from '@amnl/core-loop';
import { checkPlugin, countTensors, tinyTrainer } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { focal, focalLoss } from '../focal-loss.mjs';

const value = (z: number[], y: number[], options = {}) =>
  tf.tidy(() => focalLoss(tf.tensor1d(z), tf.tensor1d(y, 'int32'), options).dataSync()[0]!);

// p = 1 / (1 + e^−z): 0 → 0.5, ln 9 → 0.9, −ln 9 → 0.1. −ln 0.5 = 0.693147, −ln 0.9 = 0.105361, −ln 0.1 = 2.302585.
test.each([
  ['undecided, positive: ¼ · ½² · 0.693147', 0, 1, { gamma: 2, alpha: 0.25 }, 0.0433217],
  ['undecided, negative: ¾ · ½² · 0.693147', 0, 0, { gamma: 2, alpha: 0.25 }, 0.129965],
  ['easy positive, p_t = 0.9: ¼ · 0.1² · 0.105361', Math.log(9), 1, { gamma: 2, alpha: 0.25 }, 2.634e-4],
  ['missed negative, p_t = 0.1: ¾ · 0.9² · 2.302585', Math.log(9), 0, { gamma: 2, alpha: 0.25 }, 1.39882],
  ['missed positive, p_t = 0.1: ¼ · 0.9² · 2.302585', -Math.log(9), 1, { gamma: 2, alpha: 0.25 }, 0.466273],
  ['γ = 0: half the cross-entropy', Math.log(9), 0, { gamma: 0, alpha: 0.5 }, 1.1512925],
  ['γ = 1: ½ · 0.9 · 2.302585', Math.log(9), 0, { gamma: 1, alpha: 0.5 }, 1.0361633],
] as const)('%s', (_, z, y, options, expected) => {
  expect(value([z], [y], options)).toBeCloseTo(expected, 6);
});

test('the mean over samples; the defaults are the paper’s', () => {
  expect(value([0, 0], [1, 0])).toBeCloseTo((0.0433217 + 0.129965) / 2, 6);
});

test('loss and gradient stay finite where the probability is 0 or 1 in float32', async () => {
  const left = await countTensors(() =>
    tf.tidy(() => {
      const labels = tf.tensor1d([1, 0, 1, 0], 'int32');
      for (const gamma of [0, 0.5, 2]) {
        const { value: loss, grad } = tf.valueAndGrad((z) => focalLoss(z, labels, { gamma }))(
          tf.tensor1d([200, 200, -200, -200]),
        );
        expect(loss.dataSync()[0]).toBeCloseTo((0.75 * 200 + 0.25 * 200) / 4, 3);
        const [easy, missed] = grad.dataSync();
        expect(easy).toBeCloseTo(0, 6);
        expect(missed).toBeCloseTo(0.75 / 4, 5);
      }
    }),
  );
  expect(left).toBe(0);
});

const n = 24;
const x = fillNormal(new Float32Array(3 * n), 5, 'focal', 0);
const label = Int32Array.from({ length: n }, (_, i) => (x[3 * i]! > 1 ? 1 : 0));
const data = arrayData({
  inputs: { x: { data: x, shape: [n, 3] } },
  targets: { label: { data: label, shape: [n, 1] } },
  batchSize: 4,
});
const metrics = () => ({});

test('resumes, is reused and leaks nothing, like every plugin', async () => {
  await checkPlugin(() => focal(), { data, evaluation: data, metrics });
});

test('as the `loss` option and as a plugin: the same run', async () => {
  const fit = async (how: Parameters<typeof tinyTrainer>[0]) => {
    const trainer = tinyTrainer({ data, evaluation: data, metrics, epochs: 3, ...how });
    const { history } = await trainer.fit();
    trainer.dispose();
    trainer.model.dispose?.();
    return history.map((epoch) => epoch.metrics);
  };
  const asPlugin = await fit({ plugins: [focal()] });
  expect(await fit({ loss: ({ y }, targets) => focalLoss(y!, targets['label']!) })).toEqual(asPlugin);
  expect(asPlugin.at(-1)!['val_loss']).toBeLessThan(asPlugin[0]!['val_loss']!);
});

test.each([
  ['target' as const, { target: 'class' }, "there is no target 'class' but label. Name it with `target`"],
  ['output' as const, { output: 'logits' }, "there is no output 'logits' but y. Name it with `output`"],
])('a wrong name of the %s is told, with the names there are', async (_, options, message) => {
  const trainer = tinyTrainer({ data, plugins: [focal(options)], epochs: 1 });
  await expect(trainer.fit()).rejects.toThrow(`[focal-loss] ${message}`);
  trainer.dispose();
  trainer.model.dispose?.();
});

test('shapes that would broadcast are refused', async () => {
  const left = await countTensors(() =>
    tf.tidy(() => {
      const attempt = () => focalLoss(tf.zeros([4, 1]), tf.zeros([4]));
      expect(attempt).toThrow('logits are [4,1], labels [4]. Give both the same shape');
    }),
  );
  expect(left).toBe(0);
});

test.each([{ gamma: -1 }, { gamma: Number.NaN }, { alpha: 1.5 }])('refuses %o', (options) => {
  expect(() => focal(options)).toThrow('CL_OPTION_INVALID');
});
