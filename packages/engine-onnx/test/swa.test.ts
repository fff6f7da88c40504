import { arrayData, createTrainer, eagerEngine, fromLayersModel, type StepEngine, sgd } from '@amnl/core-loop';
import { countTensors } from '@amnl/core-loop/testing';
import { batchStatistics, swa } from '@amnl/ema';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { onnxEngine } from '../src/index.js';

beforeAll(() => tf.setBackend('cpu'));

const data = arrayData({
  inputs: { x: { data: Float32Array.from({ length: 20 }, (_, i) => 2 + Math.sin(i)), shape: [10, 2] } },
  targets: { target: { data: Float32Array.from({ length: 10 }, (_, i) => Math.cos(i)), shape: [10, 1] } },
  batchSize: 4,
});

function network(): tf.Sequential {
  const kernelInitializer = tf.initializers.glorotNormal({ seed: 1 });
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [2], kernelInitializer }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 1, kernelInitializer }),
    ],
  });
}

async function trained(engine: StepEngine) {
  const layers = network();
  const trainer = createTrainer({
    model: fromLayersModel(layers as never),
    engine,
    data,
    evaluation: data,
    loss: ({ y }, { target }) => tf.mean(tf.squaredDifference(y!, target!)),
    plugins: [sgd({ learningRate: 0.05 }), swa({ startEpoch: 1 })],
    epochs: 4,
  });
  const { history } = await trainer.fit();
  const weights = layers.getWeights().map((weight) => [...weight.dataSync()]);
  trainer.dispose();
  layers.dispose();
  return { losses: history.map(({ metrics }) => metrics['val_loss']), weights };
}

it('stochastic weight averaging, with recomputed statistics, gives the same compiled, and leaves no tensor', async () => {
  const eager = await trained(eagerEngine());
  const left = await countTensors(async () => {
    const compiled = await trained(onnxEngine({ threads: 1 }));
    for (const [i, loss] of eager.losses.entries()) expect(compiled.losses[i]).toBeCloseTo(loss!, 5);
    for (const [i, weights] of eager.weights.entries()) {
      for (const [j, value] of weights.entries()) expect(compiled.weights[i]![j]).toBeCloseTo(value, 5);
    }
  });
  expect(left).toBe(0);
});

it('a model whose buffers are frozen weights has no statistics, compiled', async () => {
  const layers = [tf.layers.dense({ units: 2, inputShape: [2], trainable: false }), tf.layers.dense({ units: 1 })];
  const model = fromLayersModel(tf.sequential({ layers }) as never);
  const engine = onnxEngine({ threads: 1 });
  expect(await batchStatistics({ model, data, engine })()).toEqual({});
  engine.dispose();
});
