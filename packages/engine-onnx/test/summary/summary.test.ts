import { arrayData, createTrainer, fromLayersModel, type TrainableModel, type Trainer } from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { createRulModel } from '@amnl/model-rul';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { summary as printed, type SummaryOptions } from '../../src/summary/index.js';
import { mobileNet } from './models.js';

beforeAll(() => tf.setBackend('cpu'));

type Given = Parameters<typeof printed>[0];
const summary = (model: Given, options: SummaryOptions = {}) => printed(model, { print: false, ...options });

/** Operations of a model of one layer, for one sample. */
async function flopsOf(layer: tf.layers.Layer): Promise<number> {
  const model = tf.sequential({ layers: [layer] });
  const { flops } = await summary(model, { batchSize: 3 });
  model.dispose();
  return flops.forward;
}

describe('operations of a forward pass, two for a multiply-add, worked by hand', () => {
  const { layers } = tf;
  const lstm = () => layers.lstm({ units: 4, returnSequences: true, kernelInitializer: 'ones' });
  it.each([
    ['dense: 3 · 4', () => layers.dense({ units: 4, inputShape: [3] }), 2 * 3 * 4],
    ['dense over 5 steps', () => layers.dense({ units: 4, inputShape: [5, 3] }), 5 * 2 * 3 * 4],
    [
      'conv1d: 8 places, 4 filters of 3 · 2',
      () => layers.conv1d({ filters: 4, kernelSize: 3, inputShape: [10, 2] }),
      2 * 8 * 4 * 6,
    ],
    [
      'conv2d, stride 2, same padding: 3 · 3 places, 3 filters of 3 · 3 · 2',
      () => layers.conv2d({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', inputShape: [5, 5, 2] }),
      2 * 9 * 3 * 18,
    ],
    [
      'depthwise: 3 · 3 places, 2 · 2 filters of 3 · 3 · 1',
      () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, inputShape: [5, 5, 2] }),
      2 * 9 * 4 * 9,
    ],
    [
      'separable: depthwise as above, then 3 filters of 4',
      () => layers.separableConv2d({ filters: 3, kernelSize: 3, depthMultiplier: 2, inputShape: [5, 5, 2] }),
      2 * 9 * 4 * 9 + 2 * 9 * 3 * 4,
    ],
    [
      'transposed: 3 · 3 · 2 numbers, each times 2 · 2 · 4',
      () => layers.conv2dTranspose({ filters: 4, kernelSize: 2, strides: 2, inputShape: [3, 3, 2] }),
      2 * 18 * 16,
    ],
    [
      'lstm: 5 steps of (3 + 4) · 4 gates of 4',
      () => layers.lstm({ units: 4, inputShape: [5, 3], recurrentInitializer: 'ones' }),
      5 * 2 * 7 * 16,
    ],
    [
      'both ways: twice',
      () => layers.bidirectional({ layer: lstm(), inputShape: [5, 3], mergeMode: 'concat' }),
      2 * 5 * 2 * 7 * 16,
    ],
    ['an activation', () => layers.activation({ activation: 'tanh', inputShape: [9] }), 0],
  ] as const)('%s', async (_, layer, expected) => {
    if (expected === 0) return expect(await withDense(layer())).toBe(2 * 9);
    expect(await flopsOf(layer() as tf.layers.Layer)).toBe(expected);
  });

  /** A model must have something to train. */
  async function withDense(layer: tf.layers.Layer): Promise<number> {
    const { flops } = await summary(tf.sequential({ layers: [layer, layers.dense({ units: 1 })] }));
    return flops.forward;
  }

  it('attention of 4 steps and width 6: three projections, scores, mixing', async () => {
    const [steps, width] = [4, 6];
    const weights = Object.fromEntries(
      ['q', 'k', 'v'].map((name) => [`attention/${name}`, tf.variable(tf.zeros([width, width]))]),
    );
    const model: TrainableModel = {
      parameters: { ...weights, 'head/kernel': tf.variable(tf.zeros([width, 1])) },
      forward({ x }) {
        const project = (name: string) =>
          tf.reshape(tf.matMul(tf.reshape(x!, [-1, width]), weights[`attention/${name}`] as never), [-1, steps, width]);
        const [q, k, v] = ['q', 'k', 'v'].map(project) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
        const mixed = tf.matMul(tf.softmax(tf.matMul(q, k, false, true)), v);
        return { y: tf.matMul(tf.mean(mixed, 1) as tf.Tensor2D, model.parameters['head/kernel'] as never) };
      },
    };
    const { layers } = await summary(model, { inputs: { x: [steps, width] }, batchSize: 2 });
    const attention = 2 * (3 * 2 * steps * width * width + 2 * 2 * steps * steps * width);
    expect(layers).toEqual([
      { name: 'attention', shapes: [[2, width]], trainable: 108, fixed: 0, flops: attention },
      { name: 'head', shapes: [[2, 1]], trainable: 6, fixed: 0, flops: 2 * 2 * width },
    ]);
  });
});

