import {
  arrayData,
  createTrainer,
  eagerEngine,
  fillNormal,
  fromLayersModel,
  type StepEngine,
  sgd,
} from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile, onnxEngine } from '../src/index.js';

beforeAll(() => tf.setBackend('cpu'));

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });

const MODELS: Readonly<Record<string, { input: number[]; layers: () => tf.layers.Layer[] }>> = {
  'a CNN with batch norm': {
    input: [8, 8, 2],
    layers: () => [
      tf.layers.conv2d({
        inputShape: [8, 8, 2],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: seeded(1),
      }),
      tf.layers.batchNormalization(),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, kernelInitializer: seeded(2), activation: 'elu' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(3) }),
    ],
  },
  'a CNN over time': {
    input: [12, 3],
    layers: () => [
      tf.layers.conv1d({
        inputShape: [12, 3],
        filters: 4,
        kernelSize: 3,
        padding: 'same',
        kernelInitializer: seeded(1),
      }),
      tf.layers.layerNormalization(),
      tf.layers.averagePooling1d({ poolSize: 2 }),
      tf.layers.leakyReLU(),
      tf.layers.globalMaxPooling1d(),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(3) }),
    ],
  },
  'a separable CNN': {
    input: [8, 8, 2],
    layers: () => [
      tf.layers.separableConv2d({
        inputShape: [8, 8, 2],
        filters: 4,
        kernelSize: 3,
        depthwiseInitializer: seeded(1),
        pointwiseInitializer: seeded(2),
      }),
      tf.layers.prelu({ alphaInitializer: 'ones' }),
      tf.layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(3), activation: 'softplus' }),
    ],
  },
  'an LSTM': {
    input: [5, 3],
    layers: () => [
      tf.layers.lstm({
        inputShape: [5, 3],
        units: 4,
        returnSequences: true,
        kernelInitializer: seeded(1),
        recurrentInitializer: seeded(2),
      }),
      tf.layers.lstm({ units: 3, kernelInitializer: seeded(3), recurrentInitializer: seeded(4) }),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(5) }),
    ],
  },
  'a bidirectional GRU': {
    input: [5, 3],
    layers: () => [
      tf.layers.bidirectional({
        inputShape: [5, 3],
        layer: tf.layers.gru({ units: 4, kernelInitializer: seeded(1), recurrentInitializer: seeded(2) }) as never,
        mergeMode: 'concat',
      }),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(3) }),
    ],
  },
  'a dense network with penalties': {
    input: [6],
    layers: () => [
      tf.layers.dense({
        inputShape: [6],
        units: 5,
        activation: 'selu',
        kernelInitializer: seeded(1),
        kernelRegularizer: 'l1l2',
      }),
      tf.layers.dense({ units: 4, activation: 'softmax', kernelInitializer: seeded(2), kernelConstraint: 'maxNorm' }),
      tf.layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer: seeded(3) }),
    ],
  },
};

describe.each(Object.entries(MODELS))('%s of tf.layers', (_name, { input, layers }) => {
  const samples = 10;

  async function train(engine: StepEngine): Promise<{ losses: number[]; weights: Float32Array[] }> {
    const model = tf.sequential({ layers: layers() });
    const size = input.reduce((product, n) => product * n, 1);
    const trainer = createTrainer({
      model: fromLayersModel(model as never),
      engine,
      data: arrayData({
        inputs: { x: { data: fillNormal(new Float32Array(samples * size), 1, 'x', 0), shape: [samples, ...input] } },
        targets: { y: { data: fillNormal(new Float32Array(samples), 1, 'y', 0), shape: [samples, 1] } },
        batchSize: 4, // 4, 4, 2: a second shape
      }),
      loss: (outputs, targets) => tf.losses.meanSquaredError(targets['y']!, outputs['y']!),
      plugins: [sgd({ learningRate: 0.05 })],
      epochs: 3,
    });
    const { history } = await trainer.fit();
    const weights = await Promise.all(model.getWeights().map(async (w) => (await w.data()).slice() as Float32Array));
    trainer.dispose();
    model.dispose();
    return { losses: history.map(({ metrics }) => metrics['loss']!), weights };
  }

  it('trains unchanged, and as eagerly', async () => {
    const expected = await train(eagerEngine());
    const found = await train(onnxEngine({ threads: 1 }));
    found.losses.forEach((loss, i) => {
      expect(Math.abs(loss / expected.losses[i]! - 1)).toBeLessThan(1e-4);
    });
    found.weights.forEach((weights, i) => {
      const difference = weights.map((w, j) => w - expected.weights[i]![j]!);
      expect(Math.hypot(...difference)).toBeLessThan(1e-4 * Math.hypot(...expected.weights[i]!) + 1e-6);
    });
  });
});

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
