import { runInNewContext } from 'node:vm';
import {
  type Batch,
  createTrainer,
  type DataSource,
  eagerEngine,
  type HostInput,
  type NumberArray,
  type StepEngine,
  sgd,
  type TrainableModel,
  type TrainerOptions,
} from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { compile, onnxEngine } from '../src/index.js';
import { countTensors } from './each-test.js';

countTensors();

const engines = [
  ['eager', eagerEngine],
  ['onnx', () => onnxEngine({ threads: 1 })],
] as const;

/** y = θ·x, whose loss mean(y) has the gradient mean(x). The buffer takes the input over, as it is. */
function linear() {
  const [theta, seen] = tf.tidy(() => [tf.variable(tf.scalar(0)), tf.variable(tf.zeros([2]), false)] as const);
  const model: TrainableModel = {
    parameters: { theta },
    buffers: { seen },
    forward({ x }, { training }) {
      if (training) seen.assign(tf.cast(x!, 'float32'));
      return { y: tf.mul(x!, theta), x: x! };
    },
  };
  const dispose = () => tf.dispose([theta, seen]);
  return { theta, seen, model, dispose };
}

/** Samples, two a batch, all in one array that is overwritten as soon as the next batch is asked for. */
function reusing(samples: readonly number[], async: boolean): DataSource {
  function* batches(): Generator<Batch> {
    const data = new Float32Array(2);
    for (let at = 0; at < samples.length; at += 2) {
      data.set(samples.slice(at, at + 2));
      yield { inputs: { x: { data, shape: [2] } }, targets: { t: { data, shape: [2] } }, size: 2 };
      data.fill(Number.NaN);
    }
  }
  return {
    batches: async
      ? async function* () {
          for (const batch of batches()) yield await Promise.resolve(batch);
        }
      : batches,
  };
}

const SAMPLES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe.each(engines)('a source that reuses its arrays, on the engine %s', (_name, engine) => {
  const run = async (options: Partial<TrainerOptions>, rate = 1) => {
    const { theta, seen, model, dispose } = linear();
    const trainer = createTrainer({
      model,
      data: reusing(SAMPLES, false),
      loss: ({ y, x }) => ({ total: tf.mean(y!), x: tf.mean(x!) }),
      plugins: [sgd({ learningRate: rate })],
      engine: engine(),
      epochs: 1,
      ...options,
    });
    await trainer.fit();
    const [weight, last] = [theta.dataSync()[0]!, Array.from(seen.dataSync())];
    const { metrics } = trainer.run.history[0]!;
    const predicted = Array.from((await trainer.predict(reusing(SAMPLES, true)))['x']!.data);
    trainer.dispose();
    dispose();
    return { weight, last, metrics, predicted };
  };

  // The sum of the groups' means, with the sign turned: 1.5, 3.5, 5.5, 7.5, 9.5 for the batches.
  it.each([
    { accumulate: 1, flush: true, weight: -27.5 },
    { accumulate: 2, flush: true, weight: -(2.5 + 6.5 + 9.5) },
    { accumulate: 2, flush: false, weight: -(2.5 + 6.5) },
    { accumulate: 5, flush: true, weight: -5.5 },
    { accumulate: 9, flush: true, weight: -5.5 },
  ])('accumulate $accumulate, flush $flush', async ({ accumulate, flush, weight }) => {
    for (const data of [reusing(SAMPLES, false), reusing(SAMPLES, true)]) {
      const found = await run({ data, accumulate, flush });
      expect(found.weight).toBeCloseTo(weight, 4);
      expect(found.metrics['x']).toBeCloseTo(5.5, 5);
      expect(found.last).toEqual([9, 10]); // what the step kept of an array is its own
      expect(found.predicted).toEqual(SAMPLES);
    }
  });

  it('is evaluated on its own numbers', async () => {
    const { metrics } = await run({
      evaluation: reusing(SAMPLES, false),
      metrics: ({ x }, { t }) => ({ outputs: sum(x!.data), targets: sum(t!.data) }),
    });
    expect([metrics['val_x'], metrics['outputs'], metrics['targets']]).toEqual([5.5, 55, 55]);
  });

  it('a new batch is asked for when the one before was trained on', async () => {
    const order: string[] = [];
    const source: DataSource = {
      *batches(epoch) {
        for (const batch of reusing(SAMPLES.slice(0, 6), false).batches(epoch) as Iterable<Batch>) {
          order.push('asked');
          yield batch;
        }
        order.push('asked in vain');
      },
    };
    const watch = { name: 'watch', hooks: { stepEnd: () => void order.push('step') } };
    await run({ data: source, accumulate: 2, plugins: [sgd(), watch] });
    expect(order).toEqual(['asked', 'asked', 'step', 'asked', 'asked in vain', 'step']);
  });
});

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b);

