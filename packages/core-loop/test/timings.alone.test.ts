import '@tensorflow/tfjs';
import { mean, squaredDifference } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Batch, eagerEngine, type Plugin, SaverToken, type StepEngine, type Timings } from '../src/index.js';
import { tinyTrainer } from '../src/testing/index.js';

/** Milliseconds of a clock that goes only where a test says so. */
let now = 0;
const pass = (milliseconds: number): void => void (now += milliseconds);

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => void vi.restoreAllMocks());

const batch: Batch = {
  inputs: { x: { data: new Float32Array(12), shape: [4, 3] } },
  targets: { target: { data: new Float32Array(4), shape: [4, 1] } },
  size: 4,
};

function* batches() {
  for (let i = 0; i < 3; i++) {
    pass(100);
    yield batch;
  }
  pass(10); // finding the end
}

const saver: Plugin = {
  name: 'saver',
  provide: (bind) =>
    bind(SaverToken, () => ({
      async save() {
        pass(7);
        await Promise.resolve();
        pass(13);
      },
    })),
};

const watching: Plugin = {
  name: 'watching',
  hooks: {
    stepStart: () => pass(1),
    async stepEnd() {
      await Promise.resolve();
      pass(2);
    },
    async evaluate(_run, next) {
      pass(3);
      const metrics = await next();
      pass(4);
      return metrics;
    },
    async save(_run, next) {
      await next();
      pass(5);
    },
  },
};

const outer: Plugin = {
  name: 'outer',
  hooks: {
    async evaluate(_run, next) {
      const metrics = await next();
      pass(6);
      return metrics;
    },
    fitEnd: () => pass(8),
  },
};

const parts = ({ hooks, seconds: _, rest: __, ...own }: Timings) =>
  Object.fromEntries(
    Object.entries({ ...own, ...hooks }).map(([name, { seconds, calls }]) => [
      name,
      [Math.round(seconds * 1000), calls],
    ]),
  );

describe('where the time of a run went', () => {
  it('to the millisecond, with accumulation and a short group', async () => {
    const trainer = tinyTrainer({
      data: { batches },
      accumulate: 2,
      loss: ({ y }, { target }) => {
        pass(50);
        return mean(squaredDifference(y!, target!));
      },
      metrics: () => {
        pass(1000);
        return { rmse: 1 };
      },
      plugins: [outer, watching, saver],
    });
    trainer.events.on('epoch:ended', () => pass(20_000));
    await trainer.fit();
    const { timings } = trainer.run;
    expect(parts(timings)).toEqual({
      data: [2 * 310, 6],
      step: [2 * 3 * 50, 2 * (3 + 1)], // three micro-batches, and the step of the group that one of them makes
      evaluation: [2 * (1000 + 50), 2], // the loss is evaluated, too
      saving: [2 * 20, 2],
      watching: [2 * (2 * 1 + 2 * 2 + 3 + 4 + 5), 2 * (2 + 2 + 1 + 1)],
      outer: [2 * 6 + 8, 3],
      sgd: [0, 1], // declares its rate
    });
    expect(timings.rest).toBeCloseTo(40, 9); // listeners
    expect(timings.seconds).toBeCloseTo(now / 1000, 9);
    trainer.dispose();
  });

  it('what a source prepares while the step runs is not waited for', async () => {
    let ready: Promise<void> | undefined;
    const prefetching = async function* () {
      for (let i = 0; i < 3; i++) {
        await ready;
        yield batch;
      }
    };
    const eager = eagerEngine();
    const engine: StepEngine = {
      ...eager,
      backend: 'test',
      prepare: (name, ...given) => {
        const { run } = eager.prepare(name, ...given);
        return {
          // as a compiled engine: computes elsewhere, and the source works meanwhile
          run: async (...fed) => {
            ready = Promise.resolve().then(() => pass(30));
            await ready;
            pass(70);
            return run(...fed);
          },
        };
      },
    };
    const trainer = tinyTrainer({ data: { batches: prefetching }, engine, epochs: 1, evaluation: undefined as never });
    await trainer.fit();
    expect(trainer.run.timings).toMatchObject({ data: { seconds: 0, calls: 3 }, step: { seconds: 0.3, calls: 3 } });
    trainer.dispose();
  });

  it('adds up over fits of a trainer; a failure is in it; a snapshot is not', async () => {
    let failing = true;
    const plugin: Plugin = {
      name: 'failing',
      hooks: {
        epochStart() {
          pass(9);
          if (failing) throw new Error('no');
        },
      },
    };
    const trainer = tinyTrainer({ data: { batches }, plugins: [plugin], epochs: 1 });
    await expect(trainer.fit()).rejects.toThrow('no');
    pass(5000); // between fits
    failing = false;
    await trainer.fit();
    const { timings } = trainer.run;
    expect(timings.hooks['failing']).toEqual({ seconds: 0.018, calls: 2 });
    expect(timings.seconds).toBeCloseTo(0.018 + 0.31, 9);
    expect(JSON.stringify(trainer.snapshot().state)).not.toMatch(/timings/);
    trainer.dispose();
  });
});