describe('operations of a training step', () => {
  it('dense 3 → 4 → 2: forward, both kernels’ gradients, and the gradient between them', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.dense({ units: 2 })],
    });
    const { flops } = await summary(model);
    const [first, second] = [2 * 3 * 4, 2 * 4 * 2];
    expect(flops).toEqual({ forward: first + second, step: 2 * (first + second) + second });
  });

  it('convolutions: the same, of each kind', async () => {
    const same = { kernelSize: 3, padding: 'same' } as const;
    const model = tf.sequential({
      layers: [tf.layers.conv2d({ ...same, filters: 2, inputShape: [4, 4, 1] }), tf.layers.depthwiseConv2d(same)],
    });
    const [first, second] = [2 * 16 * 2 * 9, 2 * 16 * 2 * 9];
    expect((await summary(model)).flops).toEqual({ forward: first + second, step: 2 * (first + second) + second });
  });
});

describe('parameters', () => {
  it('MobileNet: multiply-adds as in its paper, parameters as Keras counts them', async () => {
    const model = mobileNet();
    const { flops, parameters } = await summary(model, { batchSize: 1 });
    expect(parameters).toEqual({ trainable: 4_231_976, fixed: 21_888, total: 4_253_864 });
    expect(Math.round(flops.forward / 2 / 1e6)).toBe(569);
    model.dispose();
  });

  it('agree with countParams() layer by layer; a frozen layer is fixed; a layer used twice counts once', async () => {
    const shared = tf.layers.dense({ units: 3 });
    const input = tf.input({ shape: [6, 3] });
    const recurrent = tf.layers.gru({ units: 3, returnSequences: true, recurrentInitializer: 'ones' }).apply(input);
    const twice = shared.apply(shared.apply(recurrent)) as tf.SymbolicTensor;
    const inner = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [6, 3] }), tf.layers.flatten()] });
    const model = tf.model({ inputs: input, outputs: [inner.apply(twice) as tf.SymbolicTensor, twice] });
    shared.trainable = false;
    const { layers, parameters } = await summary(model);
    expect(parameters.total).toBe(model.countParams());
    const named = Object.fromEntries(layers.map(({ name, ...rest }) => [name, rest]));
    expect(named['1.GRU']).toMatchObject({ trainable: model.layers[1]!.countParams(), fixed: 0 });
    expect(named['2.Dense']).toMatchObject({
      trainable: 0,
      fixed: 12,
      flops: 2 * 32 * 6 * 2 * 9,
      shapes: [[32, 6, 3]],
    });
    expect(named['3.Sequential']).toMatchObject({ trainable: 8, shapes: [[32, 12]] });
  });

  it('all frozen, or none at all: the forward pass, and no training step', async () => {
    const frozen = tf.sequential({
      layers: [tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.batchNormalization()],
    });
    const lines: string[] = [];
    for (const part of frozen.layers) part.trainable = false;
    const { layers, parameters, flops, memory } = await summary(frozen, {
      batchSize: 8,
      print: (table) => lines.push(...table.split('\n')),
    });
    expect(parameters).toEqual({ trainable: 0, fixed: 16 + 16, total: 32 });
    expect(flops).toEqual({ forward: 2 * 3 * 4, step: 0 });
    expect(memory).toMatchObject({ weights: 4 * 32, inputs: 4 * 8 * 3, gradients: 0, updates: 0, state: 0 });
    expect(layers.map(({ name, fixed }) => [name, fixed])).toEqual([
      ['0.Dense', 16],
      ['1.BatchNormalization', 16],
    ]);
    expect(lines).toContain('Parameters      32 (0 trainable, 32 not)');
    expect(lines).toContain('FLOPs/sample    24 forward, and nothing to train (products and convolutions)');
    frozen.dispose();
    const flat = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [3, 2] })] });
    expect((await summary(flat)).parameters.total).toBe(0);
    const w = tf.variable(tf.ones([3, 1]));
    const own = {
      parameters: {},
      buffers: { w },
      forward: ({ x }: Record<string, tf.Tensor>) => ({ y: tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D) }),
    };
    expect((await summary(own, { inputs: { x: [3] } })).flops).toEqual({ forward: 6, step: 0 });
    w.dispose();
  });

  it('of a model of one’s own', async () => {
    const model = createRulModel({ window: 12, features: 4, hidden: 8, channels: [8], heads: 2 });
    const { parameters, layers } = await summary(model, { inputs: { window: [12, 4] } });
    const numbers = Object.values(model.parameters).reduce((sum, { size }) => sum + size, 0);
    expect(parameters.trainable).toBe(numbers);
    expect(layers.every(({ flops }) => flops >= 0)).toBe(true);
    model.dispose();
  });
});