/** Arrays of another realm, as `vm` and test runners make them. */
const foreign = (source: string) => runInNewContext(source) as NumberArray;

const ARRAYS: Record<string, readonly [array: NumberArray, dtype: 'float32' | 'int32']> = {
  'plain numbers': [[2, 200], 'float32'],
  Float32Array: [Float32Array.of(2, 200), 'float32'],
  Float64Array: [Float64Array.of(2, 200), 'float32'],
  Int8Array: [Int8Array.of(2, -20), 'int32'],
  Uint8Array: [Uint8Array.of(2, 200), 'int32'],
  Buffer: [Buffer.from([2, 200]), 'int32'],
  Uint8ClampedArray: [Uint8ClampedArray.of(2, 200), 'int32'],
  Int16Array: [Int16Array.of(2, 200), 'int32'],
  Uint16Array: [Uint16Array.of(2, 200), 'int32'],
  Int32Array: [Int32Array.of(2, 200), 'int32'],
  Uint32Array: [Uint32Array.of(2, 200), 'int32'],
  BigInt64Array: [BigInt64Array.of(2n, -200n), 'int32'],
  BigUint64Array: [BigUint64Array.of(2n, 200n), 'int32'],
  'shared memory': [new Float32Array(new SharedArrayBuffer(8)).fill(3), 'float32'],
  'a view into a buffer': [new Float64Array(Float64Array.of(9, 2, 200).buffer, 8), 'float32'],
  "another realm's numbers": [foreign('[2, 200]'), 'float32'],
  "another realm's Float32Array": [foreign('Float32Array.of(9, 2, 200).subarray(1)'), 'float32'],
  "another realm's Int32Array": [foreign('Int32Array.of(9, 2, 200).subarray(1)'), 'int32'],
  "another realm's Uint8Array": [foreign('Uint8Array.of(2, 200)'), 'int32'],
  "another realm's BigInt64Array": [foreign('BigInt64Array.of(2n, 200n)'), 'int32'],
};

/** One batch of two samples whose input, or target, is `given`. */
const oneBatch = (given: unknown, as: 'inputs' | 'targets' = 'inputs'): DataSource => {
  const fine: HostInput = { data: Float32Array.of(1, 1), shape: [2] };
  const batch = { inputs: { x: fine }, targets: { t: fine }, size: 2 };
  return { batches: () => [{ ...batch, [as]: { [as === 'inputs' ? 'x' : 't']: given } } as Batch] };
};

function trainerOf(engine: StepEngine, data: DataSource, dtypes: string[] = []) {
  const { theta, model, dispose } = linear();
  const made = createTrainer({
    model,
    data,
    loss({ x }, { t }) {
      dtypes.push(x!.dtype, t!.dtype);
      // A division, which would show an integer division, and both sums.
      return { total: tf.mul(theta, 0), x: tf.sum(tf.div(x!, 8)), t: tf.sum(tf.div(t!, 8)) };
    },
    plugins: [sgd()],
    engine,
    epochs: 1,
  });
  return {
    made,
    dispose() {
      made.dispose();
      dispose();
    },
  };
}

