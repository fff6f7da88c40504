import {
  createTrainer,
  type Plugin,
  type PluginEntry,
  type Snapshot,
  type Trainer,
  type TrainerOptions,
} from '@amnl/core-loop';
import { earlyStop } from '@amnl/early-stop';
import { ema } from '@amnl/ema';
import { onnxEngine } from '@amnl/engine-onnx';
import { nonFinite } from '@amnl/non-finite';
import { adamW } from '@amnl/optim-adamw';
import { warmupCosine } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { findLearningRate, type SweepOptions } from '../src/index.js';
import { bitsOf, data, problem } from './problem.js';

/** Counts what happens to it; its count is its state. */
function counter(calls: string[]): Plugin {
  let count = 0;
  const note = (hook: string) => () => {
    count++;
    calls.push(hook);
  };
  return {
    name: 'counter',
    hooks: {
      fitStart: note('fitStart'),
      epochStart: note('epochStart'),
      stepStart: note('stepStart'),
      updated: note('updated'),
      stepEnd: note('stepEnd'),
      epochEnd: note('epochEnd'),
      fitEnd: note('fitEnd'),
      evaluate(_run, next) {
        note('evaluate')();
        return next();
      },
      save(_run, next) {
        note('save')();
        return next();
      },
    },
    state: {
      version: 1,
      save: () => ({ count }),
      load(data) {
        count = (data as { count: number }).count;
      },
    },
    dispose: note('dispose'),
  };
}

function plugins(...more: PluginEntry[]): PluginEntry[] {
  return [
    adamW({ learningRate: 0.03 }),
    warmupCosine({ warmup: { epochs: 2 }, min: 1e-4 }),
    nonFinite({ policy: 'rollback' }),
    ema(),
    earlyStop({ monitor: 'val_loss', patience: 50 }),
    ...more,
  ];
}

/** Everything of a run and its model, bit for bit. */
function everything(trainer: Trainer): Record<string, unknown> {
  const { tensors, state }: Snapshot = trainer.snapshot();
  const { scalars, history } = trainer.run;
  const bits = Object.entries(tensors).map(([name, t]) => [
    name,
    Buffer.from(t.dataSync().slice().buffer).toString('hex'),
  ]);
  return {
    ...Object.fromEntries(bits),
    state: JSON.stringify({ ...state, history: state.history.map(({ epoch, metrics }) => ({ epoch, metrics })) }),
    scalars: scalars.values(),
    factors: scalars.factors('learningRate'),
    model: bitsOf(trainer.run.model),
    history: history.map(({ metrics }) => metrics),
  };
}

const QUICK: SweepOptions = { start: 1e-4, end: 1, steps: 20 };
const engine = onnxEngine();
afterAll(() => engine.dispose());

