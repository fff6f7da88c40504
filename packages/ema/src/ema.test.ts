import '@tensorflow/tfjs';
import type { Metrics, Plugin, Run } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { scalar } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { decayAt } from './average.js';
import { ema } from './ema.js';

type Weights = Record<string, number[]>;
/** Current parameters and buffers. */
const weightsOf = ({ model }: Pick<Run, 'model'>): Weights =>
  Object.fromEntries(Object.entries({ ...model.parameters, ...model.buffers }).map(([n, v]) => [n, [...v.dataSync()]]));

/** Notes the weights after every step, and those that evaluation sees. */
function spy() {
  const steps: Weights[] = [];
  const evaluated: Weights[] = [];
  const afterwards: Weights[] = [];
  const plugin: Plugin = {
    name: 'spy',
    after: ['ema'],
    hooks: {
      stepEnd: (run) => void steps.push(weightsOf(run)),
      async evaluate(run, next) {
        evaluated.push(weightsOf(run));
        return next();
      },
      epochEnd: (run) => void afterwards.push(weightsOf(run)),
    },
  };
  return { steps, evaluated, afterwards, plugin };
}

/** The average of `steps` in doubles, from the weights before the first step. */
function averaged(start: Weights, steps: readonly Weights[], name: string, decay = (n: number) => decayAt(n)) {
  let shadow = start[name]!;
  steps.forEach((weights, n) => {
    shadow = shadow.map((s, i) => decay(n) * s + (1 - decay(n)) * weights[name]![i]!);
  });
  return shadow;
}
const closeTo = (values: readonly number[]) => values.map((v) => expect.closeTo(v, 5));

async function runWith(plugin: Plugin, options: Parameters<typeof tinyTrainer>[0] = {}) {
  const watch = spy();
  const trainer = tinyTrainer({ plugins: [plugin, watch.plugin], ...options });
  const start = weightsOf({ model: trainer.model });
  const result = await trainer.fit();
  return { ...watch, trainer, start, result };
}

describe('ema', () => {
  it('evaluates the average of weights and statistics, and trains on the weights', async () => {
    const { start, steps, evaluated, afterwards } = await runWith(ema());
    expect(steps).toHaveLength(12); // 2 epochs of 6
    for (const name of ['w', 'b', 'seen']) {
      expect(evaluated[0]![name]).toEqual(closeTo(averaged(start, steps.slice(0, 6), name)));
      expect(evaluated[1]![name]).toEqual(closeTo(averaged(start, steps, name)));
      expect(evaluated[1]![name]).not.toEqual(steps[11]![name]);
    }
    expect(afterwards).toEqual([steps[5], steps[11]]); // bit for bit
  });

  it('copies statistics on request', async () => {
    const { start, steps, evaluated } = await runWith(ema({ buffers: 'copy', warmup: false, decay: 0.9 }));
    expect(evaluated[0]!['seen']).toEqual(steps[5]!['seen']);
    expect(evaluated[0]!['w']).toEqual(closeTo(averaged(start, steps.slice(0, 6), 'w', () => 0.9)));
  });

  it('does not change training', async () => {
    const plain = spy();
    await tinyTrainer({ plugins: [plain.plugin] }).fit();
    const { steps } = await runWith(ema());
    expect(steps).toEqual(plain.steps);
  });

  it('leaves the average in the model, so that it measures what the last epoch measured', async () => {
    const { trainer, result, evaluated } = await runWith(ema());
    expect(weightsOf({ model: trainer.model })).toEqual(evaluated[1]);
    const now = await trainer.evaluate();
    const last = result.history[1]!.metrics;
    expect(now['RMSE_last_cycle']).toBe(last['RMSE_last_cycle']);
  });

  it('follows the weights exactly before `start` and averages from there', async () => {
    const { start, steps, evaluated } = await runWith(ema({ start: 8, decay: 0.5, warmup: false }));
    expect(evaluated[0]).toEqual(steps[5]);
    expect(start).not.toEqual(steps[5]);
    expect(evaluated[1]!['w']).toEqual(closeTo(averaged(steps[7]!, steps.slice(8), 'w', () => 0.5)));
  });

  it('updates once per optimiser step, not per micro-batch', async () => {
    const { start, steps, evaluated } = await runWith(ema(), { accumulate: 2 });
    expect(steps).toHaveLength(6);
    expect(evaluated[1]!['w']).toEqual(closeTo(averaged(start, steps, 'w')));
  });

  it('restores the weights bit for bit when evaluation throws', async () => {
    const watch = spy();
    const failing = {
      name: 'failing',
      hooks: { evaluate: (): Promise<Metrics> => Promise.reject(new Error('no metrics today')) },
    };
    const trainer = tinyTrainer({ plugins: [ema(), watch.plugin, failing] });
    await expect(trainer.fit()).rejects.toThrow('no metrics today');
    expect(watch.evaluated).toHaveLength(1);
    expect(weightsOf({ model: trainer.model })).toEqual(watch.steps[5]);
  });

  it('leaves everything alone while no step counted', async () => {
    const skipAll: Plugin = {
      name: 'skip-all',
      hooks: {
        gradients(step, gradients) {
          step.skipUnless(scalar(false, 'bool'));
          return gradients;
        },
      },
    };
    const watch = spy();
    const trainer = tinyTrainer({ epochs: 1, plugins: [skipAll, ema(), watch.plugin] });
    const shadow = () => [...trainer.run.variable('ema/updates', 0).dataSync()];
    await trainer.fit();
    expect(shadow()).toEqual([0]);
    // Not swapped: evaluation saw the live statistics, which every forward pass moves.
    expect(watch.evaluated).toEqual([watch.steps[5]]);
  });

  it.each([{}, { buffers: 'copy' as const }, { start: 3 }, { warmup: false }])(
    'passes the conformance kit with %o',
    async (options) => {
      await checkPlugin(() => ema(options));
    },
  );

  it.each([
    { decay: 1 },
    { decay: '0.9' as unknown as number },
    { warmup: 'no' as unknown as boolean },
    { decay: Number.NaN },
    { start: -1 },
    { start: 0.5 },
    { start: Number.NaN },
    { buffers: 'none' as 'copy' },
  ])('refuses %o', (options) => {
    expect(() => ema(options)).toThrow('CL_OPTION_INVALID');
  });

  it('tells its order', () => {
    const trainer = tinyTrainer({ plugins: [ema()] });
    expect(trainer.explain()).toMatch(/updated +ema/);
  });
});
