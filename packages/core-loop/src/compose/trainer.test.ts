import 'reflect-metadata';
import * as tf from '@tensorflow/tfjs';
import { container } from 'tsyringe';
import { describe, expect, test, vi } from 'vitest';
import { createTrainer, type Plugin, sgd, TrainEmitter, type TrainError, token } from '../index.js';
import { checkPlugin, countTensors, type TinyOptions, tinyModel, tinyTrainer } from '../testing/index.js';

const Greeting = token<string>('test/Greeting', ['@amnl/greeter']);
const refused = (make: () => unknown) => {
  try {
    make();
  } catch (error) {
    return (error as TrainError).message;
  }
  return 'nothing thrown';
};

describe('a run', () => {
  test('learns a regression', async () => {
    const trainer = tinyTrainer({ epochs: 40 });
    const { history, reason } = await trainer.fit();
    expect(reason).toEqual({ by: 'epochs', because: 'all 40 epochs are done' });
    expect(history.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 40 }, (_, i) => i));
    expect(history[0]!.metrics['val_loss']).toBeGreaterThan(0.1);
    expect(history.at(-1)!.metrics['val_loss']).toBeLessThan(1e-6);
    expect(await trainer.evaluate()).toEqual({
      val_loss: history.at(-1)!.metrics['val_loss'],
      rmse: history.at(-1)!.metrics['rmse'],
    });
    trainer.dispose();
  });

  test('the same seed gives the same history, another seed another one', async () => {
    const history = async (seed: number) => {
      const trainer = tinyTrainer({ seed, epochs: 3 });
      const result = (await trainer.fit()).history.map(({ metrics }) => metrics);
      trainer.dispose();
      return result;
    };
    expect(await history(1)).toEqual(await history(1));
    expect(await history(1)).not.toEqual(await history(2));
  });

  test.each<[string, TinyOptions]>([
    ['plain', {}],
    ['accumulating, with a short last group', { accumulate: 2, samples: 27 }],
    ['dropping a short last group', { accumulate: 4, samples: 27, flush: false }],
    ['with momentum', { plugins: [sgd({ momentum: 0.9, learningRate: 0.01 })] }],
  ])('conformance of the core itself: %s', async (_what, { plugins = [], ...options }: TinyOptions) => {
    await checkPlugin(() => plugins, options);
  });

  test('the conformance kit finds a plugin that forgets its state', async () => {
    const forgetful = (): Plugin => {
      let epochs = 0;
      return {
        name: 'forgetful',
        hooks: { epochStart: (run) => run.scalars.factor('learningRate', 'forgetful', 1 / ++epochs) },
      };
    };
    await expect(checkPlugin(forgetful)).rejects.toThrow(/resumed run differs/);
  });

  test('the conformance kit finds a plugin that leaks', async () => {
    const { scalar } = await import('@tensorflow/tfjs-core');
    await expect(checkPlugin(() => ({ name: 'leaky', hooks: { stepEnd: () => void scalar(1) } }))).rejects.toThrow(
      /tensors grow/,
    );
  });

  test('an evaluation that throws ends the run with its own error', async () => {
    const trainer = tinyTrainer({
      metrics: () => {
        throw new Error('no metric today');
      },
    });
    await expect(trainer.fit()).rejects.toThrow('no metric today');
    trainer.dispose();
  });

  test('a loss that is no number any more ends the run', async () => {
    const trainer = tinyTrainer({ plugins: [sgd({ learningRate: 1e30 })], epochs: 3 });
    await expect(trainer.fit()).rejects.toThrow(/the mean loss of epoch \d is (NaN|Infinity).*CL_LOSS_NOT_FINITE/);
    trainer.dispose();
  });
});

