// biome-ignore-all lint/nursery/noJsRestrictedProperties: memory is flat after forced collections, in a process of its own
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { arrayData, createTrainer, fromLayersModel, type LayersModelLike, sgd } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile, onnxEngine } from '../src/index.js';

// TensorFlow.js's layers keep disposed variables alive: nothing of the engine's may hang on them.

const UNITS = 256;
/** Bytes of the one large parameter. */
const PARAMETER = 4 * UNITS * UNITS;
const LIVES = 12;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

beforeAll(() => tf.setBackend('cpu'));

/** Bytes of typed arrays, those of ONNX Runtime's tensors among them, with all garbage collected. */
async function bufferBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve)); // what waits for its turn lets go
    collectGarbage();
  }
  return process.memoryUsage().arrayBuffers;
}

async function growth(life: () => Promise<void>): Promise<number> {
  for (let i = 0; i < 3; i++) await life();
  const before = await bufferBytes();
  for (let i = 0; i < LIVES; i++) await life();
  return ((await bufferBytes()) - before) / LIVES;
}

const dense = () =>
  tf.sequential({ layers: [tf.layers.dense({ units: UNITS, inputShape: [UNITS], kernelInitializer: 'zeros' })] });
/** The large layer is only read. */
function frozen(): tf.Sequential {
  const model = dense();
  model.layers[0]!.trainable = false;
  model.add(tf.layers.dense({ units: 1 }));
  return model;
}
const data = arrayData({
  inputs: { x: { data: new Float32Array(4 * UNITS).fill(1), shape: [4, UNITS] } },
  batchSize: 1,
});

describe('lives that leave no buffer behind', () => {
  test.each([
    ['a trainer and its model', dense, true],
    ['a trainer and its model, whose large layer is frozen', frozen, true],
    ['trainers of a model that stays', dense, false],
  ])('%s', async (_what, make, disposeModel) => {
    const kept = make();
    const engine = onnxEngine({ threads: 1 });
    const grown = await growth(async () => {
      const model = disposeModel ? make() : kept;
      const trainer = createTrainer({
        model: fromLayersModel(model as unknown as LayersModelLike),
        data,
        evaluation: data,
        loss: ({ y }) => tf.mean(tf.square(tf.sub(y!, 1))),
        plugins: [sgd({ momentum: 0.5 })],
        engine, // one for all: it keeps nothing of theirs
        epochs: 2,
      });
      await trainer.fit();
      trainer.dispose();
      if (disposeModel) model.dispose();
    });
    expect(grown).toBeLessThan(PARAMETER / 4);
    kept.dispose();
  });

  test('a compiled function and a layer', async () => {
    const grown = await growth(async () => {
      const model = dense();
      const optimizer = tf.train.sgd(0.1);
      const step = compile(({ x }: { x: tf.Tensor }) => {
        optimizer.minimize(() => tf.mean(tf.square(model.apply(x) as tf.Tensor)));
      });
      for (let i = 0; i < 3; i++) await step.run({ x: { data: new Float32Array(UNITS), shape: [1, UNITS] } });
      await step.dispose();
      optimizer.dispose();
      model.dispose();
    });
    expect(grown).toBeLessThan(PARAMETER / 4);
  });
});