describe('memory of the step, in bytes', () => {
  const model = () => tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] });

  it('weights, gradients, new values beside old ones, one batch', async () => {
    const { memory } = await summary(model(), { batchSize: 8 });
    const weights = 4 * (3 * 4 + 4);
    expect(memory).toMatchObject({ weights, gradients: weights, inputs: 4 * (8 * 3 + 2) }); // and two scalars
    expect(memory.updates).toBe(weights + memory.state);
    expect(memory.total).toBe(
      memory.weights + memory.state + memory.updates + memory.inputs + memory.gradients + memory.activations,
    );
  });

  it('two moments with AdamW, and an average with EMA', async () => {
    const optimised = (plugins: SummaryOptions['plugins']) => summary(model(), { plugins: plugins ?? [] });
    const plain = (await summary(model())).memory.state;
    const moments = (await optimised([adamW({ learningRate: 0.1 })])).memory.state - plain;
    const averaged = (await optimised([adamW({ learningRate: 0.1 }), ema({ decay: 0.9 })])).memory.state - plain;
    const weights = 4 * 16;
    expect(moments - 2 * weights).toBeLessThanOrEqual(16); // and a counter
    expect(averaged - moments - weights).toBeLessThanOrEqual(16);
    expect(averaged - moments).toBeGreaterThanOrEqual(weights);
  });
});

describe('how it is used', () => {
  it('prints a table, and leaves weights, tensors and layers as they were', async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3], kernelInitializer: 'ones' })],
    });
    await summary(model); // TensorFlow.js keeps what it makes once
    const before = tf.memory().numTensors;
    const lines: string[] = [];
    await summary(model, { print: (table) => lines.push(...table.split('\n')) });
    expect(tf.memory().numTensors).toBe(before);
    expect(Array.from(model.getWeights()[0]!.dataSync())).toEqual([1, 1, 1, 1, 1, 1]);
    expect(Object.keys(model.layers[0]!)).not.toContain('apply');
    expect(lines.slice(0, 5)).toEqual([
      'Layer    Output shape  Parameters  FLOPs',
      '────────────────────────────────────────',
      '0.Dense  [32, 2]                8     12',
      '────────────────────────────────────────',
      'Parameters      8',
    ]);
  });

  it('shapes are asked for where the model does not know them', async () => {
    const dense = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    const own = fromLayersModel(dense);
    await expect(summary(own)).rejects.toMatchObject({
      code: 'CL_OPTION_INVALID',
      message: expect.stringMatching(/`inputs`/),
    });
    const open = tf.sequential({
      layers: [tf.layers.conv1d({ filters: 2, kernelSize: 1, inputShape: [null as never, 3] })],
    });
    await expect(summary(open)).rejects.toMatchObject({
      message: expect.stringMatching(/`inputs\.x` must be .* "\[,3\]"/),
    });
    const { layers } = await summary(open, { inputs: { x: [7, 3] }, batchSize: 2 });
    expect(layers[0]!.shapes).toEqual([[2, 7, 2]]);
    await expect(summary(dense, { batchSize: 0 })).rejects.toMatchObject({ code: 'CL_OPTION_INVALID' });
    await expect(summary(dense, { batch: 3 } as never)).rejects.toMatchObject({ code: 'CL_OPTION_UNKNOWN' });
  });

  it('looks at the step of a trainer of one’s own: its batches, its groups, its plugins', async () => {
    const dense = tf.sequential({
      layers: [tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.dense({ units: 2 })],
    });
    const model = fromLayersModel(dense);
    const rows = (count: number, width: number) => ({ data: new Float32Array(count * width), shape: [count, width] });
    const looked = async (samples: number) => {
      let trainer: Trainer | undefined;
      const made = await summary(dense, {
        trainer({ engine, plugin }) {
          const data = arrayData({ inputs: { x: rows(samples, 3) }, targets: { y: rows(samples, 2) }, batchSize: 4 });
          const loss = ({ y }: Record<string, tf.Tensor>, targets: Record<string, tf.Tensor>) =>
            tf.losses.meanSquaredError(targets['y']!, y!) as tf.Scalar;
          const plugins = [adamW({ learningRate: 0.1 }), plugin];
          trainer = createTrainer({ model, data, loss, plugins, engine, accumulate: 2, epochs: 1 });
          return trainer;
        },
      });
      trainer!.dispose();
      return made;
    };
    const [whole, short] = [await looked(8), await looked(3)]; // two micro-batches, and a group that stays short
    expect([whole.batchSize, short.batchSize]).toEqual([4, 3]);
    expect(short.flops).toEqual(whole.flops);
    expect(whole.flops.forward).toBe(40);
    const weights = 4 * (16 + 10);
    expect(whole.memory.state).toBeGreaterThanOrEqual(3 * weights); // moments, and the sum of the group
    await expect(summary(dense, { batchSize: 4, trainer: () => undefined as never })).rejects.toMatchObject({
      code: 'CL_OPTION_INVALID',
    });
  });

  it('errors of the step are those of a training', async () => {
    const dense = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    const loss = ({ y }: Record<string, tf.Tensor>) => y as never;
    await expect(summary(dense, { loss: loss as never })).rejects.toMatchObject({ code: 'CL_LOSS_INVALID' });
    await expect(summary(dense, { plugins: [] })).rejects.toMatchObject({ code: 'CL_TOKEN_UNBOUND' });
  });
});