describe('errors before the first batch', () => {
  test.each<[string, () => unknown, RegExp]>([
    [
      'a factory that was not called',
      () => tinyTrainer({ plugins: [(() => ({})) as never] }),
      /forgot to call the factory.*CL_PLUGIN_INVALID/,
    ],
    [
      'a misspelt hook',
      () => tinyTrainer({ plugins: [{ name: 'a', hooks: { epochend() {} } as never }] }),
      /\[a\] unknown hook 'epochend'. Did you mean 'epochEnd'/,
    ],
    [
      'a hook outside hooks',
      () => tinyTrainer({ plugins: [{ name: 'a', epochEnd() {} } as never] }),
      /Put 'epochEnd' inside `hooks`/,
    ],
    ['an unknown key', () => tinyTrainer({ plugins: [{ name: 'a', hook: {} } as never] }), /Did you mean 'hooks'/],
    [
      'two of one name',
      () => tinyTrainer({ plugins: [{ name: 'a' }, { name: 'a' }] }),
      /two plugins are named 'a'.*CL_PLUGIN_DUPLICATE/,
    ],
    [
      'a cycle',
      () =>
        tinyTrainer({
          plugins: [
            { name: 'a', after: ['b'] },
            { name: 'b', after: ['a'] },
          ],
        }),
      /a → b → a.*CL_ORDER_CYCLE/,
    ],
    [
      'two optimisers',
      () => tinyTrainer({ plugins: [sgd(), { ...sgd(), name: 'sgd2' }] }),
      /already provided by 'sgd'.*CL_TOKEN_TWICE/,
    ],
    ['no epochs', () => tinyTrainer({ epochs: 0 }), /`epochs` must be .*, but is 0.*CL_OPTION_INVALID/],
    ['half an accumulation', () => tinyTrainer({ accumulate: 1.5 }), /`accumulate` must be .*, but is 1.5/],
    ['a negative seed', () => tinyTrainer({ seed: -1 }), /`seed` must be .*, but is -1/],
    ['momentum of 1', () => sgd({ momentum: 1 }), /`momentum` must be .*, but is 1/],
  ])('%s', (_what, make, message) => {
    expect(refused(make)).toMatch(message);
  });

  test('a need nobody meets names plugin, token and packages', async () => {
    const trainer = tinyTrainer({ plugins: [{ name: 'polite', needs: [Greeting] }] });
    await expect(trainer.fit()).rejects.toThrow(
      '[polite] nobody provides test/Greeting. Provided by: @amnl/greeter. (CL_TOKEN_UNBOUND)',
    );
  });

  test('no optimiser: the message says where to get one', async () => {
    const trainer = createTrainer({ model: tinyModel(), epochs: 1, loss: ({ y }) => y as never });
    await expect(trainer.fit()).rejects.toThrow(/Optimizer. Provided by: @amnl\/optim-adamw, sgd\(\)/);
  });

  test('providers that need each other', async () => {
    const Other = token<string>('test/Other');
    const circular: Plugin = {
      name: 'circular',
      needs: [Greeting],
      provide(bind) {
        bind(Greeting, (get) => get(Other));
        bind(Other, (get) => get(Greeting));
      },
      hooks: { fitStart: (run) => void run.get(Greeting) },
    };
    await expect(tinyTrainer({ plugins: [circular] }).fit()).rejects.toThrow(
      /test\/Greeting → test\/Other → test\/Greeting.*CL_TOKEN_CYCLE/,
    );
  });
});

describe('dependency injection', () => {
  test('one value per run, made on first use; the application’s container is asked last', async () => {
    const make = vi.fn(() => 'hello');
    const said: string[] = [];
    const parent = container.createChildContainer();
    const FromApp = token<number>('test/FromApp');
    parent.register(FromApp as symbol, { useValue: 7 });
    const trainer = tinyTrainer({
      container: parent,
      plugins: [
        {
          name: 'reader',
          after: ['greeter'],
          needs: [FromApp],
          hooks: { epochStart: (run) => void said.push(run.get(Greeting) + run.get(FromApp)) },
        },
        { name: 'greeter', provide: (bind) => bind(Greeting, make) },
      ],
    });
    expect(make).not.toHaveBeenCalled();
    await trainer.fit();
    expect(said).toEqual(['hello7', 'hello7']);
    expect(make).toHaveBeenCalledTimes(1);
    trainer.dispose();
  });

  test.each([undefined, null, 0, ''])('a value of %o is made once, too', (value) => {
    const make = vi.fn(() => value);
    const Maybe = token<unknown>('test/Maybe');
    const trainer = tinyTrainer({ plugins: [{ name: 'maybe', provide: (bind) => bind(Maybe, make) }] });
    expect([trainer.run.get(Maybe), trainer.run.get(Maybe)]).toEqual([value, value]);
    expect(make).toHaveBeenCalledTimes(1);
    trainer.dispose();
  });
});

