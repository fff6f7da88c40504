import {
  arrayData,
  createTrainer,
  type DataSource,
  eagerEngine,
  type HostInputs,
  type LossFunction,
  type Plugin,
  type Snapshot,
  sgd,
  type TrainableModel,
  type TrainerOptions,
} from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { onnxEngine } from '../src/index.js';
import { countTensors } from './each-test.js';

countTensors();

const column = (values: readonly number[]) => ({ data: Float32Array.from(values), shape: [values.length] });
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** y = θ + x, trained with squared errors. */
async function train(options: Partial<TrainerOptions> & Pick<TrainerOptions, 'data'>, rate = 0.25) {
  const theta = tf.tidy(() => tf.variable(tf.scalar(0)));
  const model: TrainableModel = { parameters: { theta }, forward: ({ x }) => ({ y: tf.add(x!, theta) }) };
  const trainer = createTrainer({
    model,
    loss: ({ y }, { t }) => tf.mean(tf.squaredDifference(y!, t!)),
    plugins: [sgd({ learningRate: rate }), ...((options.plugins as Plugin[]) ?? [])],
    epochs: 1,
    evaluation: options.data!,
    ...options,
    ...(options.plugins && { plugins: [...options.plugins, sgd({ learningRate: rate })] }),
  });
  try {
    await trainer.fit();
    return { weight: theta.dataSync()[0]!, metrics: trainer.run.history[0]!.metrics };
  } finally {
    trainer.dispose();
    theta.dispose();
  }
}

