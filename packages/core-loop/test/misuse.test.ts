import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  arrayData,
  createTrainer,
  eagerEngine,
  OptimizerToken,
  type Plugin,
  sgd,
  TrainData,
  type TrainerOptions,
} from '../src/index.js';
import { tinyModel, tinyTrainer } from '../src/testing/index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const layers = () => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });

describe('what is given in place of what is wanted', () => {
  test.each<[string, () => Partial<Record<keyof TrainerOptions, unknown>>, string]>([
    [
      'a tf.Sequential as model',
      () => ({ model: layers() }),
      '`model` is a tf.LayersModel. Wrap it: fromLayersModel(model).',
    ],
    [
      'a function that makes one',
      () => ({ model: tinyModel }),
      '`model` is a function (tinyModel). Call it and pass the result: tinyModel(…).',
    ],
    [
      'no model',
      () => ({ model: undefined }),
      '`model` is undefined. Give an object with `parameters` and `forward`, or fromLayersModel(model).',
    ],
    [
      'an engine that was not called',
      () => ({ engine: eagerEngine }),
      '`engine` is a function (eagerEngine). Call it and pass the result: eagerEngine(…).',
    ],
    [
      'the name of an engine',
      () => ({ engine: 'onnx' }),
      "`engine` is 'onnx'. Pass the result of eagerEngine() or onnxEngine().",
    ],
    [
      'a tensor as data',
      () => ({ data: tf.ones([4, 3]) }),
      '`data` is a tensor. Give arrayData({ inputs: { x: { data: await x.data(), shape: x.shape } }, targets: … }).',
    ],
    ['tensors as data', () => ({ data: [tf.ones([4, 3])] }), '`data` is an array. Give arrayData({'],
    [
      'a tf.data.Dataset',
      () => ({ evaluation: tf.data.array([1, 2]) }),
      '`evaluation` is a tf.data.Dataset. Wrap it in an object with `batches`: docs/from-model-fit.md',
    ],
    ['a generator function as data', () => ({ data: function* rows() {} }), '`data` is a function (rows). Call it and'],
    ['a promise of data', () => ({ data: Promise.resolve() }), '`data` is a promise. Await it first.'],
    [
      'arrays by name as data',
      () => ({ data: { xs: [1], ys: [1] } }),
      '`data` is an object with xs, ys. Give arrayData({ inputs, targets }), or an object with `batches`.',
    ],
    [
      'a name as loss',
      () => ({ loss: 'meanSquaredError' }),
      "`loss` is 'meanSquaredError'. Give a function of (outputs, targets).",
    ],
    [
      'names as metrics',
      () => ({ metrics: ['accuracy'] }),
      '`metrics` is an array. Give a function of (outputs, targets).',
    ],
    [
      'an optimiser of TensorFlow.js',
      () => ({ optimizer: tf.train.adam() }),
      '`optimizer` is a TensorFlow.js optimiser. Put adamW() of @amnl/optim-adamw, or sgd(), into `plugins`',
    ],
    [
      'a plugin as optimiser',
      () => ({ optimizer: sgd() }),
      '`optimizer` is an object with name, fingerprint, provide, hooks. It is a plugin: put it into `plugins`.',
    ],
  ])('%s', (_, options, message) => {
    const make = () => createTrainer({ model: tinyModel(), epochs: 1, ...(options() as object) });
    expect(make).toThrow(`[createTrainer] ${message}`);
    expect(make).toThrow(/\(CL_OPTION_INVALID\)$/);
  });

  test.each<[string, unknown, string]>([
    [
      'an optimiser of TensorFlow.js as plugin',
      [tf.train.adam()],
      'a plugin is a TensorFlow.js optimiser. Its state cannot be named, saved or skipped. Put adamW()',
    ],
    [
      'a plugin that was not called',
      [sgd],
      'a plugin must be an object with a name; found a function (sgd) (forgot to call the factory?).',
    ],
    [
      'one plugin in place of a list',
      sgd(),
      '`plugins` is an object with name, fingerprint, provide, hooks. Give a list: [adamW(), …].',
    ],
  ])('%s', (_, plugins, message) => {
    const make = () => createTrainer({ model: tinyModel(), epochs: 1, plugins: plugins as Plugin[] });
    expect(make).toThrow(`[core-loop] ${message}`);
    expect(make).toThrow(/\(CL_PLUGIN_INVALID\)$/);
  });

  test.each<[string, () => unknown, string]>([
    ['flush', () => tinyTrainer({ flush: 'no' as never }), '[core-loop] `flush` must be true or false, but is "no".'],
    [
      'shuffle',
      () => arrayData({ inputs: { x: { data: [1], shape: [1] } }, shuffle: 'no' as never }),
      '[arrayData] `shuffle` must be true or false, but is "no".',
    ],
    ['a rate', () => sgd({ learningRate: '0.1' as never }), '[sgd] `learningRate` must be a number ≥ 0, but is "0.1".'],
    ['uphill', () => sgd({ learningRate: -1 }), '[sgd] `learningRate` must be a number ≥ 0, but is -1.'],
    ['momentum', () => sgd({ momentum: '0.9' as never }), '[sgd] `momentum` must be a number in [0, 1), but is "0.9".'],
  ])('an option of another type, or below 0: %s', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow('(CL_OPTION_INVALID)');
  });

  test('a tensor to predict or to evaluate', async () => {
    const trainer = tinyTrainer();
    const x = tf.ones([1, 3]) as never;
    await expect(trainer.predict(x)).rejects.toThrow('[predict] `source` is a tensor. Give arrayData({');
    await expect(trainer.evaluate(x)).rejects.toThrow('[evaluate] `source` is a tensor. Give arrayData({');
  });

  test('what a plugin provides', async () => {
    const bad = (token: symbol, value: unknown): Plugin => ({
      name: 'bad',
      provide: (bind) => bind(token, () => value),
    });
    const model = tinyModel();
    const data = createTrainer({
      model,
      epochs: 1,
      plugins: [bad(TrainData, tf.ones([1])), sgd()],
      loss: ({ y }) => y!.asScalar(),
    });
    await expect(data.fit()).rejects.toThrow('[bad] `TrainData` is a tensor. Give arrayData({');
    const adam = tinyTrainer({ plugins: [bad(OptimizerToken, tf.train.adam())] });
    await expect(adam.fit()).rejects.toThrow('[bad] `OptimizerToken` is a TensorFlow.js optimiser. Put adamW()');
  });
});

