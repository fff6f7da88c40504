import {
  arrayData,
  createTrainer,
  eagerEngine,
  fromLayersModel,
  type LayersModelLike,
  type StepEngine,
  sgd,
} from '@amnl/core-loop';
import { onnxEngine } from '@amnl/engine-onnx';
import { nonFinite } from '@amnl/non-finite';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';

const ENGINES: [string, () => StepEngine][] = [
  ['eager', eagerEngine],
  ['compiled', () => onnxEngine({ threads: 1 })],
];

// Four steps; the first layer is frozen in some of them, and the last step is bad.
test.each(ENGINES)(
  '%s: a bad step after freezing keeps every bit, and its message names the right gradient',
  async (_name, engine) => {
    const dense = (value: number, inputShape?: number[]) =>
      tf.layers.dense({
        units: 1,
        useBias: false,
        kernelInitializer: tf.initializers.constant({ value }),
        ...(inputShape && { inputShape }),
      });
    for (const [frozen, first] of [
      [[3], '1.Dense/kernel'],
      [[1, 3], '1.Dense/kernel'],
      [[1], '0.Dense/kernel'],
    ] as const) {
      const model = tf.sequential({ layers: [dense(0.5, [1]), dense(-0.8)] });
      const x = { data: Float32Array.of(1, 2, 3, 0), shape: [4, 1] }; // √(y²) at 0: the gradients are not finite
      const seen: number[][] = [];
      const notices: string[] = [];
      const trainer = createTrainer({
        model: fromLayersModel(model as unknown as LayersModelLike),
        data: arrayData({ inputs: { x }, batchSize: 1 }),
        loss: ({ y }) => tf.mean(tf.sqrt(tf.mul(y!, y!))) as tf.Scalar,
        plugins: [
          sgd({ learningRate: 1e-3 }),
          nonFinite({ every: 4, policy: 'skip' }),
          {
            name: 'freezing',
            after: ['non-finite'],
            hooks: {
              stepStart({ progress }) {
                model.layers[0]!.trainable = !(frozen as readonly number[]).includes(progress.step);
              },
            },
          },
        ],
        engine: engine(),
        epochs: 1,
      });
      trainer.events.on('step:ended', () => void seen.push(model.layers.map((l) => l.getWeights()[0]!.dataSync()[0]!)));
      trainer.events.on('run:notice', ({ message }) => void notices.push(message));
      await trainer.fit();
      expect(seen[3]).toEqual(seen[2]);
      expect(notices.filter((notice) => notice.includes(first))).toHaveLength(1);
      trainer.dispose();
      model.dispose();
    }
  },
);
