import { describe, expect, it } from 'vitest';
import { Stopwatch } from './stopwatch.js';

/** A clock that goes only when it is told to. */
function clock() {
  const state = { now: 1000 };
  const watch = new Stopwatch(() => state.now);
  const pass = (milliseconds: number): void => void (state.now += milliseconds);
  return { watch, pass };
}

describe('every moment belongs to one part', () => {
  it('the one that began last and is not over', async () => {
    const { watch, pass } = clock();
    const [outer, inner] = [watch.hooksOf('outer'), watch.hooksOf('inner')];
    pass(50); // not started
    watch.start();
    pass(1);
    const made = await watch.time(outer, async () => {
      pass(2);
      await watch.time(inner, async () => {
        pass(4);
        await Promise.resolve();
        pass(8);
      });
      pass(16);
      return 'made';
    });
    pass(32);
    watch.stop();
    pass(50); // stopped
    expect(made).toBe('made');
    expect(watch.read()).toMatchObject({
      seconds: 0.063,
      hooks: { outer: { seconds: 0.018, calls: 1 }, inner: { seconds: 0.012, calls: 1 } },
      rest: 0.033,
    });
  });

  it('what fails has had its time, at once or later, and the error goes on', async () => {
    const { watch, pass } = clock();
    const fail = (): never => {
      pass(3);
      throw new Error('no');
    };
    watch.start();
    expect(() => watch.time(watch.step, fail)).toThrow('no');
    await expect(watch.time(watch.saving, async () => fail())).rejects.toThrow('no');
    pass(1);
    expect(watch.read()).toMatchObject({
      step: { seconds: 0.003, calls: 1 },
      saving: { seconds: 0.003, calls: 1 },
      rest: 0.001,
      seconds: 0.007,
    });
  });

  it('a reading is of its moment, and the watch goes on; a second start adds', () => {
    const { watch, pass } = clock();
    watch.start();
    pass(5);
    const early = watch.read();
    pass(7);
    watch.stop();
    watch.start();
    pass(1);
    expect(early.seconds).toBe(0.005);
    expect(watch.read().seconds).toBe(0.013);
  });

  it('what is done, or ends, while the watch stands is put down to nothing', async () => {
    const { watch, pass } = clock();
    watch.time(watch.saving, () => pass(3));
    watch.start();
    let end = (): void => {};
    const late = watch.time(watch.step, () => new Promise<void>((resolve) => void (end = resolve)));
    pass(2);
    watch.stop();
    end();
    await late;
    pass(1000);
    expect(watch.read()).toMatchObject({ seconds: 0.002, step: { seconds: 0.002 }, saving: { seconds: 0 }, rest: 0 });
  });
});