describe('events', () => {
  test('a listener that throws or rejects harms nobody and is told about', async () => {
    const trainer = tinyTrainer();
    const failures: string[] = [];
    const heard = vi.fn();
    trainer.events.on('epoch:ended', () => {
      throw new Error('sync');
    });
    trainer.events.on('epoch:ended', (async () => {
      throw new Error('async');
    }) as never);
    trainer.events.on('epoch:ended', heard);
    trainer.events.on(
      'listener:failed',
      ({ event, error }) => void failures.push(`${event}: ${(error as Error).message}`),
    );
    await trainer.fit();
    expect(heard).toHaveBeenCalledTimes(2);
    expect(failures.sort()).toEqual([
      'epoch:ended: async',
      'epoch:ended: async',
      'epoch:ended: sync',
      'epoch:ended: sync',
    ]);
    trainer.dispose();
  });
});

describe('life of a trainer', () => {
  test('falsy plugins are skipped, lists flattened, `after` reorders', () => {
    const trainer = tinyTrainer({
      plugins: [false, null, [{ name: 'a', after: ['c'] }, undefined], [[{ name: 'b' }]], { name: 'c' }],
    });
    expect(trainer.plugins.map(({ name }) => name)).toEqual(['c', 'a', 'b', 'sgd']);
  });

  test('explain() shows order, tokens, scalars and wishes about absent plugins', async () => {
    const trainer = tinyTrainer({ plugins: [{ name: 'watch', after: ['sdg'], hooks: { epochEnd() {} } }] });
    await trainer.fit();
    expect(trainer.explain()).toMatchSnapshot();
    trainer.dispose();
  });

  test('explain() shows the notes that were given', () => {
    const trainer = tinyTrainer({ notes: ['mine.mjs (sha256 1f2e3d4c5b6a): plugins', 'loss.mjs'] });
    expect(trainer.explain()).toContain(
      '\nnote       mine.mjs (sha256 1f2e3d4c5b6a): plugins\nnote       loss.mjs\n\nlifecycle',
    );
    trainer.dispose();
  });

  test('a snapshot of other plugins or another model is refused', async () => {
    const stateful = (name: string): Plugin => ({ name, state: { version: 1, save: () => 1, load() {} } });
    const a = tinyTrainer({ plugins: [stateful('x')] });
    const b = tinyTrainer({ plugins: [stateful('y')] });
    await a.fit();
    await expect(b.restore(a.snapshot())).rejects.toThrow(
      /plugins\.x: there → not there; plugins\.y: not there → there.*CL_SETUP_CHANGED/,
    );
    const { state, tensors } = a.snapshot();
    const { 'model/w': _w, ...rest } = tensors;
    await expect(a.restore({ state, tensors: rest })).rejects.toThrow(/Missing: model\/w/);
    await expect(a.restore({ state, tensors: { ...tensors, 'model/b': tensors['model/w']! } })).rejects.toThrow(
      /CL_VARIABLE_SHAPE/,
    );
  });

  test('use after dispose, and two fits at once, are errors', async () => {
    const trainer = tinyTrainer();
    const running = trainer.fit();
    await expect(trainer.fit()).rejects.toThrow('CL_BUSY');
    await running;
    trainer.dispose();
    trainer.dispose();
    await expect(trainer.fit()).rejects.toThrow('CL_DISPOSED');
  });

  test('predict gives the outputs of every sample', async () => {
    const trainer = tinyTrainer({ epochs: 40 });
    await trainer.fit();
    const { arrayData } = await import('../ready-made/array-data.js');
    const { y } = await trainer.predict(
      arrayData({ inputs: { x: { data: Float32Array.of(1, 0, 0, 0, 1, 0, 1, 1, 1), shape: [3, 3] } }, batchSize: 2 }),
    );
    expect(y!.shape).toEqual([3, 1]);
    for (const [i, expected] of [2.5, -0.5, 1.5].entries()) expect(y!.data[i]).toBeCloseTo(expected, 3);
    trainer.dispose();
  });

  test('predictWithTargets gives outputs and targets of the same samples in one pass, of a source that reuses its arrays too', async () => {
    const trainer = tinyTrainer({ epochs: 40 });
    await trainer.fit();
    const [x, sum, shape] = [new Float32Array(6), new Int32Array(2), [2]];
    const batches = vi.fn(function* () {
      for (const size of [2, 1]) {
        x.set([1, 0, size, 0, 1, 1]);
        sum.set([1 + size, 2]);
        shape[0] = size;
        yield {
          inputs: { x: { data: x.subarray(0, 3 * size), shape: [size, 3] } },
          targets: { sum: { data: sum.subarray(0, size), shape } },
          size,
        };
      }
    });
    const { outputs, targets } = await trainer.predictWithTargets({ batches });
    expect(targets).toEqual({ sum: { data: Int32Array.of(3, 2, 2), shape: [3] } });
    expect(outputs).toEqual(await trainer.predict({ batches }));
    expect(outputs['y']!.shape).toEqual([3, 1]);
    expect(batches).toHaveBeenCalledTimes(2);
    trainer.dispose();
  });

  test('an output may be a weight, an input, or another output as well', async () => {
    const { arrayData } = await import('../ready-made/array-data.js');
    const left = await countTensors(async () => {
      const weight = tf.tidy(() => tf.variable(tf.tensor2d([[1], [2]])));
      const trainer = createTrainer({
        model: {
          parameters: { weight },
          forward: ({ x }) => {
            const y = tf.add(x!, weight);
            return { x: x!, y, again: y, weight };
          },
        },
        epochs: 1,
      });
      const x = { data: Float32Array.of(10, 20), shape: [2, 1] };
      const outputs = await trainer.predict(arrayData({ inputs: { x } }));
      expect(Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...data]]))).toEqual({
        x: [10, 20],
        y: [11, 22],
        again: [11, 22],
        weight: [1, 2],
      });
      expect([...weight.dataSync()]).toEqual([1, 2]);
      trainer.dispose();
      weight.dispose();
    });
    expect(left).toBe(0);
  });
});

