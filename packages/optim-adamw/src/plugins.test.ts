import '@tensorflow/tfjs';
import { arrayData, createTrainer, type Plugin, type TrainableModel } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { add, mean, mul, type Scalar, scalar, variable } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { adamW, weightDecaySteps } from './index.js';

/** Makes every step a skipped one, as an overflow does under loss scaling. */
const skipAll: Plugin = {
  name: 'skip-all',
  hooks: {
    gradients(step, gradients) {
      step.skipUnless(scalar(false, 'bool'));
      return gradients;
    },
  },
};

describe('adamW', () => {
  it('conforms', () =>
    checkPlugin(
      () => adamW({ learningRate: 0.05, groups: [{ match: /^w$/, learningRateFactor: 0.5 }], noDecay: [/^b$/] }),
      {
        accumulate: 2,
      },
    ));

  it('learns', async () => {
    const trainer = tinyTrainer({ plugins: [adamW({ learningRate: 0.1 })], epochs: 20 });
    const { history } = await trainer.fit();
    expect(history[0]!.metrics['loss']).toBeGreaterThan(2);
    expect(history.at(-1)!.metrics['loss']).toBeLessThan(0.02);
    trainer.dispose();
  });

  it('declares learningRate and weightDecay, but leaves what was declared before', async () => {
    const before: Plugin = { name: 'before', hooks: { fitStart: (run) => run.scalars.set('weightDecay', 0.25) } };
    const trainer = tinyTrainer({ plugins: [before, adamW({ learningRate: 0.125, weightDecay: 1 })], epochs: 1 });
    await trainer.fit();
    expect(trainer.run.scalars.values()).toEqual({ learningRate: 0.125, weightDecay: 0.25 });
    trainer.dispose();
  });

  it('does not change weights, moments or corrections in a skipped step', async () => {
    const trainer = tinyTrainer({ plugins: [skipAll, adamW()], epochs: 1 });
    await trainer.fit();
    const { tensors } = trainer.snapshot();
    const names = ['adamw/c1', 'adamw/c2', 'adamw/m/w', 'adamw/v/w', 'adamw/m/b', 'adamw/v/b', 'model/w', 'model/b'];
    const changed = names.filter((name) => tensors[name]!.dataSync().some((x) => x !== 0)); // all of them start at 0
    expect(changed).toEqual([]);
    trainer.dispose();
  });

  it.each([1, 2])(
    'gives a parameter that is freed later steps of its own size, also after a resume, accumulate %i',
    async (accumulate) => {
      // With a gradient of 1 throughout, Adam's bias-corrected step is the learning rate: at every step from a parameter's first.
      const made = () => {
        const [early, late] = [variable(scalar(0)), variable(scalar(0))];
        const model: TrainableModel & { free: boolean } = {
          free: false,
          get parameters() {
            return this.free ? { early, late } : { early };
          },
          get buffers() {
            return this.free ? {} : { late };
          },
          forward: ({ x }) => ({ y: mul(x!, add(early, late)) }),
        };
        const taken: number[] = [];
        const ones = { data: Array(120 * accumulate).fill(1), shape: [120 * accumulate] };
        const trainer = createTrainer({
          model,
          data: arrayData({ inputs: { x: ones }, batchSize: 1 }),
          loss: ({ y }) => mean(y!) as Scalar,
          accumulate,
          plugins: [
            adamW({ learningRate: 0.1, weightDecay: 0 }),
            {
              name: 'free',
              hooks: {
                stepStart(run) {
                  model.free = run.progress.step >= 100;
                },
                stepEnd: (run) => {
                  taken.push(late.dataSync()[0]!);
                  if (run.progress.step === 105) run.stop('to be resumed', { when: 'step' });
                },
              },
            },
          ],
          epochs: 1,
        });
        return { trainer, model, taken };
      };
      const first = made();
      await first.trainer.fit();
      const second = made();
      second.model.free = true;
      await second.trainer.restore(first.trainer.snapshot());
      await second.trainer.fit();
      const taken = [...first.taken, ...second.taken];
      expect(taken.slice(0, 100)).toEqual(Array(100).fill(0));
      for (const [i, value] of taken.slice(100).entries())
        expect(value, `step ${i + 1}`).toBeCloseTo(-0.1 * (i + 1), 5);
      expect(taken).toHaveLength(120);
    },
  );

  it('refuses a match that fits nothing before the first batch', async () => {
    const trainer = tinyTrainer({ plugins: [adamW({ noDecay: [/bias$/] })] });
    await expect(trainer.fit()).rejects.toThrow(
      /^\[adamw\] .*'noDecay' matches no parameter with \/bias\$\/; parameters: w, b\./,
    );
    expect(trainer.run.progress.micro).toBe(0);
    trainer.dispose();
  });
});

describe('weightDecaySteps', () => {
  const steps = [{ epoch: 2, factor: 0.5 }];

  it('conforms', () => checkPlugin(() => [adamW(), weightDecaySteps({ steps })]));

  it('halves the decay from its epoch on', async () => {
    const trainer = tinyTrainer({ plugins: [adamW({ weightDecay: 1e-3 }), weightDecaySteps({ steps })], epochs: 4 });
    const { history } = await trainer.fit();
    expect(history.map(({ metrics }) => metrics['weightDecay'])).toEqual([1e-3, 1e-3, 5e-4, 5e-4]);
    trainer.dispose();
  });
});
