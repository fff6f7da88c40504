import type { Windows } from '@amnl/data-fleet';
import { describe, expect, test } from 'vitest';
import { type Inferred, WindowQueue } from './window-queue.js';

/** Windows of one number each: `values` of them. */
function windowsOf(values: readonly number[]): Windows {
  const starts = Int32Array.from(values, (_, i) => i);
  return { window: 1, features: 1, values: Float32Array.from(values), starts } as unknown as Windows;
}

const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

/** A network whose outputs are its input, and its input twice over: what it was asked, and when it answers. */
function lane() {
  const batches: number[][] = [];
  const waiting: (() => void)[] = [];
  const infer = (input: Float32Array, count: number) =>
    new Promise<Inferred>((done) => {
      batches.push([...input]);
      expect(input.length).toBe(count);
      waiting.push(() => done({ rul: input.slice(), health: Float32Array.from([...input].flatMap((x) => [x, -x])) }));
    });
  /** Answers what is asked until nothing is, turn by turn of the event loop. */
  const answerAll = async () => {
    do {
      for (const answer of waiting.splice(0)) answer();
      await new Promise((done) => setImmediate(done));
      await new Promise((done) => setImmediate(done));
    } while (waiting.length > 0);
  };
  return { infer, batches, answerAll };
}

/** Numbers of each output for a window. */
const WIDTHS = { rul: 1, health: 2 };

const never = new AbortController().signal;

describe('WindowQueue', () => {
  test('what is asked for at once goes through together, and each gets its own', async () => {
    const { infer, batches, answerAll } = lane();
    const queue = new WindowQueue([infer], WIDTHS);
    const asked = [[1], [2, 3], [4]].map((values) => queue.run(windowsOf(values), never));
    await new Promise((done) => setImmediate(done));
    await answerAll();
    const outputs = await Promise.all(asked);
    expect(outputs.map(({ rul }) => [...rul!])).toEqual([[1], [2, 3], [4]]);
    expect([...outputs[1]!.health!]).toEqual([2, -2, 3, -3]);
    expect(batches).toEqual([[1, 2, 3, 4]]);
  });

  test('a request with many windows leaves room for others, who do not wait for all of it', async () => {
    const { infer, batches, answerAll } = lane();
    const queue = new WindowQueue([infer], WIDTHS);
    const large = queue.run(windowsOf(range(0, 200)), never);
    await new Promise((done) => setImmediate(done)); // its first batch is on its way
    const small = queue.run(windowsOf([1000]), never);
    await answerAll();
    expect([...(await small).rul!]).toEqual([1000]);
    expect([...(await large).rul!]).toEqual(range(0, 200));
    expect(batches[0]).toEqual(range(0, 64));
    expect(batches[1]).toContain(1000);
    expect(batches.flat().toSorted((a, b) => a - b)).toEqual([...range(0, 200), 1000]);
  });

  test('several lanes compute side by side', async () => {
    const lanes = [lane(), lane()];
    const queue = new WindowQueue(
      lanes.map(({ infer }) => infer),
      WIDTHS,
    );
    const asked = queue.run(windowsOf(range(0, 100)), never);
    await new Promise((done) => setImmediate(done));
    expect(lanes.map(({ batches }) => batches.length)).toEqual([1, 1]);
    await Promise.all(lanes.map(({ answerAll }) => answerAll()));
    expect([...(await asked).rul!]).toEqual(range(0, 100));
  });

  test('what nobody waits for any more is not computed', async () => {
    const { infer, batches, answerAll } = lane();
    const queue = new WindowQueue([infer], WIDTHS);
    const gone = new AbortController();
    const asked = queue.run(windowsOf(range(0, 200)), gone.signal);
    await new Promise((done) => setImmediate(done));
    gone.abort(new Error('gone'));
    const other = queue.run(windowsOf([7]), never);
    await Promise.all([answerAll(), expect(asked).rejects.toThrow('gone')]);
    expect([...(await other).rul!]).toEqual([7]);
    expect(batches).toEqual([range(0, 64), [7]]);
  });

  test('a batch that fails fails those that are in it, and no others', async () => {
    let calls = 0;
    const infer = async (input: Float32Array) => {
      if (calls++ === 0) throw new Error('broken');
      return { rul: input.slice(), health: new Float32Array(2 * input.length) };
    };
    const queue = new WindowQueue([infer], WIDTHS);
    await expect(queue.run(windowsOf([1]), never)).rejects.toThrow('broken');
    expect([...(await queue.run(windowsOf([2]), never)).rul!]).toEqual([2]);
  });
});
