import {
  arrayData,
  createTrainer,
  eagerEngine,
  fromLayersModel,
  type LayersModelLike,
  type Plugin,
  type Run,
  type StepEngine,
  sgd,
  type TrainableModel,
  type Trainer,
} from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { onnxEngine } from '../src/index.js';

// Layers frozen and freed again within a run.

beforeAll(() => tf.setBackend('cpu'));

const ENGINES: [string, () => StepEngine][] = [
  ['eager', eagerEngine],
  ['compiled', () => onnxEngine({ threads: 1 })],
];
const from = (model: tf.LayersModel) => fromLayersModel(model as unknown as LayersModelLike);
const values = (tensor: tf.Tensor | undefined) => [...tensor!.dataSync()];
/** The numbers of {@link chain}; `model.getWeights()` puts frozen ones last. */
const kernels = (model: tf.LayersModel) => model.layers.map((layer) => values(layer.getWeights()[0])[0]!);
const constant = (value: number) => tf.initializers.constant({ value });
const mse = ({ y }: Record<string, tf.Tensor>, { target }: Record<string, tf.Tensor>) =>
  tf.mean(tf.squaredDifference(y!, target!)) as tf.Scalar;

/** y = b · a · x, without biases: three numbers to follow by hand. */
function chain(): tf.Sequential {
  const dense = (value: number, inputShape?: number[]) =>
    tf.layers.dense({
      units: 1,
      useBias: false,
      kernelInitializer: constant(value),
      ...(inputShape && { inputShape }),
    });
  return tf.sequential({ layers: [dense(0.5, [1]), dense(-0.8)] });
}

const X = [1, -0.5, 2, 0.3, -1.2, 0.7];
const Y = X.map((x) => 0.6 * x);
const numbers = (batchSize: number) =>
  arrayData({
    inputs: { x: { data: Float32Array.from(X), shape: [X.length, 1] } },
    targets: { target: { data: Float32Array.from(Y), shape: [X.length, 1] } },
    batchSize,
  });

/** The same in plain numbers: gradient descent with momentum; `frozen` says who stands still at step t. */
function byHand(steps: number, batch: number, frozen: (t: number) => 'a' | 'b' | undefined) {
  const [rate, momentum] = [0.1, 0.5];
  const state = { a: 0.5, b: -0.8, va: 0, vb: 0 };
  for (let t = 0; t < steps; t++) {
    let [ga, gb] = [0, 0];
    const from = (t * batch) % X.length;
    for (let i = from; i < from + batch; i++) {
      const error = state.a * state.b * X[i]! - Y[i]!;
      ga += (2 * error * state.b * X[i]!) / batch;
      gb += (2 * error * state.a * X[i]!) / batch;
    }
    if (frozen(t) !== 'a') {
      state.va = momentum * state.va + ga;
      state.a -= rate * state.va;
    }
    if (frozen(t) !== 'b') {
      state.vb = momentum * state.vb + gb;
      state.b -= rate * state.vb;
    }
  }
  return [state.a, state.b];
}

/** Sets which layer is frozen before step t. */
const freezing = (
  model: tf.LayersModel,
  hook: 'stepStart' | 'epochStart',
  at: (run: Run) => (number | undefined)[],
): Plugin => ({
  name: 'freezing',
  hooks: {
    [hook]: (run: Run) => {
      const frozen = at(run);
      for (const [i, layer] of model.layers.entries()) layer.trainable = !frozen.includes(i);
    },
  },
});

