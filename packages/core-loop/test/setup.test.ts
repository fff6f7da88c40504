import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { arrayData, fromLayersModel, type Plugin, type Snapshot, sgd, type TrainableModel } from '../src/index.js';
import { type TinyOptions, tinyModel, tinyTrainer } from '../src/testing/index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const lines = (...numbers: number[]) =>
  arrayData({
    inputs: { x: { data: Float32Array.from(numbers.flatMap((n) => [n, n, n])), shape: [numbers.length, 3] } },
    targets: { target: { data: Float32Array.from(numbers), shape: [numbers.length, 1] } },
    batchSize: 2,
  });

/** An averaging plugin without JSON state, as `ema` is one: only its variables and options tell of it. */
const average = (decay: number): Plugin => ({
  name: 'average',
  fingerprint: { decay, from: /w$/, by: function mean() {} },
  hooks: {
    updated(step) {
      const shadow = step.variable('average/w', 0, [3, 1]);
      step.assign(shadow, shadow.mul(decay).add(step.parameters['w']!.mul(1 - decay)));
    },
  },
});
const watcher: Plugin = { name: 'watcher', hooks: { epochEnd() {} } };

async function snapshotOf(options: TinyOptions): Promise<Snapshot> {
  const trainer = tinyTrainer({ epochs: 1, ...options });
  await trainer.fit();
  const { tensors, state } = trainer.snapshot();
  return { tensors, state: JSON.parse(JSON.stringify(state)) };
}

const base: TinyOptions = { data: lines(1, 2, 3, 4), plugins: [sgd({ learningRate: 0.05 }), average(0.9)] };

describe('a snapshot is refused by a trainer of another set-up, with what it was and what it is', () => {
  test.each<[string, TinyOptions, RegExp]>([
    ['another seed', { seed: 7 }, /set-up: seed: 42 → 7\./],
    ['accumulation', { accumulate: 2, flush: false }, /accumulate: 1 → 2; flush: true → false\./],
    [
      'an option',
      { plugins: [sgd({ learningRate: 0.1 }), average(0.9)] },
      /plugins\.sgd\.learningRate: 0\.05 → 0\.1\./,
    ],
    ['a plugin less', { plugins: [sgd({ learningRate: 0.05 })] }, /plugins\.average: there → not there\./],
    [
      'a plugin more',
      { plugins: [...base.plugins!, { name: 'clip', hooks: { gradients: (_, g) => g } }] },
      /plugins\.clip: not there → there\./,
    ],
    ['another order', { plugins: [...base.plugins!].reverse() }, /order: \["sgd","average"\] → \["average","sgd"\]\./],
    [
      'another number in the data',
      { data: lines(1, 2, 3, 4.5) },
      /data\.inputs\.x: .*checksum.* → .*; data\.targets\.target: /,
    ],
    ['another batch size', { data: undefined as never, batchSize: 3 }, /data\.batchSize: 2 → 3/],
    [
      'another loss',
      {
        loss: function absolute({ y }, { target }) {
          return y!.sub(target!).abs().mean() as never;
        },
      },
      /loss: "function loss" → "function absolute"\./,
    ],
    [
      'several at once',
      { seed: 1, plugins: [sgd({ learningRate: 0.05, momentum: 0.5 }), average(0.5)] },
      /seed: 42 → 1; plugins\.sgd\.momentum: 0 → 0\.5; plugins\.average\.decay: 0\.9 → 0\.5\./,
    ],
  ])('%s', async (_, options, message) => {
    const snapshot = await snapshotOf(base);
    const { data, ...given } = { ...base, ...options };
    const trainer = tinyTrainer({ ...given, ...(data && { data }) });
    const before = trainer.model.parameters['w']!.dataSync().join();
    await expect(trainer.restore(snapshot)).rejects.toThrow(message);
    await expect(trainer.restore(snapshot)).rejects.toMatchObject({ code: 'CL_SETUP_CHANGED' });
    expect(trainer.model.parameters['w']!.dataSync().join()).toBe(before);
  });
});

describe('no difference', () => {
  test('more epochs, plugins that only watch, the same arrays in another place', async () => {
    const snapshot = await snapshotOf({ ...base, plugins: [...base.plugins!, watcher] });
    const trainer = tinyTrainer({ ...base, data: lines(1, 2, 3, 4), epochs: 3 });
    await trainer.restore(snapshot);
    await trainer.fit();
    expect(trainer.run.history).toHaveLength(3);
  });

  test('a plugin that says nothing of its options, or did not', async () => {
    const snapshot = await snapshotOf(base);
    const { fingerprint: _, ...silent } = average(0.5);
    await tinyTrainer({ ...base, plugins: [sgd({ learningRate: 0.05 }), silent] }).restore(snapshot);
  });
});

test('variables: another shape, name or frozen set is listed with the rest', async () => {
  const snapshot = await snapshotOf(base);
  const frozen = (): TrainableModel => {
    const { parameters, buffers, ...model } = tinyModel();
    return { ...model, parameters: { w: parameters['w']! }, buffers: { ...buffers, b: parameters['b']! } };
  };
  const trainer = tinyTrainer({ ...base, model: frozen(), seed: 3 });
  await expect(trainer.restore(snapshot)).rejects.toThrow(
    /seed: 42 → 3; variables\.b: "\[1\] trained" → "\[1\] not trained"\./,
  );
});