describe.each(engines)('arrays of a batch, on the engine %s', (_name, engine) => {
  const trainer = (data: DataSource, dtypes: string[] = []) => trainerOf(engine(), data, dtypes);

  it.each(Object.entries(ARRAYS))('%s', async (_name, [data, dtype]) => {
    const [expected, dtypes] = [sum(Array.from(data as number[], Number)) / 8, [] as string[]];
    for (const as of ['inputs', 'targets'] as const) {
      const source = oneBatch({ data, shape: [2] }, as);
      const { made, dispose } = trainer(source, dtypes);
      const { history } = await made.fit();
      expect(history[0]!.metrics[as === 'inputs' ? 'x' : 't']).toBe(expected);
      expect((await made.evaluate(source))[as === 'inputs' ? 'val_x' : 'val_t']).toBe(expected);
      if (as === 'inputs')
        expect(Array.from((await made.predict(source))['x']!.data)).toEqual(Array.from(data as number[], Number));
      dispose();
    }
    expect(new Set([dtypes[0], dtypes.at(-1)])).toEqual(new Set([dtype]));
  });

  it('dtype asks for the other type', async () => {
    const dtypes: string[] = [];
    for (const given of [
      { data: Uint8Array.of(2, 200), shape: [2], dtype: 'float32' },
      { data: [2, 200], shape: [2], dtype: 'int32' },
      { data: Float64Array.of(2, 200), shape: [2], dtype: 'int32' },
      { data: Uint32Array.of(2, 2 ** 31), shape: [2], dtype: 'float32' },
    ]) {
      const { made, dispose } = trainer(oneBatch(given), dtypes);
      await made.fit();
      dispose();
    }
    expect([...new Set(dtypes.filter((_, i) => i % 2 === 0))].sort()).toEqual(['float32', 'int32']);
  });
});

describe('what is no array of numbers', () => {
  const trainer = (data: DataSource) => trainerOf(eagerEngine(), data);

  it.each<[string, unknown, string]>([
    ['strings', { data: ['1', '2'], shape: [2] }, 'has string at index 0'],
    ['holes', { data: [1, undefined], shape: [2] }, 'has undefined at index 1'],
    ['nested arrays', { data: [[1], [2]], shape: [2] }, 'has Array at index 0'],
    ['booleans', { data: [true, false], shape: [2] }, 'has boolean at index 0'],
    ['no array', { data: undefined, shape: [2] }, 'has undefined as data'],
    ['no tensor', undefined, 'has undefined as data'],
    ['a DataView', { data: new DataView(new ArrayBuffer(2)), shape: [2] }, 'has DataView as data'],
    ['a buffer', { data: new ArrayBuffer(2), shape: [2] }, 'has ArrayBuffer as data'],
    ['a map', { data: new Map(), shape: [2] }, 'has Map as data'],
    ['an object like an array', { data: { length: 2, 0: 1, 1: 2 }, shape: [2] }, 'has Object as data'],
    ['a large unsigned integer', { data: Uint32Array.of(1, 2 ** 31), shape: [2] }, 'has 2147483648 at index 1'],
    ['a large bigint', { data: BigInt64Array.of(1n, 2n ** 40n), shape: [2] }, 'has 1099511627776 at index 1'],
    ['fractions as int32', { data: [1, 2.5], shape: [2], dtype: 'int32' }, 'has 2.5 at index 1'],
    ['bool in floats', { data: Float32Array.of(1, 0), shape: [2], dtype: 'bool' }, "has the dtype 'bool'"],
    ['bool', { data: [1, 0], shape: [2], dtype: 'bool' }, "has the dtype 'bool'"],
    ['no shape', { data: [1, 2] }, 'has 2 numbers and shape [undefined]'],
    ['another shape', { data: [1, 2], shape: [2, 2] }, 'has 2 numbers and shape [2,2]'],
    ['other samples', { data: [1, 2, 3], shape: [3] }, 'has shape [3] in a batch of 2'],
  ])('%s are refused, with the place', async (_name, given, found) => {
    for (const as of ['inputs', 'targets'] as const) {
      const [place, bad] = [as === 'inputs' ? "input 'x'" : "target 't'", oneBatch(given, as)];
      const { made, dispose } = trainer(bad);
      await expect(made.fit()).rejects.toThrow(`[core-loop] ${place} of batch 0 of the training data ${found}`);
      await expect(made.evaluate(bad)).rejects.toThrow(`${place} of batch 0 of the evaluation data ${found}`);
      await expect(made.predict(bad)).rejects.toMatchObject({ code: 'CL_BATCH_INVALID' });
      dispose();
    }
  });

  it('a tensor is no array', async () => {
    const data = tf.tensor1d([1, 2]);
    const { made, dispose } = trainer(oneBatch({ data, shape: [2] }));
    await expect(made.fit()).rejects.toThrow('has a tensor as data');
    dispose();
    data.dispose();
  });
});

