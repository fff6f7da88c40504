import '@tensorflow/tfjs';
import { fillUniform } from '@amnl/core-loop';
import { tinyTrainer } from '@amnl/core-loop/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { batch, failureOf, firstOf, ORDER, valuesOf } from './fixtures/sources.js';
import { fromGenerator, type GeneratorOptions } from './from-generator.js';
import type { SizedOrNot } from './steady.js';

beforeAll(async () => {
  await setBackend('cpu');
});

const later = (epoch: number) => ({ epoch, seed: 42 });
/** `counts[epoch]` batches. */
const lengths = (counts: readonly number[], options: GeneratorOptions = {}) =>
  fromGenerator(function* rows({ epoch }) {
    for (let i = 0; i < counts[epoch]!; i++) yield batch(i);
  }, options);
/** An epoch of these. */
const given = (batches: readonly unknown[], options: GeneratorOptions = {}) =>
  fromGenerator(() => batches as SizedOrNot[], options);
const tensor = (data: Float32Array | Int32Array, ...shape: number[]) => ({ data, shape });
const x = (size: number, width = 1) => tensor(new Float32Array(size * width), size, width);

describe('fromGenerator', () => {
  test('calls the function for every epoch, with what fixes its order', async () => {
    const source = fromGenerator(async function* ({ epoch, seed }) {
      yield batch(10 * epoch + seed);
      yield batch(fillUniform(new Float32Array(1), seed, 'rows', epoch)[0]!);
    });
    expect((await valuesOf(source, { epoch: 2, seed: 1 }))[0]).toBe(21);
    expect(await valuesOf(source, { epoch: 2, seed: 1 })).toEqual(await valuesOf(source, { epoch: 2, seed: 1 }));
    expect(await valuesOf(source, { epoch: 2, seed: 1 })).not.toEqual(await valuesOf(source, { epoch: 3, seed: 1 }));
  });

  test('knows the size of a batch that does not say it, and takes arrays of every kind', async () => {
    const source = given([{ inputs: { x: { data: [1, 2, 3], shape: [3] } } }]);
    for await (const each of source.batches(ORDER)) {
      expect(each).toEqual({ inputs: { x: tensor(Float32Array.of(1, 2, 3), 3) }, targets: {}, size: 3 });
    }
  });

  test('an endless generator gives as many as are wanted, and is closed', async () => {
    let closed = false;
    const source = fromGenerator(
      function* () {
        try {
          for (let i = 0; ; i++) yield batch(i);
        } finally {
          closed = true;
        }
      },
      { batchesPerEpoch: 3 },
    );
    expect(await valuesOf(source)).toEqual([0, 1, 2]);
    expect(closed).toBe(true);
  });

  test('can be told how to begin within an epoch', async () => {
    const rows = (first: number) => [0, 1, 2, 3].slice(first).map((i) => batch(i));
    const source = fromGenerator(() => rows(0), { batchesPerEpoch: 4, batchesFrom: (_, first) => rows(first) });
    const rest: number[] = [];
    for await (const each of source.batchesFrom!(ORDER, 3)) rest.push(firstOf(each));
    expect(rest).toEqual([3]);
    expect(await failureOf(() => fromGenerator(() => [], { batchesFrom: () => [] }))).toMatchObject({
      code: 'CL_OPTION_INVALID',
    });
  });

  test('tells data apart for restore by what it is told of them', () => {
    const of = (options: GeneratorOptions) => lengths([], options).fingerprint;
    expect(of({})).toEqual({ generator: 'rows' });
    expect(of({ batchesPerEpoch: 2, fingerprint: { file: 'a.csv', bytes: 100 } })).toEqual({
      generator: 'rows',
      batchesPerEpoch: 2,
      file: 'a.csv',
      bytes: 100,
    });
  });

  test('ends early: fewer batches than it said', async () => {
    expect(await failureOf(() => valuesOf(lengths([7], { batchesPerEpoch: 10 })))).toEqual({
      code: 'DS_EPOCH_LENGTH',
      message:
        '[fromGenerator] epoch 0 ended after 7 of its 10 batches. Give as many as `batchesPerEpoch`, or set it lower. (DS_EPOCH_LENGTH)',
    });
  });

  test('ends early: fewer than the epoch before, or more, unless that is allowed', async () => {
    for (const counts of [
      [5, 4],
      [5, 6],
      [5, 0],
    ]) {
      const source = lengths(counts);
      await valuesOf(source);
      expect((await failureOf(() => valuesOf(source, later(1)))).message).toContain(
        `epoch 1 ended after ${counts[1]} batches, and epoch 0 had 5`,
      );
      const free = lengths(counts, { varyingLength: true });
      await valuesOf(free);
      expect(await valuesOf(free, later(1))).toHaveLength(counts[1]!);
    }
  });

  test('an epoch that was left says nothing of the length', async () => {
    const source = lengths([5, 5]);
    for await (const _ of source.batches(ORDER)) break;
    expect(await valuesOf(source, later(1))).toHaveLength(5);
  });

  test('throws: told with the place, the error as the cause; in a training, too', async () => {
    const source = fromGenerator(function* () {
      yield batch(0);
      throw new Error('the disk is on fire');
    });
    const told = {
      code: 'DS_SOURCE_FAILED',
      message: expect.stringContaining('threw at batch 1 of epoch 0: the disk is on fire'),
    };
    expect(await failureOf(() => valuesOf(source))).toMatchObject(told);
    const trainer = tinyTrainer({
      data: fromGenerator(() => {
        throw new Error('no such folder');
      }),
    });
    await expect(trainer.fit()).rejects.toMatchObject({ code: 'DS_SOURCE_FAILED' });
    trainer.dispose();
  });

  test('is used up: the same generator twice, or the generator instead of its function', async () => {
    const rows = [batch(0), batch(1)].values();
    const source = fromGenerator(() => rows);
    expect(await valuesOf(source)).toEqual([0, 1]);
    expect(await failureOf(() => valuesOf(source, later(1)))).toMatchObject({
      code: 'DS_CONSUMED',
      message: expect.stringContaining('gave the same iterator for epoch 1'),
    });
    expect((await failureOf(() => fromGenerator([].values() as never))).message).toContain(
      'must be the generator function itself (each epoch needs a new generator), but is ',
    );
  });

  test.each([
    [[{ inputs: { x: x(2) } }, { inputs: { x: x(2, 3) } }], "input 'x' is float32 [·,3], and was float32 [·,1]"],
    [[{ inputs: { x: x(2) } }, { inputs: { x: tensor(new Int32Array(2), 2, 1) } }], "input 'x' is int32 [·,1]"],
    [[{ inputs: { x: x(2) } }, { inputs: { z: x(2) } }], "input 'x' is not there, and was float32 [·,1]"],
    [
      [{ inputs: { x: x(2) } }, { inputs: { x: x(2) }, targets: { y: x(2) } }],
      "target 'y' is float32 [·,1], and was not",
    ],
  ])('changes on the way: case %#', async (batches, message) => {
    expect(await failureOf(() => valuesOf(given(batches)))).toMatchObject({
      code: 'DS_BATCH_CHANGED',
      message: expect.stringContaining(message),
    });
  });

  test('a smaller last batch is no change, nor is another length of sequences where that is allowed', async () => {
    expect(await valuesOf(given([{ inputs: { x: x(4) } }, { inputs: { x: x(3) } }]))).toHaveLength(2);
    const sequences = [{ inputs: { x: x(2, 5) } }, { inputs: { x: x(2, 7) } }];
    expect(await valuesOf(given(sequences, { varyingShapes: true }))).toHaveLength(2);
    const other = [{ inputs: { x: x(2) } }, { inputs: { x: tensor(new Int32Array(2), 2) } }];
    expect((await failureOf(() => valuesOf(given(other, { varyingShapes: true })))).code).toBe('DS_BATCH_CHANGED');
  });

  test('inconsistent: sizes of inputs, targets and the batch', async () => {
    const message = async (each: object) => (await failureOf(() => valuesOf(given([each])))).message;
    expect(await message({ inputs: { x: x(3) }, targets: { y: x(2) } })).toContain(
      "batch 0 of epoch 0 is inconsistent: input 'x' has 3 samples, target 'y' has shape [2,1]. Give",
    );
    expect(await message({ inputs: { x: x(3) }, size: 4 })).toContain("its size is 4, input 'x' has shape [3,1]");
    expect(await message({ inputs: { x: tensor(new Float32Array(1)) } })).toContain('DS_BATCH_SIZES');
    expect(await message({ xs: 1, ys: 2 })).toContain('batch 0 of epoch 0 is not a batch: keys xs, ys. Give');
    expect(await failureOf(() => valuesOf(given([null])))).toMatchObject({ code: 'DS_SOURCE_INVALID' });
    expect(await message({ inputs: { x: { data: new Float32Array(3), shape: [2] } } })).toContain('CL_BATCH_INVALID');
  });

  test('gives nothing', async () => {
    const trainer = tinyTrainer({ data: given([]) });
    await expect(trainer.fit()).rejects.toMatchObject({ code: 'CL_DATA_EMPTY' });
    trainer.dispose();
    expect(await failureOf(() => valuesOf(fromGenerator(() => 3 as never)))).toMatchObject({
      code: 'DS_SOURCE_INVALID',
      message: expect.stringContaining('the function gave 3'),
    });
  });
});
