import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  createTrainer,
  fromLayersModel,
  type NamedTensors,
  type NamedVariables,
  type TrainableModel,
} from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { createBackbone, freeze, keepStatistics, withHead } from '../networks.mjs';
import { signals, TASKS } from '../signals.mjs';

test('frozen layers stay bit for bit, and thawing one block gains', async () => {
  const path = fileURLToPath(new URL('../fine-tuning.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path]);
  const { accuracyA, headOnly, unchanged, thawed, lowerUnchanged } = JSON.parse(stdout.trim().split('\n').at(-1)!);
  expect({ unchanged, lowerUnchanged }).toEqual({ unchanged: true, lowerUnchanged: true });
  expect(accuracyA).toBeGreaterThan(0.9);
  expect(headOnly).toBeGreaterThan(0.85);
  expect(thawed).toBeGreaterThan(headOnly);
});

const [learningRate, weightDecay] = [0.01, 0.1];
const loss = ({ logits }: NamedTensors, { label }: NamedTensors) =>
  tf.losses.softmaxCrossEntropy(tf.oneHot(label as tf.Tensor1D, 3), logits as tf.Tensor2D) as tf.Scalar;

/** One optimiser step from fresh moments, and what AdamW is to do in it. */
async function oneStep() {
  const blocks = createBackbone();
  freeze(blocks.slice(0, 1));
  const network = withHead(blocks, 3);
  const model = keepStatistics(fromLayersModel(network, { inputs: ['signal'], outputs: ['logits'] }));
  const data = signals(TASKS.b, 20, 'one-step');
  // The same gradients as the trainer's, by TensorFlow.js alone.
  const [batch] = [...(data.batches({ epoch: 0, seed: 42 }) as Iterable<{ inputs: Host; targets: Host }>)];
  const gradients = tf.tidy(() => {
    const signal = tf.tensor3d(batch!.inputs['signal']!.data as Float32Array, [20, 64, 1]);
    const label = tf.tensor1d(batch!.targets['label']!.data, 'int32');
    const logits = () => network.apply(signal, { training: false }) as tf.Tensor;
    const { grads } = tf.variableGrads(() => loss({ logits: logits() }, { label }), Object.values(model.parameters));
    return Object.fromEntries(
      Object.entries(model.parameters).map(([name, v]) => [name, Array.from(grads[v.name]!.dataSync())]),
    );
  });
  const before = numbers(model.parameters);
  const buffers = numbers(model.buffers!);
  const trainer = createTrainer({
    model,
    data,
    loss,
    plugins: [
      adamW({
        learningRate,
        weightDecay,
        noDecay: [/bias$|gamma$|beta$/],
        groups: [{ match: /Conv1D|BatchNormalization/, learningRateFactor: 0.1, weightDecayFactor: 0.5 }],
      }),
    ],
    epochs: 1,
  });
  await trainer.fit();
  expect(trainer.run.progress.step).toBe(1);
  expect(numbers(model.buffers!)).toEqual(buffers);
  const after = numbers(model.parameters);
  trainer.dispose();
  return { gradients, before, after };
}
type Host = Record<string, { data: Float32Array | Int32Array }>;

test("AdamW's first step, worked by hand: every group has its own rate and decay", async () => {
  const { gradients, before, after } = await oneStep();
  // Conv1D of the lower block is frozen: it is no parameter at all.
  expect(Object.keys(before)).toEqual([
    '4.Conv1D/kernel',
    '4.Conv1D/bias',
    '5.BatchNormalization/gamma',
    '5.BatchNormalization/beta',
    '8.Dense/kernel',
    '8.Dense/bias',
  ]);
  for (const [name, values] of Object.entries(before)) {
    const head = name.includes('Dense');
    const rate = head ? learningRate : 0.1 * learningRate;
    const decay = name.endsWith('kernel') ? (head ? weightDecay : 0.5 * weightDecay) : 0;
    // m̂ = g and v̂ = g² after one step: θ ← θ − α λ θ − α g / (|g| + ε).
    const expected = values.map((w, i) => {
      const g = gradients[name]![i]!;
      return w - rate * decay * w - (rate * g) / (Math.abs(g) + 1e-8);
    });
    after[name]!.forEach((w, i) => {
      // A gradient as small as rounding has no certain sign.
      if (Math.abs(gradients[name]![i]!) > 1e-5) expect(w, `${name}[${i}]`).toBeCloseTo(expected[i]!, 5);
    });
    const certain = gradients[name]!.filter((g) => Math.abs(g) > 1e-5).length;
    expect(certain / values.length, name).toBeGreaterThan(0.5);
  }
});

/** Names of what a short training of a network with a frozen backbone moves. */
async function moved(keep: (model: TrainableModel) => TrainableModel) {
  const blocks = createBackbone();
  freeze(blocks);
  const model = keep(fromLayersModel(withHead(blocks, 3), { inputs: ['signal'], outputs: ['logits'] }));
  const all = { ...model.parameters, ...model.buffers };
  const before = numbers(all);
  const plugins = [adamW({ learningRate }), ema()];
  const trainer = createTrainer({ model, data: signals(TASKS.b, 60, 'short'), loss, plugins, epochs: 10 });
  await trainer.fit();
  trainer.dispose();
  const after = numbers(all);
  return Object.keys(all).filter((name) => `${before[name]}` !== `${after[name]}`);
}

test('trainable = false holds the weights, and keepStatistics the statistics of batch norm', async () => {
  const head = ['8.Dense/kernel', '8.Dense/bias'];
  expect(await moved(keepStatistics)).toEqual(head);
  expect(await moved((model) => model)).toEqual([
    ...head,
    '2.BatchNormalization/moving_mean',
    '2.BatchNormalization/moving_variance',
    '5.BatchNormalization/moving_mean',
    '5.BatchNormalization/moving_variance',
  ]);
});

function numbers(variables: NamedVariables): Record<string, number[]> {
  return Object.fromEntries(Object.entries(variables).map(([name, v]) => [name, Array.from(v.dataSync())]));
}
