import '@tensorflow/tfjs';
import { eagerEngine, type Plugin, type Trainer } from '@amnl/core-loop';
import { countTensors, tinyModel, tinyTrainer } from '@amnl/core-loop/testing';
import { add, mean, mul, squaredDifference, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

// Lives and deaths of a trainer: what its user, its plugins and its model do at the wrong moment.

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve)); // rejections nobody took are told by now
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

const weightsOf = (trainer: Trainer) =>
  Object.fromEntries(
    Object.entries(trainer.snapshot().tensors).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
  );
const epochs = (trainer: Trainer) => trainer.run.history.map(({ epoch }) => epoch);
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

describe('a snapshot', () => {
  test('restored into its own trainer changes nothing, and the trainer goes on', async () => {
    const left = await countTensors(async () => {
      const trainer = tinyTrainer();
      await trainer.fit();
      const before = weightsOf(trainer);
      await trainer.restore(trainer.snapshot());
      expect(weightsOf(trainer)).toEqual(before);
      await trainer.fit({ epochs: 3 });
      expect(epochs(trainer)).toEqual([0, 1, 2]);
      trainer.dispose();
      trainer.model.dispose!();
    });
    expect(left).toBe(0);
  });

  test('whose tensors are live is refused once they have moved on', async () => {
    const trainer = tinyTrainer();
    const start = trainer.snapshot();
    await trainer.fit();
    await expect(trainer.restore(start)).rejects.toThrow(/clone\(\).*CL_SNAPSHOT_STALE/);
    const other = tinyTrainer({ model: trainer.model });
    await expect(other.restore(start)).rejects.toThrow('CL_SNAPSHOT_STALE');
    const end = trainer.snapshot();
    trainer.dispose(); // its own tensors are gone, e.g. the sums of reports
    await expect(other.restore(end)).rejects.toThrow(/disposed.*CL_SNAPSHOT_STALE/);
    other.dispose();
  });

  test('of the start gives the same run again, also where a plugin made a variable of the weights', async () => {
    const average: Plugin = {
      name: 'average',
      hooks: {
        fitStart: (run) => void run.variable('average/w', () => run.model.parameters['w']!.clone()),
        updated(step) {
          const w = step.parameters['w']!;
          const shadow = step.variable('average/w', () => w.clone());
          step.assign(shadow, add(mul(shadow, 0.9), mul(w, 0.1)));
        },
      },
    };
    const trainer = tinyTrainer({ plugins: [average] });
    const averaged = () => [...trainer.snapshot().tensors['average/w']!.dataSync()];
    const { tensors, state } = trainer.snapshot();
    const start = { tensors: Object.fromEntries(Object.entries(tensors).map(([n, v]) => [n, v.clone()])), state };
    await trainer.fit();
    const first = averaged();
    await trainer.restore(start);
    expect(averaged()).toEqual([0, 0, 0]); // as the weights are
    await trainer.fit();
    expect(averaged()).toEqual(first);
    trainer.dispose();
  });

  test('that lacks a variable whose initial value is gone is refused', async () => {
    const ones = tensor([1, 1]);
    const trainer = tinyTrainer();
    const { tensors, state } = trainer.snapshot();
    const start = { tensors: Object.fromEntries(Object.entries(tensors).map(([n, v]) => [n, v.clone()])), state };
    trainer.run.variable('mine/ones', () => ones.clone());
    ones.dispose();
    await expect(trainer.restore(start)).rejects.toThrow(/lacks the variable 'mine\/ones'.*CL_STATE_MISMATCH/);
    trainer.dispose();
  });

  test('with a tensor of another type is refused, and nothing is changed', async () => {
    const trainer = tinyTrainer();
    await trainer.fit();
    const before = weightsOf(trainer);
    const { tensors, state } = trainer.snapshot();
    const other = Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, add(value, 1)]));
    other['model/seen'] = tensor([1], [1], 'int32');
    await expect(trainer.restore({ tensors: other, state })).rejects.toThrow(/'model\/seen'.*int32.*CL_STATE_MISMATCH/);
    expect(weightsOf(trainer)).toEqual(before);
    trainer.dispose();
  });

  test('of a plugin whose state is a promise is refused', async () => {
    const late: Plugin = { name: 'late', state: { version: 1, save: async () => ({}), load() {} } };
    const trainer = tinyTrainer({ plugins: [late] });
    expect(() => trainer.snapshot()).toThrow(/\[late\].*promise.*CL_ASYNC/);
    const loading: Plugin = {
      name: 'late',
      state: { version: 1, save: () => 1, load: () => Promise.reject(new Error('too late')) as never },
    };
    const second = tinyTrainer({ plugins: [loading] });
    await expect(second.restore(second.snapshot())).rejects.toThrow(/\[late\].*promise.*CL_ASYNC/);
  });
});

