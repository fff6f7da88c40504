import { arrayData, type Batch, type DataSource } from '@amnl/core-loop';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batch, failureOf, firstOf, ORDER, valuesOf } from './fixtures/sources.js';
import { prefetch } from './prefetch.js';

/** Lets everything happen that needs no outside event. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A source of `n` batches that counts what is asked of it, and writes every batch into one array. */
function counting(n: number, failAt = Number.POSITIVE_INFINITY) {
  const told = { asked: 0, closed: 0 };
  const reused = batch(0);
  const source: DataSource = {
    batchesPerEpoch: n,
    fingerprint: { n },
    async *batches() {
      try {
        for (let i = 0; i < n; i++) {
          told.asked++;
          await Promise.resolve();
          if (i === failAt) throw new Error(`no batch ${i}`);
          (reused.inputs['x']!.data as Float32Array).fill(i);
          yield reused;
        }
      } finally {
        told.closed++;
      }
    },
  };
  return { told, source };
}

describe('prefetch', () => {
  test('gives the batches of any source, in order, at whatever pace it makes them and they are used', async () => {
    const turns = fc.array(fc.nat(3), { minLength: 12, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.nat(12), fc.integer({ min: 1, max: 5 }), turns, turns, async (n, batches, makes, uses) => {
        const wait = async (ticks: number) => {
          for (let i = 0; i < ticks; i++) await Promise.resolve();
        };
        const source: DataSource = {
          async *batches() {
            for (let i = 0; i < n; i++) {
              await wait(makes[i]!);
              yield batch(i);
            }
          },
        };
        const seen: number[] = [];
        for await (const given of prefetch(source, { batches }).batches(ORDER)) {
          await wait(uses[seen.length]!);
          seen.push(firstOf(given));
        }
        expect(seen).toEqual(Array.from({ length: n }, (_, i) => i));
      }),
    );
  });

  test('makes no more of a large number than the source has', async () => {
    const seen: number[] = [];
    for await (const given of prefetch(counting(5).source, { batches: 1e9 }).batches(ORDER)) seen.push(firstOf(given));
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  test.each([1, 2, 5])('is %i batches ahead, and never more', async (batches) => {
    const { told, source } = counting(20);
    let used = 0;
    for await (const _ of prefetch(source, { batches }).batches(ORDER)) {
      used++;
      await settle();
      expect(told.asked).toBe(Math.min(20, used + batches));
    }
    expect(told).toEqual({ asked: 20, closed: 1 });
  });

  test('copies what the source writes to again, and only that', async () => {
    const kept: Batch[] = [];
    for await (const given of prefetch(counting(5).source).batches(ORDER)) kept.push(given);
    expect(kept.map(firstOf)).toEqual([0, 1, 2, 3, 4]);
    const own = [batch(1), batch(2)];
    const fresh: DataSource = { fresh: true, batches: () => own };
    const given: Batch[] = [];
    for await (const each of prefetch(fresh).batches(ORDER)) given.push(each);
    expect(given[0]).toBe(own[0]);
    expect(prefetch(fresh).fresh).toBe(true); // a second one copies nothing
  });

  test('copies a shape that the source writes to again', async () => {
    const [data, shape] = [new Float32Array(3), [0]];
    const source: DataSource = {
      *batches() {
        for (const size of [3, 1, 2]) {
          shape[0] = size;
          yield { inputs: { x: { data: data.fill(size).subarray(0, size), shape } }, targets: {}, size };
        }
      },
    };
    const seen: unknown[] = [];
    for await (const { inputs, size } of prefetch(source).batches(ORDER)) {
      await settle(); // everything ahead is made
      seen.push([size, inputs['x']]);
    }
    const x = (size: number) => ({ data: new Float32Array(size).fill(size), shape: [size] });
    expect(seen).toEqual([3, 1, 2].map((size) => [size, x(size)]));
  });

  test('an error comes at the batch at which the source failed, and closes it', async () => {
    const { told, source } = counting(9, 4);
    const seen: number[] = [];
    const all = async () => {
      for await (const given of prefetch(source, { batches: 8 }).batches(ORDER)) {
        seen.push(firstOf(given));
        await settle(); // the source has failed by now
      }
    };
    await expect(all()).rejects.toThrow('no batch 4');
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(told).toEqual({ asked: 5, closed: 1 });
  });

  test('an epoch that is left closes the source and asks for no more; an error ahead is nobody’s', async () => {
    const { told, source } = counting(9, 2);
    for await (const _ of prefetch(source, { batches: 3 }).batches(ORDER)) {
      await settle();
      break;
    }
    expect(told).toEqual({ asked: 3, closed: 1 });
    const quiet = counting(9);
    for await (const _ of prefetch(quiet.source).batches(ORDER)) break; // one is in the making
    expect(quiet.told.closed).toBe(1);
    const { asked } = quiet.told;
    await settle();
    expect(quiet.told.asked).toBe(asked);
    expect(asked).toBeLessThanOrEqual(3);
  });

  test('a source that can be stopped in the middle of a batch is', async () => {
    let stop = () => {};
    const endless: DataSource = {
      batches: () => ({
        [Symbol.asyncIterator]: () => {
          let made = 0;
          return {
            next: () =>
              made++ === 0
                ? Promise.resolve({ done: false as const, value: batch(0) })
                : new Promise((resolve) => {
                    stop = () => resolve({ done: true, value: undefined });
                  }),
            return: async () => {
              stop();
              return { done: true as const, value: undefined };
            },
          };
        },
      }),
    };
    for await (const _ of prefetch(endless).batches(ORDER)) break;
  });

  test('two passes at a time do not meet', async () => {
    const { source } = counting(4);
    const plain: DataSource = { batches: () => [batch(0), batch(1), batch(2)] };
    for (const each of [source, plain]) {
      const early = prefetch(each);
      const [a, b] = await Promise.all([valuesOf(early), valuesOf(early)]);
      expect(a).toEqual(b);
    }
  });

  test('is to a snapshot what the source is, and begins within an epoch where the source can', async () => {
    const x = { data: Float32Array.from({ length: 10 }, (_, i) => i), shape: [10, 1] };
    const source = arrayData({ inputs: { x }, batchSize: 3, shuffle: true });
    const early = prefetch(source);
    expect(early.batchesPerEpoch).toBe(4);
    expect(early.fingerprint).toBe(source.fingerprint);
    const whole = await valuesOf(early, { epoch: 3, seed: 1 });
    const rest: number[] = [];
    for await (const given of early.batchesFrom!({ epoch: 3, seed: 1 }, 2)) rest.push(firstOf(given));
    expect(rest).toEqual(whole.slice(2));
    expect(prefetch({ batches: () => [] }).batchesFrom).toBeUndefined();
  });

  test.each([{ batches: 0 }, { batches: 1.5 }, { batches: '2' as never }])('refuses %j', async (options) => {
    expect(await failureOf(() => prefetch(counting(1).source, options))).toMatchObject({ code: 'CL_OPTION_INVALID' });
  });

  test('says what is no source', async () => {
    expect(await failureOf(() => prefetch([batch(1)] as never))).toMatchObject({ code: 'CL_OPTION_INVALID' });
    const nothing = { batches: () => undefined as never };
    expect(await failureOf(() => valuesOf(prefetch(nothing)))).toEqual({
      code: 'DS_SOURCE_INVALID',
      message:
        '[prefetch] batches() of the source gave undefined. Return a generator, or a list of batches. (DS_SOURCE_INVALID)',
    });
  });
});