describe.each([
  ['eager', eagerEngine],
  ['onnx', () => onnxEngine({ threads: 1 })],
] as const)('what is reported, on the engine %s', (_name, engine) => {
  it('is a mean over samples: losses, and what a `loss` hook reports; other reports are means over steps', async () => {
    const targets = { t: column([0, 0, 0, 0, 0, 0, 0, 0, 10, 10]) };
    const reporter: Plugin = {
      name: 'reporter',
      hooks: {
        loss(step, total) {
          step.report('first', tf.mean(step.targets['t']!));
          step.report('heavy', tf.mean(step.targets['t']!), { weight: tf.scalar(3) });
          return total;
        },
        updated: (step) => step.report('steps', tf.scalar(1), { reduce: 'sum' }),
        gradients(step, gradients) {
          step.report('norm', tf.abs(gradients['theta']!) as tf.Scalar);
          return gradients;
        },
      },
    };
    for (const accumulate of [1, 2]) {
      const { metrics } = await train(
        {
          data: arrayData({ inputs: { x: column(new Array(10).fill(0)) }, targets, batchSize: 4 }),
          engine: engine(),
          accumulate,
          plugins: [reporter],
        },
        0,
      );
      const losses = [metrics['loss'], metrics['val_loss'], metrics['first'], metrics['heavy']];
      expect(losses, `accumulate ${accumulate}`).toEqual([20, 20, 2, expect.closeTo(10 / 3, 5)]);
      expect(metrics['steps']).toBe(accumulate === 1 ? 3 : 2);
      // d/dθ of the mean square: 0 and −20, of the groups [4, 4, 2] or [8, 2]
      expect(metrics['norm']).toBeCloseTo(accumulate === 1 ? 20 / 3 : 10, 5);
    }
  });

  /** The mean over what the mask leaves, 0 / 0 where it leaves nothing, and how many that are. */
  const masked: LossFunction = ({ y }, { t, mask }) => {
    const weight = tf.sum(mask!) as tf.Scalar;
    const total = tf.div(tf.sum(tf.mul(tf.squaredDifference(y!, t!), mask!)), weight) as tf.Scalar;
    return { total, error: total, weight };
  };
  const MASK = [1, 0, 0, 0, 1, 1, 0, 1, 1, 1];
  const TARGETS = [1, 9, 9, 9, 2, 3, 9, 4, 5, 6];
  const data = (batchSize: number, mask = MASK): DataSource => {
    const targets: HostInputs = { t: column(TARGETS), mask: column(mask) };
    return arrayData({ inputs: { x: column(new Array(10).fill(0)) }, targets, batchSize });
  };
  /** By hand: one step of rate ¼ on the unmasked of these samples, from θ. */
  const step = (theta: number, from: number, to: number, mask = MASK) => {
    const left = TARGETS.slice(from, to).filter((_, i) => mask[from + i] === 1);
    return left.length === 0 ? theta : theta - 0.25 * mean(left.map((t) => 2 * (theta - t)));
  };
  const lossAt = (theta: number) => mean(TARGETS.filter((_, i) => MASK[i] === 1).map((t) => (theta - t) ** 2));

  it('a masked mean is the same in one batch of 10, in 5 of 2, of which one is masked out, and in a short group', async () => {
    const groups: [batchSize: number, accumulate: number, groups: [number, number][]][] = [
      [10, 1, [[0, 10]]],
      [2, 5, [[0, 10]]],
      [3, 4, [[0, 10]]],
      [2, 9, [[0, 10]]],
      [
        2,
        3,
        [
          [0, 6],
          [6, 10],
        ],
      ],
      [
        2,
        1,
        [
          [0, 2],
          [2, 4],
          [4, 6],
          [6, 8],
          [8, 10],
        ],
      ],
    ]; // prettier-ignore
    for (const [batchSize, accumulate, parts] of groups) {
      const source = data(batchSize);
      const { weight, metrics } = await train({ data: source, loss: masked, accumulate, engine: engine() });
      const place = `${batchSize} × ${accumulate}`;
      expect(weight, place).toBeCloseTo(
        parts.reduce((theta, [from, to]) => step(theta, from, to), 0),
        5,
      );
      if (parts.length === 1) expect(metrics['loss'], place).toBeCloseTo(lossAt(0), 4);
      expect(metrics['error'], place).toBe(metrics['loss']);
      expect(metrics['val_loss'], place).toBeCloseTo(lossAt(weight), 4);
      expect(Object.keys(metrics)).not.toContain('weight');
    }
  });

  it('a group that weighs nothing makes no step, and nothing of it is reported or kept by `loss` hooks', async () => {
    const running: Plugin = {
      name: 'running',
      hooks: {
        loss(step, total) {
          const kept = step.variable('running/sum', 0);
          step.assign(kept, tf.add(kept, total));
          step.report('running', kept as unknown as tf.Scalar, { reduce: 'last' });
          return total;
        },
        updated: (step) => step.report('steps', tf.scalar(1), { reduce: 'sum' }),
      },
    };
    const mask = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0];
    for (const accumulate of [1, 2, 3]) {
      const given = { data: data(2, mask), loss: masked, accumulate, engine: engine(), plugins: [running] };
      const { weight, metrics } = await train(given);
      expect(weight).toBeCloseTo(step(0, 0, 2, mask), 5);
      expect([metrics['loss'], metrics['running'], metrics['steps']]).toEqual([41, 41, 1]);
    }
  });

  it('`skipUnless` in a `loss` hook leaves the micro-batch out', async () => {
    const fussy: Plugin = {
      name: 'fussy',
      hooks: {
        loss(step, total) {
          step.skipUnless(tf.less(tf.max(step.targets['t']!), 9) as tf.Scalar);
          return total;
        },
      },
    };
    for (const accumulate of [1, 2, 3, 5]) {
      const inputs = { x: column(new Array(10).fill(0)) };
      const targets = { t: column([1, 1, 9, 1, 1, 1, 1, 9, 1, 1]) };
      const source = arrayData({ inputs, targets, batchSize: 2 });
      const { weight } = await train({ data: source, accumulate, engine: engine(), plugins: [fussy] });
      const groups = { 1: 3, 2: 3, 3: 2, 5: 1 }[accumulate]!; // with a batch of ones in each
      expect(weight, `accumulate ${accumulate}`).toBeCloseTo(1 - 0.5 ** groups, 6);
    }
  });

  it('an evaluation that weighs nothing is refused', async () => {
    const evaluation = data(5, new Array(10).fill(0));
    const refused = train({ data: data(5), evaluation, loss: masked, engine: engine() });
    await expect(refused).rejects.toThrow(/evaluation data are 0 in all batches.*CL_LOSS_INVALID/);
  });

  it('an epoch without a step is an error, and a short group beside a full one is not', async () => {
    const source = arrayData({ inputs: { x: column([0, 0, 0]) }, targets: { t: column([1, 1, 1]) }, batchSize: 1 });
    const given = { data: source, engine: engine(), flush: false };
    await expect(train({ ...given, accumulate: 4 })).rejects.toThrow(
      /epoch 0 has 3 micro-batches, fewer than `accumulate` \(4\).*`flush` is false.*CL_NO_STEP/,
    );
    expect((await train({ ...given, accumulate: 2 })).weight).toBe(0.5);
    expect((await train({ ...given, accumulate: 4, flush: true })).weight).toBe(0.5);
  });

  /** Batches of 2 and 1 samples with rows as long as told; the outputs are what `forward` makes of them. */
  const outputs = async (lengths: readonly [number, number], forward: TrainableModel['forward'], pad?: number) => {
    const theta = tf.tidy(() => tf.variable(tf.scalar(1)));
    let value = 0;
    const batch = (size: number, length: number) => ({
      inputs: { x: { data: Float32Array.from({ length: size * length }, () => ++value), shape: [size, length] } },
      targets: { t: { data: new Float32Array(size * length), shape: [size, length] } },
      size,
    });
    const source: DataSource = {
      *batches() {
        value = 0;
        yield batch(2, lengths[0]);
        yield batch(1, lengths[1]);
      },
    };
    const trainer = createTrainer({
      model: { parameters: { theta }, forward },
      loss: ({ y }) => tf.mean(tf.square(y!)),
      metrics: ({ y }) => ({ numbers: y!.data.length }),
      engine: engine(),
      epochs: 1,
    });
    try {
      const made = await trainer.predict(source, pad === undefined ? {} : { pad });
      if (pad === undefined) expect((await trainer.evaluate(source))['numbers']).toBe(made['y']!.data.length);
      return made;
    } catch (error) {
      await expect(trainer.evaluate(source)).rejects.toMatchObject({ code: 'CL_OUTPUT_INVALID' });
      throw error;
    } finally {
      trainer.dispose();
      theta.dispose();
    }
  };

  it('outputs of varying length are refused, or padded on request', async () => {
    const same: TrainableModel['forward'] = ({ x }) => ({ y: tf.mul(x!, 1) });
    expect(await outputs([2, 2], same)).toEqual({ y: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] } });
    await expect(outputs([2, 3], same)).rejects.toThrow(
      /output 'y' of batch 1 of the source of predict\(\) has shape \[1,3\], and \[2,2\] in batch 0\. .*pad: 0.*CL_OUTPUT_INVALID/,
    );
    const padded = await outputs([2, 3], same, -1);
    expect(padded['y']).toEqual({ data: Float32Array.of(1, 2, -1, 3, 4, -1, 5, 6, 7), shape: [3, 3] });
    // A square in the corner of a larger one.
    const square = await outputs([1, 2], ({ x }) => ({ y: tf.mul(tf.expandDims(x!, 2), tf.expandDims(x!, 1)) }), 0);
    expect(square['y']).toEqual({ data: Float32Array.of(1, 0, 0, 0, 4, 0, 0, 0, 9, 12, 12, 16), shape: [3, 2, 2] });
    const whole = outputs([1, 2], ({ x }) => ({ y: tf.cast(x!, 'int32') }), 0.5);
    await expect(whole).rejects.toThrow(/`pad` must be a 32-bit integer, but is 0.5/);
  });

  it('a source may reuse its arrays, that of the shape as well', async () => {
    const theta = tf.tidy(() => tf.variable(tf.scalar(1)));
    const trainer = createTrainer({
      model: { parameters: { theta }, forward: ({ x }) => ({ x: x!, y: tf.add(x!, theta) }) },
      engine: engine(),
      epochs: 1,
    });
    const [data, shape] = [new Float32Array(2), [2]];
    const source: DataSource = {
      *batches() {
        for (const [at, size] of [
          [0, 2],
          [2, 2],
          [4, 1],
        ] as const) {
          data.set([at, at + 1]);
          shape[0] = size;
          const x = { data: data.subarray(0, size), shape };
          yield { inputs: { x }, targets: { t: x }, size };
        }
      },
    };
    for (let i = 0; i < 2; i++) {
      const { outputs, targets } = await trainer.predictWithTargets(source);
      const x = { data: Float32Array.of(0, 1, 2, 3, 4), shape: [5] };
      expect({ ...outputs, ...targets }).toEqual({ x, y: { ...x, data: Float32Array.of(1, 2, 3, 4, 5) }, t: x });
    }
    trainer.dispose();
    theta.dispose();
  });

  it('an output may be a variable, and have two names', async () => {
    const theta = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const trainer = createTrainer({
      model: { parameters: { theta }, forward: () => ({ a: theta, b: theta }) },
      engine: engine(),
      epochs: 1,
    });
    const source = arrayData({ inputs: { x: column([0, 0]) } });
    for (let i = 0; i < 2; i++) {
      const { a, b } = await trainer.predict(source);
      expect([a, b].map((made) => Array.from(made!.data))).toEqual([
        [1, 2],
        [1, 2],
      ]); // prettier-ignore
    }
    trainer.dispose();
    theta.dispose();
  });

  it('outputs without the sample as first dimension are refused', async () => {
    const scalar = outputs([2, 2], ({ x }) => ({ y: x!, kl: tf.mean(x!) }));
    await expect(scalar).rejects.toThrow(/output 'kl' of batch 0 .* has shape \[\], where the batch has a size of 2/);
    const turned = outputs([3, 3], ({ x }) => ({ y: tf.transpose(x!) }));
    await expect(turned).rejects.toThrow(/has shape \[3,2\], where the batch has a size of 2.*CL_OUTPUT_INVALID/);
  });
});