describe.each([
  ['eager', {}],
  ['onnx', { engine }],
])('on the engine %s', (_, given) => {
  /** A run of `before` + 2 epochs, with or without something between. */
  async function train(before: number, accumulate: number, between?: (options: TrainerOptions) => Promise<void>) {
    const options: TrainerOptions = {
      ...problem(),
      ...given,
      evaluation: data(undefined, false),
      plugins: plugins(counter([])),
      accumulate,
      epochs: before + 2,
    };
    const trainer = createTrainer(options);
    if (before > 0) await trainer.fit({ epochs: before });
    const standing = everything(trainer);
    await between?.(options);
    expect(everything(trainer)).toEqual(standing);
    await trainer.fit();
    const end = everything(trainer);
    if (!('engine' in given)) trainer.dispose(); // it would dispose the engine that the next run uses
    options.model.dispose?.();
    return end;
  }

  it('a run is the same with a sweep before or within it as without one, bit for bit', async () => {
    const cases = fc.record({
      before: fc.integer({ min: 0, max: 3 }),
      accumulate: fc.integer({ min: 1, max: 4 }),
      start: fc.double({ min: 1e-6, max: 1e-2, noNaN: true }),
      factor: fc.double({ min: 10, max: 1e6, noNaN: true }),
      steps: fc.integer({ min: 20, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ before, accumulate, start, factor, steps }) => {
        const without = await train(before, accumulate);
        const swept = await train(before, accumulate, async (options) => {
          await findLearningRate(options, { start, end: start * factor, steps }).catch((error: { code: string }) =>
            expect(error.code).toBe('LF_DIVERGED'),
          );
        });
        expect(swept).toEqual(without);
      }),
      { numRuns: 6 },
    );
  });

  it('everything is put back where a step fails', async () => {
    let steps = 0;
    const failing: Plugin = {
      name: 'failing',
      hooks: {
        stepStart() {
          if (++steps === 7) throw new Error('no more');
        },
        updated: () => {},
      },
    };
    await train(1, 1, async (options) => {
      const asked = findLearningRate({ ...options, plugins: [options.plugins!, failing] }, QUICK);
      await expect(asked).rejects.toThrow(/failing.*no more/);
    });
    expect(steps).toBe(7);
  });

  it('everything is put back where it is aborted', async () => {
    const abort = new AbortController();
    await train(1, 2, async (options) => {
      const asked = findLearningRate(options, {
        ...QUICK,
        signal: abort.signal,
        onStep: (_point, step) => step === 4 && abort.abort(new Error('enough')),
      });
      await expect(asked).rejects.toThrow('enough');
      await expect(findLearningRate(options, { signal: abort.signal })).rejects.toThrow('enough');
    });
  });

  it('states of recurrent layers are put back', async () => {
    const { fromLayersModel } = await import('@amnl/core-loop');
    const layers = tf.sequential({
      layers: [tf.layers.lstm({ units: 2, stateful: true, batchInputShape: [4, 3, 1] }), tf.layers.dense({ units: 1 })],
    });
    const model = fromLayersModel(layers);
    const series = {
      batchesPerEpoch: 3,
      *batches() {
        for (let i = 0; i < 3; i++) {
          const numbers = Float32Array.from({ length: 12 }, (_, k) => Math.sin(i + k));
          const inputs = { x: { data: numbers, shape: [4, 3, 1] } };
          yield { inputs, targets: { target: { data: numbers.slice(0, 4), shape: [4, 1] } }, size: 4 };
        }
      },
    };
    const loss: TrainerOptions['loss'] = (outputs, { target }) =>
      tf.losses.meanSquaredError(target!, Object.values(outputs)[0]!);
    const options: TrainerOptions = { model, loss, data: series, plugins: [adamW()], epochs: 1, ...given };
    const trainer = createTrainer(options);
    await trainer.fit(); // the states are no zeros any more
    const before = bitsOf(model);
    expect(Object.keys(before).some((name) => name.includes('state'))).toBe(true);
    await findLearningRate(options, QUICK);
    expect(bitsOf(model)).toEqual(before);
  });
});

describe('during a sweep', () => {
  it('only what prepares and makes the step is called', async () => {
    const calls: string[] = [];
    const watcherCalls: string[] = [];
    const watching = counter(watcherCalls);
    const { updated: _, ...hooks } = watching.hooks!;
    const watcher = { ...watching, name: 'watcher', hooks };
    await findLearningRate({ ...problem(), evaluation: data(), plugins: plugins(counter(calls), watcher) }, QUICK);
    expect([...new Set(calls)].sort()).toEqual(['epochStart', 'fitEnd', 'fitStart', 'stepStart', 'updated']);
    expect(calls.filter((hook) => hook === 'updated')).toHaveLength(20);
    expect(watcherCalls).toEqual([]);
  });

  it('plugins can be left out by name', async () => {
    const calls: string[] = [];
    await findLearningRate({ ...problem(), plugins: plugins(counter(calls)) }, { ...QUICK, without: ['counter'] });
    expect(calls).toEqual([]);
  });

  it('nothing is saved', async () => {
    const { checkpoint } = await import('@amnl/checkpoint');
    const { mkdtemp, readdir, rm } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    const { join } = await import('node:path');
    const folder = await mkdtemp(join(tmpdir(), 'lr-finder-'));
    const dir = join(folder, 'checkpoints');
    await findLearningRate(
      { ...problem(), plugins: plugins(checkpoint({ dir, monitor: 'val_loss', every: { steps: 1 } })) },
      QUICK,
    );
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('what plugins tell reaches whoever wants to hear it', async () => {
    const told: string[] = [];
    const teller: Plugin = {
      name: 'teller',
      hooks: {
        fitStart: ({ events }) => void events.emit('run:notice', { by: 'teller', message: 'hear' }),
        updated: () => {},
      },
    };
    await findLearningRate(
      { ...problem(), plugins: plugins(teller) },
      { ...QUICK, onNotice: (message) => told.push(message) },
    );
    expect(told).toEqual(['hear']);
  });
});