describe('events', () => {
  test('a listener of `once` hears one event, and `off` takes it away before', () => {
    const events = new TrainEmitter();
    const heard: string[] = [];
    const never = () => void heard.push('never');
    events.once('run:notice', ({ message }) => void heard.push(message)).once('run:notice', never);
    events.off('run:notice', never);
    for (const message of ['first', 'second']) events.emit('run:notice', { by: 'test', message });
    expect(heard).toEqual(['first']);
    expect(events.listenerCount('run:notice')).toBe(0);
  });

  test('a listener of `once` hears one event, also if another one emits it again, and can listen once more', () => {
    const events = new TrainEmitter();
    const heard: string[] = [];
    const again = ({ message }: { message: string }) => {
      heard.push(message);
      if (heard.length === 1) events.once('run:notice', again);
    };
    events.once('run:notice', () => void events.emit('run:notice', { by: 'test', message: 'inner' }));
    events.once('run:notice', again);
    for (const message of ['first', 'second', 'third']) events.emit('run:notice', { by: 'test', message });
    expect(heard).toEqual(['first', 'second']);
  });

  test('a listener of `once` that throws has heard its event; one that was given to `on` as well stays', () => {
    const events = new TrainEmitter();
    const failures: string[] = [];
    const heard: string[] = [];
    const both = ({ message }: { message: string }) => void heard.push(message);
    const throwing = () => {
      throw new Error('mine');
    };
    events.on('listener:failed', ({ event, error }) => void failures.push(`${event}: ${(error as Error).message}`));
    events.once('run:notice', throwing).on('run:notice', both).once('run:notice', both);
    for (const message of ['first', 'second']) events.emit('run:notice', { by: 'test', message });
    expect(failures).toEqual(['run:notice: mine']);
    expect(heard).toEqual(['first', 'first', 'second']);
  });
});
