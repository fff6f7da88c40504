import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
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
      '`model` is a function (tinyModel). Call it, and give what it returns: tinyModel(…).',
    ],
    [
      'no model',
      () => ({ model: undefined }),
      '`model` is undefined. Give an object with `parameters` and `forward`, or fromLayersModel(model).',
    ],
    [
      'an engine that was not called',
      () => ({ engine: eagerEngine }),
      '`engine` is a function (eagerEngine). Call it, and give what it returns: eagerEngine(…).',
    ],
    [
      'the name of an engine',
      () => ({ engine: 'onnx' }),
      "`engine` is 'onnx'. Give what a function such as eagerEngine() or onnxEngine() returns.",
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
    ['a generator function as data', () => ({ data: function* rows() {} }), '`data` is a function (rows). Call it,'],
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
      'a plugin is a TensorFlow.js optimiser. Its state could be neither named, saved nor skipped. Put adamW()',
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