describe('dispose', () => {
  test('during fit() ends it with a coded error, frees everything, and the trainer stays dead', async () => {
    const left = await countTensors(async () => {
      let steps = 0;
      const trainer: ReturnType<typeof tinyTrainer> = tinyTrainer({
        plugins: [
          { name: 'impatient', hooks: { stepEnd: () => void (++steps === 2 && trainer.dispose()) } },
          { name: 'other', dispose: () => expect(steps).toBe(2) },
        ],
      });
      await expect(trainer.fit()).rejects.toThrow(/disposed during fit\(\).*CL_DISPOSED/);
      expect(steps).toBe(2);
      await expect(trainer.fit()).rejects.toThrow('CL_DISPOSED');
      trainer.model.dispose!();
    });
    expect(left).toBe(0);
  });

  test('while an evaluation is under way waits for it', async () => {
    const { open, opened } = gate();
    let freed = false;
    const trainer = tinyTrainer({
      plugins: [
        {
          name: 'witness',
          dispose() {
            freed = true;
          },
        },
      ],
    });
    await trainer.fit();
    const slow = {
      async *batches() {
        await opened;
        yield { inputs: { x: { data: new Float32Array(3), shape: [1, 3] } }, targets: {}, size: 1 };
      },
    };
    const predicting = trainer.predict(slow);
    await expect(trainer.fit({ epochs: 3 })).rejects.toThrow('CL_BUSY'); // weights must not change under a prediction
    trainer.dispose();
    await expect(trainer.predict(slow)).rejects.toThrow('CL_DISPOSED');
    expect(freed).toBe(false);
    open();
    expect((await predicting)['y']!.shape).toEqual([1, 1]);
    expect(freed).toBe(true);
  });

  test('reaches every plugin, the engine and all tensors, whoever throws; the first failure is told', async () => {
    const left = await countTensors(async () => {
      const disposed: string[] = [];
      const failing = (name: string): Plugin => ({
        name,
        dispose() {
          disposed.push(name);
          throw new Error(`${name} is stuck`);
        },
      });
      const trainer = tinyTrainer({
        plugins: [{ name: 'a', dispose: () => void disposed.push('a') }, failing('b'), failing('c')],
      });
      await trainer.fit();
      expect(() => trainer.dispose()).toThrow('[c] dispose failed: c is stuck. (CL_DISPOSE_FAILED)');
      expect(disposed).toEqual(['c', 'b', 'a']);
      trainer.dispose(); // once is enough
      trainer.model.dispose!();
    });
    expect(left).toBe(0);
  });

  test('an engine that fails is named, too', () => {
    const dispose = () => {
      throw new Error('no device');
    };
    const trainer = tinyTrainer({ engine: Object.assign(eagerEngine(), { dispose }) });
    expect(() => trainer.dispose()).toThrow('[eager] dispose failed: no device. (CL_DISPOSE_FAILED)');
  });

  test('tells what rejects, and what fails after a fit', async () => {
    const told: string[] = [];
    const broken: Plugin = { name: 'broken', dispose: () => Promise.reject(new Error('no disk')) };
    const rejecting = tinyTrainer({ plugins: [broken] });
    rejecting.events.on('run:notice', ({ message }) => void told.push(message));
    rejecting.dispose();
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['[broken] dispose failed: no disk. (CL_DISPOSE_FAILED)']);

    const failing: Plugin = {
      name: 'failing',
      hooks: { stepEnd: () => trainer.dispose() },
      dispose() {
        throw new Error('no disk');
      },
    };
    const trainer: Trainer = tinyTrainer({ plugins: [failing] });
    trainer.events.on('run:notice', ({ message }) => void told.push(message));
    await expect(trainer.fit()).rejects.toThrow('CL_DISPOSED');
    expect(told[1]).toBe('[failing] dispose failed: no disk. (CL_DISPOSE_FAILED)');
  });
});

describe('what must be synchronous', () => {
  const late = async () => {
    await null;
    throw new Error('later');
  };
  const badLoss = async ({ y }: Record<string, Tensor>) => mean(squaredDifference((await y!.data())[0]!, 0)) as never;
  const failing: [string, Parameters<typeof tinyTrainer>[0], RegExp][] = [
    ['the loss', { loss: badLoss as never }, /the loss returned a promise.*CL_ASYNC/],
    ['forward', { model: { ...tinyModel(), forward: late as never } }, /`forward` returned a promise.*CL_ASYNC/],
    ['the penalty', { model: { ...tinyModel(), penalty: late as never } }, /`penalty` returned a promise.*CL_ASYNC/],
    [
      'a constraint',
      { model: { ...tinyModel(), constraints: { w: late as never } } },
      /constraint of 'w' returned a promise.*CL_ASYNC/,
    ],
    ['the optimiser', { optimizer: { update: late as never } }, /the optimiser returned a promise.*CL_ASYNC/],
    ...(['loss', 'gradients', 'updated'] as const).map((hook): [string, Parameters<typeof tinyTrainer>[0], RegExp] => [
      `hook '${hook}'`,
      { plugins: [{ name: 'late', hooks: { [hook]: late } }] },
      new RegExp(`\\[late\\] hook '${hook}' .*returned a promise.*CL_ASYNC`),
    ]),
  ];
  test.each(failing)(
    '%s is a coded error, and its own failure no unhandled rejection',
    async (_what, options, message) => {
      const trainer = tinyTrainer(options);
      await expect(trainer.fit()).rejects.toThrow(message);
      trainer.dispose();
    },
  );

  test('metrics, too', async () => {
    const trainer = tinyTrainer({ metrics: late as never });
    await expect(trainer.fit()).rejects.toThrow(/`metrics` returned a promise.*CL_ASYNC/);
    trainer.dispose();
  });
});

