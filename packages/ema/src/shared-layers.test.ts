import { arrayData, createTrainer, fromLayersModel, type LayersModelLike, sgd } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { ema } from './ema.js';

const init = (seed: number) => ({ kernelInitializer: tf.initializers.glorotNormal({ seed }) });

/** A layer used directly and inside a sub-model. */
function inSubModel(): tf.LayersModel {
  const layer = tf.layers.dense({ units: 3, inputShape: [3], ...init(1) });
  const inner = tf.sequential({ layers: [layer, tf.layers.dense({ units: 3, ...init(2) })] });
  const x = tf.input({ shape: [3] });
  const y = tf.layers.add().apply([layer.apply(x), inner.apply(x)] as tf.SymbolicTensor[]);
  const out = tf.layers.dense({ units: 1, ...init(3) }).apply(y) as tf.SymbolicTensor;
  return tf.model({ inputs: x, outputs: out });
}

/** A layer used directly and within `timeDistributed`. */
function overTime(): tf.LayersModel {
  const layer = tf.layers.dense({ units: 3, ...init(1) });
  const x = tf.input({ shape: [3] });
  const direct = layer.apply(x) as tf.SymbolicTensor;
  const series = tf.layers.repeatVector({ n: 2 }).apply(x);
  const each = tf.layers.timeDistributed({ layer }).apply(series);
  const pooled = tf.layers.globalAveragePooling1d({}).apply(each);
  const y = tf.layers.add().apply([direct, pooled] as tf.SymbolicTensor[]);
  return tf.model({ inputs: x, outputs: tf.layers.dense({ units: 1, ...init(3) }).apply(y) as tf.SymbolicTensor });
}

const x = { data: Float32Array.from({ length: 24 }, (_, i) => Math.sin(i)), shape: [8, 3] };
const y = { data: Float32Array.from({ length: 8 }, (_, i) => Math.cos(i)), shape: [8, 1] };
const data = arrayData({ inputs: { x }, targets: { target: y }, batchSize: 2 });

/** Weights after the last step, before the average is put in. */
async function trained(make: () => tf.LayersModel, evaluation: boolean): Promise<number[][]> {
  const model = make();
  let weights: number[][] = [];
  const trainer = createTrainer({
    model: fromLayersModel(model as unknown as LayersModelLike),
    data,
    ...(evaluation && { evaluation: data }),
    loss: ({ y: output }, { target }) => tf.mean(tf.squaredDifference(output!, target!)),
    plugins: [
      ema({ decay: 0.9 }),
      sgd({ learningRate: 0.02 }),
      {
        name: 'spy',
        hooks: {
          stepEnd() {
            weights = model.getWeights().map((weight) => [...weight.dataSync()]);
          },
        },
      },
    ],
    epochs: 3,
  });
  await trainer.fit();
  trainer.dispose();
  tf.disposeVariables(); // `model.dispose()` of TensorFlow.js fails where a layer is both used and wrapped
  return weights;
}

describe('ema with shared layers', () => {
  it.each([
    ['a layer inside a sub-model, too', inSubModel],
    ['a layer over time, too', overTime],
  ])('%s: evaluation does not change training', async (_what, make) => {
    expect(await trained(make, true)).toEqual(await trained(make, false));
  });
});