test.each([false, true])(
  'a tf.LayersModel: how layers are connected is compared, within another one: %s',
  async (within) => {
    // Two parallel layers, a third one after either of them, and all of them side by side.
    const trainerOf = (after: 'first' | 'second') => {
      const x = tf.input({ shape: [3] });
      const dense = (units: number, of: tf.SymbolicTensor) => tf.layers.dense({ units }).apply(of) as tf.SymbolicTensor;
      const [first, second] = [dense(2, x), dense(2, x)];
      const third = dense(2, after === 'first' ? first : second);
      const all = tf.layers.concatenate().apply([third, first, second]) as tf.SymbolicTensor;
      const made = tf.model({ inputs: x, outputs: dense(1, all) });
      return tinyTrainer({ epochs: 1, model: fromLayersModel(within ? tf.sequential({ layers: [made] }) : made) });
    };
    const trained = trainerOf('first');
    await trained.fit();
    const { tensors, state } = trained.snapshot();
    const snapshot = { tensors, state: JSON.parse(JSON.stringify(state)) };
    await trainerOf('first').restore(snapshot);
    await expect(trainerOf('second').restore(snapshot)).rejects.toThrow(/set-up: model\..*wiring: .*CL_SETUP_CHANGED/);
  },
);

test('a tf.LayersModel: the options of its layers are compared, the names they happen to have are not', async () => {
  const trainerOf = (rate: number) => {
    const dense = tf.layers.dense({ units: 1, inputShape: [3], kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) });
    const inner = tf.sequential({ layers: [dense, tf.layers.dropout({ rate })] });
    return tinyTrainer({ epochs: 1, model: fromLayersModel(tf.sequential({ layers: [inner] })) });
  };
  const trainer = trainerOf(0);
  await trainer.fit();
  const state = JSON.parse(JSON.stringify(trainer.snapshot().state));
  await trainerOf(0).restore({ ...trainer.snapshot(), state });
  await expect(trainerOf(0.5).restore({ ...trainer.snapshot(), state })).rejects.toThrow(
    /set-up: model\.0\.Sequential\.layers\.1\.config\.rate: 0 → 0\.5\./,
  );
});

describe('what is allowed', () => {
  const changed: TinyOptions = {
    ...base,
    seed: 7,
    data: lines(4, 3, 2, 1),
    plugins: [sgd({ learningRate: 0.05 })],
    epochs: 2,
  };
  const notices = (trainer: ReturnType<typeof tinyTrainer>) => {
    const heard: string[] = [];
    trainer.events.on('run:notice', ({ message }) => void heard.push(message));
    return heard;
  };

  test('goes on and is told; the variables of a plugin that is gone are left behind', async () => {
    const snapshot = await snapshotOf(base);
    const trainer = tinyTrainer(changed);
    const heard = notices(trainer);
    await trainer.restore(snapshot, { allow: true });
    expect(heard).toEqual([expect.stringMatching(/^continuing with another set-up: seed: 42 → 7; data\.inputs\.x: /)]);
    await trainer.fit();
    expect(Object.keys(snapshot.tensors)).toContain('average/w');
    expect(Object.keys(trainer.snapshot().tensors)).not.toContain('average/w');
  });

  test('by place, whole branches included; the rest is refused', async () => {
    const snapshot = await snapshotOf(base);
    const trainer = tinyTrainer(changed);
    await expect(trainer.restore(snapshot, { allow: ['data', 'seed', 'plugins.sgd'] })).rejects.toThrow(
      /set-up: plugins\.average: there → not there\. .*allow: \['plugins\.average'\]/,
    );
    await trainer.restore(snapshot, { allow: ['data', 'seed', 'plugins.average'] });
  });

  test('smaller steps: a group that has as many micro-batches already is left out, with a notice', async () => {
    const options = { data: lines(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), epochs: 1 };
    const large = tinyTrainer({ ...options, accumulate: 4 });
    let snapshot: Snapshot | undefined;
    large.events.on('batch:ended', ({ progress }) => {
      if (progress.micro !== 3) return;
      const { tensors, state } = large.snapshot();
      const copies = Object.entries(tensors).map(([name, v]) => [name, tf.keep(v.clone())] as const);
      snapshot = { tensors: Object.fromEntries(copies), state };
    });
    await large.fit();
    const trainer = tinyTrainer({ ...options, accumulate: 2 });
    const heard = notices(trainer);
    await trainer.restore(snapshot!, { allow: ['accumulate'] });
    await trainer.fit();
    // Three micro-batches left out, and three more: a step of two, and one of the one that is left.
    expect(trainer.run.progress).toMatchObject({ epoch: 1, step: 2, micro: 6 });
    expect(heard.at(-1)).toBe('the 3 micro-batches before the current step are left out: `accumulate` is 2 now');
  });

  test('a plugin with state that is new begins afresh', async () => {
    const snapshot = await snapshotOf(base);
    const loaded: unknown[] = [];
    const counter: Plugin = {
      name: 'counter',
      state: { version: 1, save: () => 1, load: (data) => loaded.push(data) },
    };
    const trainer = tinyTrainer({ ...base, plugins: [...base.plugins!, counter] });
    await expect(trainer.restore(snapshot)).rejects.toThrow(/plugins\.counter: not there → there/);
    await trainer.restore(snapshot, { allow: ['plugins.counter'] });
    expect(loaded).toEqual([]);
  });

  test('a snapshot of version 2 is restored, with a notice; its seed and its plugins with state are compared', async () => {
    const { tensors, state } = await snapshotOf(base);
    const { setup: _, ...rest } = state;
    const old: Snapshot = { tensors, state: { ...rest, version: 2 } };
    const trainer = tinyTrainer({ ...changed, seed: 42 });
    const heard = notices(trainer);
    await trainer.restore(old);
    expect(heard).toEqual([expect.stringContaining('does not contain the options and data')]);
    await expect(tinyTrainer(changed).restore(old)).rejects.toThrow(/set-up: seed: 42 → 7\./);
    await expect(trainer.restore({ tensors, state: { ...rest, version: 4 as never } })).rejects.toThrow(/version 4/);
  });
});