describe('what a function is given, and what it returns', () => {
  type Tensors = Readonly<Record<string, tf.Tensor>>;
  const losing = (loss: (outputs: Tensors, targets: Tensors) => unknown) => ({
    loss: loss as NonNullable<TrainerOptions['loss']>,
  });
  const measuring = (metrics: (...given: never[]) => unknown) => ({
    metrics: metrics as NonNullable<TrainerOptions['metrics']>,
  });

  test.each<[string, object, RegExp]>([
    [
      'a target that there is not',
      losing(({ y }, { y: target }) => tf.losses.meanSquaredError(target!, y!)),
      /^\[core-loop\] the loss failed: .* It was given outputs: y; targets: target\. .*\(CL_CALL_FAILED\)$/,
    ],
    [
      'an output that there is not',
      losing(({ rul }, { target }) => rul!.sub(target!).mean()),
      /the loss failed: .* It was given outputs: y; targets: target\..*CL_CALL_FAILED/,
    ],
    [
      'a loss that returns nothing',
      losing(() => {}),
      /the loss returned undefined\. Return a scalar tensor, .*CL_LOSS_INVALID/,
    ],
    [
      'a task called loss, which would be averaged with the total',
      losing(({ y }) => ({ total: y!.mean(), loss: y!.max() })),
      /a task 'loss', the name under which the total is reported\. Give the task another name.*CL_LOSS_INVALID/,
    ],
    ['a loss that returns a number', losing(() => 3), /the loss returned 3\. .*CL_LOSS_INVALID/],
    [
      'a loss with a number in it',
      losing(({ y }) => ({ total: y!.mean(), l2: 0.1 })),
      /the loss returned 'l2' as 0\.1\. .*CL_LOSS_INVALID/,
    ],
    ['a loss that returns a promise', losing(async ({ y }) => y!.mean()), /CL_ASYNC/],
    [
      'metrics that use a target that there is not',
      measuring((_, { y }: Record<string, { data: Float32Array }>) => ({ n: y!.data.length })),
      /`metrics` failed: .* It was given outputs: y; targets: target\..*CL_CALL_FAILED/,
    ],
    [
      'metrics that return nothing',
      measuring(() => {}),
      /`metrics` returned undefined\. Return an object of numbers by name.*CL_METRIC_INVALID/,
    ],
    ['metrics that return a number', measuring(() => 0.5), /`metrics` returned 0\.5\. .*CL_METRIC_INVALID/],
    [
      'a metric that is a tensor',
      measuring(() => ({ accuracy: tf.scalar(1) })),
      /`metrics` returned 'accuracy' as a tensor\. Return a number.*CL_METRIC_INVALID/,
    ],
    ['a metric that is text', measuring(() => ({ accuracy: '1' })), /'accuracy' as '1'\. .*CL_METRIC_INVALID/],
    ['metrics that return a promise', measuring(async () => ({ accuracy: 1 })), /CL_ASYNC/],
    [
      'an `evaluate` hook without return',
      {
        plugins: [
          { name: 'wrap', hooks: { evaluate: async (_: unknown, next: () => unknown) => void (await next()) } },
        ],
      },
      /\[wrap\] hook 'evaluate' failed: it \(forgot to return the result of next\(\)\?\) returned undefined.*CL_METRIC_INVALID/,
    ],
    [
      'a `gradients` hook without return',
      { plugins: [{ name: 'clip', hooks: { gradients() {} } }] },
      /\[clip\] hook 'gradients' returned nothing\. Return its argument.*CL_HOOK_FAILED/,
    ],
  ])('%s', async (_, options, message) => {
    const trainer = tinyTrainer({ samples: 4, epochs: 1, ...options });
    await expect(trainer.fit()).rejects.toThrow(message);
    trainer.dispose();
  });

  test('NaN is a number, and the error of TensorFlow.js is the cause', async () => {
    const fine = tinyTrainer({ epochs: 1, metrics: () => ({ rmse: Number.NaN }) });
    await fine.fit();
    const failing = tinyTrainer({ ...losing(({ y }, { no }) => y!.sub(no!)) });
    await expect(failing.fit()).rejects.toMatchObject({ cause: { message: expect.stringContaining("'sub'") } });
  });
});

