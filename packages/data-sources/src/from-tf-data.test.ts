import { countTensors, tinyTrainer } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { failureOf, ORDER, valuesOf } from './fixtures/sources.js';
import { fromTfData } from './from-tf-data.js';
import { prefetch } from './prefetch.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const NUMBERS = [0, 1, 2, 3, 4, 5, 6];
/** Seven rows { xs: [i], ys: [2 i] }. */
const rows = () => tf.data.array(NUMBERS).map((i) => ({ xs: [i as number], ys: [2 * (i as number)] }));
const elements = (list: readonly (() => unknown)[]) =>
  tf.data.generator(function* () {
    for (const make of list) yield make() as tf.TensorContainer;
  } as never);

describe('fromTfData', () => {
  test('gives what the dataset gives, and leaves no tensor', async () => {
    const seen: unknown[] = [];
    const left = await countTensors(async () => {
      const source = fromTfData(rows().batch(3));
      expect(source.batchesPerEpoch).toBe(3);
      for await (const { inputs, targets, size } of source.batches(ORDER)) {
        seen.push([[...(inputs['x']!.data as Float32Array)], [...(targets['y']!.data as Float32Array)], size]);
      }
    });
    expect(left).toBe(0);
    expect(seen).toEqual([
      [[0, 1, 2], [0, 2, 4], 3],
      [[3, 4, 5], [6, 8, 10], 3],
      [[6], [12], 1],
    ]);
  });

  test('leaves no tensor when it is left, refused, or fails', async () => {
    const pair = (shape: number[]) => () => ({ xs: tf.zeros(shape), ys: tf.zeros([2]) });
    const left = await countTensors(async () => {
      for await (const _ of fromTfData(rows().batch(2)).batches(ORDER)) break;
      for await (const _ of prefetch(fromTfData(rows().batch(2)), { batches: 3 }).batches(ORDER)) break;
      for (const list of [
        [pair([2, 1]), pair([2, 3])],
        [pair([3, 1])],
        [() => ({ xs: tf.zeros([2]), ys: tf.tensor(['a', 'b']) })],
        [() => ({ xs: [tf.zeros([2]), 5], ys: tf.zeros([2]) })],
        [() => tf.zeros([2])],
        [() => ({ labels: tf.zeros([2]) })],
      ]) {
        const { code } = await failureOf(() => valuesOf(fromTfData(elements(list), { varyingLength: true })));
        expect(code).toMatch(/^DS_(BATCH_CHANGED|BATCH_SIZES|SOURCE_INVALID)$/);
      }
    });
    expect(left).toBe(0);
  });

  test('takes names from the dataset, from options, or as fromLayersModel has them', async () => {
    const named = async (xs: () => unknown, names?: string[]) => {
      const source = fromTfData(elements([() => ({ xs: xs() })]), names ? { inputs: names } : {});
      for await (const { inputs } of source.batches(ORDER)) return Object.keys(inputs);
      return [];
    };
    const t = () => tf.zeros([2, 1]);
    expect(await named(t)).toEqual(['x']);
    expect(await named(t, ['image'])).toEqual(['image']);
    expect(await named(() => [t(), t()])).toEqual(['x0', 'x1']);
    expect(await named(() => ({ a: t(), b: t() }))).toEqual(['a', 'b']);
    expect(await failureOf(() => named(() => [t(), t()], ['one']))).toMatchObject({
      code: 'DS_SOURCE_INVALID',
      message: expect.stringContaining('2 tensors without a name; `inputs` has 1 names'),
    });
  });

  test('keeps dtypes: int32 and bool become int32', async () => {
    const make = () => ({ xs: tf.tensor1d([1, 2], 'int32'), ys: tf.tensor1d([true, false], 'bool') });
    for await (const { inputs, targets } of fromTfData(elements([make])).batches(ORDER)) {
      expect(inputs['x']!.data).toEqual(Int32Array.of(1, 2));
      expect(targets['y']!.data).toEqual(Int32Array.of(1, 0));
    }
  });

  test('a dataset that shuffles by itself, or is used up, is refused before anything is trained on it', async () => {
    const many = tf.data.array(Array.from({ length: 64 }, (_, i) => i)).map((i) => ({ xs: [i as number] }));
    // The last one, too: TensorFlow.js 4.22 shuffles anew although it is told not to.
    const shuffles = [many.shuffle(64), many.shuffle(64, 'seed'), many.shuffle(64, 'seed', false)];
    for (const dataset of shuffles.map((shuffled) => shuffled.batch(8))) {
      expect((await failureOf(() => valuesOf(fromTfData(dataset)))).code).toBe('DS_NOT_REPEATABLE');
    }
    const once = [{ xs: tf.zeros([1]) }, { xs: tf.ones([1]) }].values();
    const dataset = { iterator: async () => ({ next: async () => once.next() as { value: unknown; done?: boolean } }) };
    expect((await failureOf(() => valuesOf(fromTfData(dataset)))).code).toBe('DS_NOT_REPEATABLE');
  });

  test('a function of seed and epoch shuffles, the same way each time', async () => {
    const source = fromTfData(({ seed, epoch }) => rows().shuffle(7, `${seed}/${epoch}`).batch(1), {
      batchesPerEpoch: 7,
    });
    const order = (epoch: number) => valuesOf(source, { epoch, seed: 3 });
    expect(await order(1)).toEqual(await order(1));
    expect(await order(1)).not.toEqual(await order(2));
    expect((await order(1)).sort()).toEqual(NUMBERS);
  });

  test('ends early, never ends, throws', async () => {
    const short = fromTfData(() => rows().take(4).batch(2), { batchesPerEpoch: 3 });
    expect((await failureOf(() => valuesOf(short))).message).toContain('epoch 0 ended after 2 of its 3 batches');
    expect((await failureOf(() => fromTfData(rows().repeat().batch(2)))).code).toBe('CL_OPTION_INVALID');
    expect(await valuesOf(fromTfData(rows().repeat().batch(2), { batchesPerEpoch: 5 }))).toEqual([0, 2, 4, 6, 1]);
    const broken = fromTfData(
      rows()
        .batch(2)
        .map(() => {
          throw new Error('no such picture');
        }),
    );
    expect(await failureOf(() => valuesOf(broken))).toMatchObject({
      code: 'DS_SOURCE_FAILED',
      message: expect.stringContaining('no such picture'),
    });
    expect((await failureOf(() => fromTfData([] as never))).code).toBe('CL_OPTION_INVALID');
  });

  test('trains, and goes on from within an epoch to the same bits', async () => {
    const pairs = () =>
      tf.data
        .array(Array.from({ length: 20 }, (_, i) => i / 20))
        .map((x) => ({ xs: [x as number, 1, 0], ys: { target: [3 * (x as number)] } }));
    const data = () =>
      prefetch(
        fromTfData(({ seed, epoch }) => pairs().shuffle(20, `${seed}/${epoch}`).batch(4), { batchesPerEpoch: 5 }),
      );
    const train = async (stopAt?: number) => {
      const trainer = tinyTrainer({ data: data(), epochs: 3 });
      if (stopAt !== undefined) {
        trainer.events.on('batch:ended', ({ progress }) => {
          if (progress.step === stopAt) trainer.stop('enough');
        });
      }
      await trainer.fit();
      return trainer;
    };
    const whole = await train();
    const [half, rest] = [await train(7), tinyTrainer({ data: data(), epochs: 3 })];
    await rest.restore(half.snapshot());
    await rest.fit();
    const bits = (trainer: typeof whole) => Array.from(trainer.model.parameters['w']!.dataSync());
    expect(bits(rest)).toEqual(bits(whole));
    for (const trainer of [whole, half, rest]) trainer.dispose();
  });
});
