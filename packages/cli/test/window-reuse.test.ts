import { createTrainer, eagerEngine, sgd, type TrainableModel } from '@amnl/core-loop';
import { cmapssRules, simulateCmapss } from '@amnl/data-cmapss';
import { fitScaler, makeWindows, windowSource } from '@amnl/data-fleet';
import { onnxEngine } from '@amnl/engine-onnx';
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';

const { train } = simulateCmapss({ subset: 'FD001', trainUnits: 2, testUnits: 1 });
const { labels, scaling } = cmapssRules('FD001');
const windows = makeWindows(train, fitScaler(train, scaling), { window: 4, stride: 8 });

it.each([
  ['eager', eagerEngine],
  ['onnx', () => onnxEngine({ threads: 1 })],
])(
  'windows written into one array train, evaluate and predict as those in arrays of their own: %s',
  async (_name, engine) => {
    await tf.setBackend('cpu');
    const facts = async (reuse: boolean, accumulate: number) => {
      const weights = tf.tidy(() => tf.variable(tf.zeros([4 * 17, 1])));
      const model: TrainableModel = {
        parameters: { weights },
        forward: ({ window }) => ({
          rul: tf.matMul(tf.reshape(window!, [-1, 4 * 17]) as tf.Tensor2D, weights as unknown as tf.Tensor2D),
        }),
      };
      const source = (shuffle: boolean) => windowSource(windows, { labels, batchSize: 5, shuffle, reuse });
      const trainer = createTrainer({
        model,
        data: source(true),
        evaluation: source(false),
        loss: ({ rul }, targets) => tf.mean(tf.squaredDifference(tf.reshape(rul!, [-1]), tf.div(targets['rul']!, 125))),
        plugins: [sgd({ learningRate: 0.001 })],
        engine: engine(),
        accumulate,
        epochs: 2,
      });
      const { history } = await trainer.fit();
      const predicted = (await trainer.predict(source(false)))['rul']!.data;
      trainer.dispose();
      const learnt = Array.from(await weights.data());
      weights.dispose();
      return { metrics: history.map(({ metrics }) => metrics), learnt, predicted };
    };
    for (const accumulate of [1, 2]) expect(await facts(true, accumulate)).toEqual(await facts(false, accumulate));
  },
);