describe('gradients that reach', () => {
  test('no parameter: the loss says so', async () => {
    const trainer = tinyTrainer({ loss: (_, { target }) => target!.mean() as tf.Scalar });
    await expect(trainer.fit()).rejects.toThrow(
      /the loss depends on no parameter \(w, b\)\. Compute it from the outputs.*CL_GRADIENT_MISSING/,
    );
    trainer.dispose();
  });

  test('some parameters: the others stay as they are, and are told of once', async () => {
    const { parameters, ...model } = tinyModel();
    const other = tf.variable(tf.ones([2]));
    const trainer = tinyTrainer({ model: { ...model, parameters: { ...parameters, other } }, epochs: 2 });
    const heard: string[] = [];
    trainer.events.on('run:notice', ({ message }) => void heard.push(message));
    await trainer.fit();
    expect(heard).toEqual([
      expect.stringMatching(/does not depend on these parameters, and they stay as they are: other$/),
    ]);
    expect([...other.dataSync()]).toEqual([1, 1]);
    trainer.dispose();
  });

  test('the forward pass with an input that there is not', async () => {
    const trainer = tinyTrainer({ model: { ...tinyModel(), forward: ({ window }) => ({ y: window!.mean(1, true) }) } });
    await expect(trainer.fit()).rejects.toThrow(/`forward` failed: .* It was given inputs: x\. .*CL_CALL_FAILED/);
  });
});