it('snapshots of version 2 go on where an epoch begins; within one their sums mean something else, and they are refused', async () => {
  const make = () => {
    const theta = tf.tidy(() => tf.variable(tf.scalar(0)));
    const trainer = createTrainer({
      model: { parameters: { theta }, forward: ({ x }) => ({ y: tf.add(x!, theta) }) },
      data: arrayData({ inputs: { x: column([1, 2, 3]) }, batchSize: 2 }),
      loss: ({ y }) => tf.mean(tf.square(y!)),
      plugins: [sgd()],
      epochs: 1,
    });
    const dispose = () => {
      trainer.dispose();
      theta.dispose();
    };
    return { trainer, dispose };
  };
  const [first, second] = [make(), make()];
  const within: Snapshot['state'][] = [];
  first.trainer.events.on('batch:ended', () => void within.push(first.trainer.snapshot().state));
  await first.trainer.fit();
  const { tensors, state } = first.trainer.snapshot();
  expect(state.version).toBe(3);
  await second.trainer.restore({ tensors, state: { ...state, version: 2 } });
  const old = { tensors, state: { ...within[0]!, version: 2 as const } };
  await expect(second.trainer.restore(old)).rejects.toThrow(
    /version 2 and was taken within an epoch.*CL_STATE_MISMATCH/,
  );
  for (const { dispose } of [first, second]) dispose();
});