describe('arrays given to compile()', () => {
  it.each(Object.entries(ARRAYS))('%s', async (_name, [data, dtype]) => {
    const f = compile(({ x }: { x: tf.Tensor }) => ({ x, eighth: tf.div(x, 8) }));
    const { x, eighth } = await f.run({ x: { data, shape: [2] } });
    expect(x.dtype).toBe(dtype);
    expect(Array.from(await eighth.data())).toEqual(Array.from(data as number[], (value) => Number(value) / 8));
    tf.dispose([x, eighth]);
    await f.dispose();
  });

  it('are those of the call, whatever becomes of them later', async () => {
    const f = compile(({ x }: { x: tf.Tensor; y: tf.Tensor }) => tf.sum(x));
    const [data, y] = [new Float32Array(2), tf.scalar(0)];
    const runs = [1, 2, 3].map((value) => f.run({ y, x: { data: data.fill(value), shape: [2] } }));
    const sums = await Promise.all(runs);
    expect(sums.map((made) => made.dataSync()[0])).toEqual([2, 4, 6]);
    tf.dispose([...sums, y]);
    await f.dispose();
  });

  it.each<[string, unknown, string]>([
    ['strings', { data: ['1'], shape: [1] }, "input 'x' has string at index 0"],
    ['a DataView', { data: new DataView(new ArrayBuffer(1)), shape: [1] }, "input 'x' has DataView as data"],
    ['nothing', undefined, "input 'x' has undefined as data"],
  ])('%s are refused', async (_name, x, found) => {
    const f = compile((inputs: { x: tf.Tensor }) => inputs.x);
    await expect(f.run({ x: x as never })).rejects.toThrow(found);
    await expect(f.run({ x: x as never })).rejects.toMatchObject({ code: 'EO_INPUT_INVALID' });
    await f.dispose();
  });

  it('constants and variables mean what they mean eagerly, whatever array they lie in', async () => {
    // A cast on the `cpu` backend is another name for the same array: float32 numbers in an `Int32Array` or `Uint8Array`.
    const sources = {
      ints: () => tf.cast(tf.tensor([2, 200], [2], 'int32'), 'float32'),
      bools: () => tf.cast(tf.tensor([true, false], [2], 'bool'), 'float32'),
      'bools as integers': () => tf.cast(tf.tensor([true, true], [2], 'bool'), 'int32'),
      Uint8Array: () => tf.tensor(Uint8Array.of(2, 200)),
      "another realm's Float32Array": () => tf.tensor(foreign('Float32Array.of(2, 200)') as Float32Array),
      "another realm's Uint8Array": () => tf.tensor(foreign('Uint8Array.of(2, 200)') as Uint8Array, [2], 'int32'),
    };
    for (const [name, make] of Object.entries(sources)) {
      const made = tf.tidy(make);
      const values = Array.from(made.dataSync());
      const held = tf.variable(made);
      const x = tf.scalar(3);
      for (const program of [
        () => tf.add(made, made),
        () => made,
        () => tf.add(held, held),
        ({ x }: { x: tf.Tensor }) => tf.mul(tf.add(held, made), x),
      ]) {
        const f = compile(program);
        const [expected, found] = [tf.tidy(() => tf.clone(program({ x }))), await f.run({ x })];
        expect(Array.from(found.dataSync()), name).toEqual(Array.from(expected.dataSync()));
        expect(found.dtype).toBe(expected.dtype);
        tf.dispose([expected, found]);
        await f.dispose();
      }
      expect(Array.from(held.dataSync())).toEqual(values);
      tf.dispose([made, held, x]);
    }
  });
});