describe.each(ENGINES)('%s', (_name, engine) => {
  test.each([1, 2])(
    'a layer frozen and freed before steps: as in plain numbers, %d micro-batches a step',
    async (accumulate) => {
      const model = chain();
      const who = (step: number) => [undefined, 0, 1, undefined, 0, 0][step % 6];
      const seen: string[] = [];
      const trainer = createTrainer({
        model: from(model),
        data: numbers(2 / accumulate),
        loss: mse,
        accumulate,
        plugins: [
          sgd({ learningRate: 0.1, momentum: 0.5 }),
          freezing(model, 'stepStart', ({ progress }) => [who(progress.step)]),
        ],
        engine: engine(),
        epochs: 4,
      });
      trainer.events.on('model:changed', ({ parameters }) => void seen.push(parameters.join()));
      await trainer.fit();
      const expected = byHand(12, 2, (t) => (['a', 'b'] as const)[who(t)!]);
      expect(kernels(model)).toEqual(expected.map((value) => expect.closeTo(value!, 5)));
      const [a, b] = ['0.Dense/kernel', '1.Dense/kernel'];
      const round = [b, a, `${a},${b}`, b];
      expect(seen).toEqual([...round, `${a},${b}`, ...round]);
      trainer.dispose();
      model.dispose();
    },
  );

  test('a frozen parameter and its moments do not move; the others train on', async () => {
    const model = chain();
    const moments: number[][] = [];
    const trainer = createTrainer({
      model: from(model),
      data: numbers(6),
      loss: mse,
      plugins: [
        adamW({ learningRate: 0.1, weightDecay: 0.1, groups: [{ match: /^0/, learningRateFactor: 0.5 }] }),
        freezing(model, 'epochStart', ({ progress }) => (progress.epoch % 2 === 1 ? [0] : [])),
        {
          name: 'spy',
          hooks: {
            epochEnd(run) {
              const { tensors } = run.snapshot();
              const names = [
                'model/0.Dense/kernel',
                'adamw/m/0.Dense/kernel',
                'adamw/v/0.Dense/kernel',
                'model/1.Dense/kernel',
              ];
              moments.push(names.map((name) => values(tensors[name])[0]!));
            },
          },
        },
      ],
      engine: engine(),
      epochs: 4,
    });
    await trainer.fit();
    for (const odd of [1, 3]) {
      expect(moments[odd]!.slice(0, 3)).toEqual(moments[odd - 1]!.slice(0, 3));
      expect(moments[odd]![3]).not.toBe(moments[odd - 1]![3]);
    }
    for (const i of [0, 1, 2, 3]) expect(moments[2]![i]).not.toBe(moments[1]![i]);
    trainer.dispose();
    model.dispose();
  });

  test('frozen at the start and freed later, with its own group of adamW, its average', async () => {
    const model = chain();
    model.layers[0]!.trainable = false;
    const evaluated: number[] = [];
    const trainer = createTrainer({
      model: from(model),
      data: numbers(3),
      evaluation: numbers(3),
      loss: mse,
      plugins: [
        adamW({ learningRate: 0.05, weightDecay: 0, groups: [{ match: /^0/, learningRateFactor: 0.1 }] }),
        ema({ decay: 0.5, warmup: false, buffers: 'copy' }),
        freezing(model, 'epochStart', ({ progress }) => (progress.epoch === 0 ? [0] : [])),
        {
          name: 'spy',
          after: ['ema'],
          hooks: {
            evaluate(_run, next) {
              evaluated.push(kernels(model)[0]!);
              return next();
            },
          },
        },
      ],
      engine: engine(),
      epochs: 2,
    });
    const steps: number[] = [];
    trainer.events.on('step:ended', () => void steps.push(kernels(model)[0]!));
    await trainer.fit();
    expect(steps.slice(0, 2)).toEqual([0.5, 0.5]);
    expect(steps[2]).not.toBe(0.5);
    // s ← (s + w) / 2 over the two steps in which it was trained
    expect(evaluated).toEqual([0.5, expect.closeTo((0.5 + steps[2]!) / 4 + steps[3]! / 2, 6)]);
    trainer.dispose();
    model.dispose();
  });

  test('a run that was frozen on its way goes on exactly from a checkpoint in the middle of a group', async () => {
    const make = (stopAt?: number) => {
      const model = chain();
      const freeze = (epoch: number) => {
        model.layers[0]!.trainable = epoch < 1;
      };
      const trainer: Trainer = createTrainer({
        model: from(model),
        data: numbers(1),
        loss: mse,
        accumulate: 2,
        plugins: [
          sgd({ learningRate: 0.1, momentum: 0.5 }),
          { name: 'freezing', hooks: { epochStart: ({ progress }) => freeze(progress.epoch) } },
        ],
        engine: engine(),
        epochs: 3,
      });
      const saved: {
        micro: number;
        tensors: Record<string, tf.Tensor>;
        state: ReturnType<Trainer['snapshot']>['state'];
      }[] = [];
      trainer.events.on('batch:ended', ({ progress }) => {
        if (progress.micro !== stopAt) return;
        const { tensors, state } = trainer.snapshot();
        const copies = Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, t.clone()]));
        saved.push({ micro: progress.micro, tensors: copies, state: JSON.parse(JSON.stringify(state)) });
      });
      return { model, trainer, saved, freeze };
    };
    const whole = make(9); // epoch 1, a group half done
    await whole.trainer.fit();
    const [snapshot] = whole.saved;
    expect(snapshot!.state.group).toEqual({ size: 1, samples: 1, parameters: ['1.Dense/kernel'] });
    const second = make();
    second.freeze(1);
    await second.trainer.restore(snapshot!);
    await second.trainer.fit();
    expect(kernels(second.model)).toEqual(kernels(whole.model));
    for (const { trainer, model } of [whole, second]) {
      trainer.dispose();
      model.dispose();
    }
  });

  test('a hand-written model whose `parameters` is a getter', async () => {
    const [a, b] = tf.tidy(() => [tf.variable(tf.scalar(0.5)), tf.variable(tf.scalar(-0.8))]) as [
      tf.Variable,
      tf.Variable,
    ];
    let frozen: 'a' | 'b' | undefined;
    const model: TrainableModel = {
      get parameters() {
        return { ...(frozen !== 'a' && { a }), ...(frozen !== 'b' && { b }) };
      },
      forward: ({ x }) => ({ y: tf.mul(tf.mul(x!, a), b) }),
    };
    const trainer = createTrainer({
      model,
      data: numbers(2),
      loss: mse,
      plugins: [
        sgd({ learningRate: 0.1, momentum: 0.5 }),
        {
          name: 'freezing',
          hooks: {
            stepStart({ progress }) {
              frozen = progress.step % 2 === 1 ? 'a' : undefined;
            },
          },
        },
      ],
      engine: engine(),
      epochs: 2,
    });
    await trainer.fit();
    expect([a, b].flatMap(values)).toEqual(
      byHand(6, 2, (t) => (t % 2 === 1 ? 'a' : undefined)).map((value) => expect.closeTo(value!, 5)),
    );
    expect(Object.keys(trainer.snapshot().tensors)).toContain('model/a'); // frozen at the end, and still part of the model
    trainer.dispose();
    for (const variable of [a, b]) variable.dispose();
  });

  test('everything frozen is an error, and so is a frozen variable among the parameters', async () => {
    const model = chain();
    const trainer = createTrainer({
      model: from(model),
      data: numbers(2),
      loss: mse,
      plugins: [sgd(), freezing(model, 'stepStart', ({ progress }) => (progress.step === 1 ? [0, 1] : []))],
      engine: engine(),
      epochs: 1,
    });
    await expect(trainer.fit()).rejects.toThrow(/all of them are frozen.*CL_GRADIENT_MISSING/);
    trainer.dispose();
    model.dispose();

    const w = tf.variable(tf.scalar(1));
    const own = createTrainer({
      model: { parameters: { w }, forward: ({ x }) => ({ y: tf.mul(x!, w) }) },
      data: numbers(2),
      loss: mse,
      plugins: [
        sgd(),
        {
          name: 'freezing',
          hooks: {
            stepEnd() {
              w.trainable = false;
            },
          },
        },
      ],
      engine: engine(),
      epochs: 1,
    });
    await expect(own.fit()).rejects.toThrow(/'w'.*frozen.*CL_MODEL_INVALID/);
    own.dispose();
    w.dispose();
  });

  test('nothing leaks', async () => {
    const run = async () => {
      const model = chain();
      const trainer = createTrainer({
        model: from(model),
        data: numbers(2),
        loss: mse,
        plugins: [sgd({ momentum: 0.5 }), freezing(model, 'stepStart', ({ progress }) => [progress.step % 3])],
        engine: engine(),
        epochs: 2,
      });
      await trainer.fit();
      trainer.dispose();
      model.dispose();
    };
    await run();
    const before = tf.memory().numTensors;
    await run();
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Layers within layers, recurrent ones, statistics, `model.trainable`: on both engines the same, and what is frozen stands still. */
describe('eager and compiled agree', () => {
  const init = (seed: number) => tf.initializers.glorotNormal({ seed });
  const models: Record<string, () => tf.LayersModel> = {
    nested: () =>
      tf.sequential({
        layers: [
          tf.sequential({
            layers: [
              tf.layers.dense({ units: 3, inputShape: [4, 2], kernelInitializer: init(1), useBias: false }),
              tf.layers.batchNormalization(),
            ],
          }),
          tf.layers.flatten(),
          tf.layers.dense({
            units: 1,
            kernelInitializer: init(2),
            kernelConstraint: tf.constraints.unitNorm({ axis: 0 }),
          }),
        ],
      }),
    recurrent: () =>
      tf.sequential({
        layers: [
          tf.layers.bidirectional({
            layer: tf.layers.lstm({ units: 2, kernelInitializer: init(1), recurrentInitializer: init(2) }) as tf.RNN,
            inputShape: [4, 2],
            mergeMode: 'concat',
          }),
          tf.layers.dense({ units: 1, kernelInitializer: init(3) }),
        ],
      }),
  };
  const x = { data: Float32Array.from({ length: 64 }, (_, i) => Math.sin(i)), shape: [8, 4, 2] };
  const target = { data: Float32Array.from({ length: 8 }, (_, i) => Math.cos(i)), shape: [8, 1] };

  test.each(Object.keys(models))('%s', async (which) => {
    const weights: number[][][] = [];
    for (const [, engine] of ENGINES) {
      const model = models[which]!();
      // A model made of another one's parts, as the README shows: what is frozen must reach it, too.
      const trainable: TrainableModel = { ...from(model) };
      const still: number[][] = [];
      const trainer = createTrainer({
        model: trainable,
        data: arrayData({ inputs: { x }, targets: { target }, batchSize: 4 }),
        loss: mse,
        plugins: [
          adamW({ learningRate: 0.05 }),
          {
            name: 'freezing',
            hooks: {
              epochStart({ progress }) {
                model.layers[0]!.trainable = progress.epoch !== 1;
                model.layers.at(-1)!.trainable = progress.epoch !== 2;
              },
              epochEnd({ progress }) {
                if (progress.epoch > 1) return;
                const first = model.layers[0]!.getWeights();
                still.push(first.filter((_, i) => which !== 'nested' || i < 3).flatMap(values)); // statistics move
              },
            },
          },
        ],
        engine: engine(),
        epochs: 4,
      });
      await trainer.fit();
      expect(still[1]).toEqual(still[0]);
      weights.push(model.getWeights().map(values));
      trainer.dispose();
      tf.disposeVariables();
    }
    expect(weights[1]).toEqual(weights[0]!.map((one) => one.map((value) => expect.closeTo(value, 5))));
  });

  test('`model.trainable` counts, also for cells', () => {
    const model = models['recurrent']!();
    const { parameters } = from(model);
    model.trainable = false;
    expect(Object.keys(parameters)).toEqual([]);
    model.trainable = true;
    expect(Object.keys(parameters)).toHaveLength(8);
    model.dispose();
  });
});