describe('fit() after a fit() that failed', () => {
  /** Fails at its first call, counts the others. */
  const once = (hook: 'fitStart' | 'epochStart' | 'epochEnd' | 'save' | 'evaluate' | 'fitEnd') => {
    let calls = 0;
    const plugin: Plugin = {
      name: 'once',
      hooks: {
        [hook]: (_run: unknown, next: unknown) => {
          if (++calls === 1) throw new Error('once');
          return typeof next === 'function' ? next() : undefined;
        },
      },
    };
    return plugin;
  };

  test.each(['fitStart', 'epochStart', 'epochEnd', 'save', 'evaluate', 'fitEnd'] as const)(
    '%s: no epoch is missing, none is there twice, and the numbers are those of an undisturbed run',
    async (hook) => {
      const plain = tinyTrainer({ epochs: 3 });
      const expected = (await plain.fit()).history.map(({ metrics }) => metrics);
      const seen: number[] = [];
      const counted = (name: string): Plugin => ({
        name,
        hooks: { epochEnd: (run) => void seen.push(run.progress.epoch) },
      });
      const trainer = tinyTrainer({ epochs: 3, plugins: [counted('first'), once(hook), counted('last')] });
      await expect(trainer.fit()).rejects.toThrow('once');
      const { history, reason } = await trainer.fit();
      expect(reason.by).toBe('epochs');
      expect(history.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
      expect(history.map(({ metrics }) => metrics)).toEqual(expected);
      expect(seen).toEqual([0, 0, 1, 1, 2, 2]); // each plugin sees each epoch once
      expect(weightsOf(trainer)).toEqual(weightsOf(plain));
      plain.dispose();
      trainer.dispose();
    },
  );

  test('a snapshot put back in between has the say', async () => {
    const trainer = tinyTrainer({ plugins: [once('epochEnd')] });
    const { tensors, state } = trainer.snapshot();
    const start = Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, value.clone()]));
    await expect(trainer.fit()).rejects.toThrow('once');
    await trainer.restore({ tensors: start, state });
    expect((await trainer.fit()).history.map(({ epoch }) => epoch)).toEqual([0, 1]);
    trainer.dispose();
  });

  test.each(['loss', 'gradients', 'updated'] as const)(
    'a step that failed halfway, in `%s`: refused until a state is restored, then the numbers of an undisturbed run',
    async (hook) => {
      const plain = tinyTrainer();
      await plain.fit();
      let calls = 0;
      const failing: Plugin = {
        name: 'once',
        hooks: {
          [hook]: (_step: unknown, value: unknown) => {
            if (++calls === 2) throw new Error('once');
            return value;
          },
        },
      };
      const trainer = tinyTrainer({ plugins: [failing] });
      const { tensors, state } = trainer.snapshot();
      const start = Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, value.clone()]));
      await expect(trainer.fit()).rejects.toThrow('once');
      await expect(trainer.fit()).rejects.toThrow('CL_STEP_TORN');
      await expect(trainer.fit()).rejects.toThrow('CL_STEP_TORN'); // until it is mended
      await trainer.restore({ tensors: start, state });
      await trainer.fit();
      expect(trainer.run.history.map(({ metrics }) => metrics)).toEqual(
        plain.run.history.map(({ metrics }) => metrics),
      );
      expect(weightsOf(trainer)).toEqual(weightsOf(plain));
      plain.dispose();
      trainer.dispose();
    },
  );

  test('a step that failed before it changed anything is done again', async () => {
    const plain = tinyTrainer();
    await plain.fit();
    const model = tinyModel();
    let calls = 0;
    const forward: typeof model.forward = (inputs, context) => {
      if (context.training && ++calls === 2) throw new Error('once');
      return model.forward(inputs, context);
    };
    const trainer = tinyTrainer({ model: { ...model, forward } });
    await expect(trainer.fit()).rejects.toThrow('once');
    await trainer.fit();
    // The epoch goes on where it stood.
    expect(weightsOf(trainer)).toEqual(weightsOf(plain));
    plain.dispose();
    trainer.dispose();
  });
});

describe('stop', () => {
  test('before fit() holds for the next one, which then makes no step, and not for the one after', async () => {
    const trainer = tinyTrainer();
    trainer.stop('not today');
    const first = await trainer.fit();
    expect(first.reason).toEqual({ by: 'user', because: 'not today', unfinished: true });
    expect(trainer.run.progress.step).toBe(0);
    expect((await trainer.fit()).history).toHaveLength(2);
    trainer.dispose();
  });

  test('a second fit() at once is refused and leaves the first alone', async () => {
    const trainer = tinyTrainer();
    const running = trainer.fit();
    await expect(trainer.fit()).rejects.toThrow('CL_BUSY');
    expect((await running).history).toHaveLength(2);
    trainer.dispose();
  });
});
