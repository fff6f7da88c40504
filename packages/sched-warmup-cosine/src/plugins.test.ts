import '@tensorflow/tfjs';
import type { DataSource, Plugin } from '@amnl/core-loop';
import { checkPlugin, type TinyOptions, tinyTrainer } from '@amnl/core-loop/testing';
import { describe, expect, it } from 'vitest';
import { type WarmupCosineOptions, type WarmupOptions, warmup, warmupCosine } from './index.js';

/** Learning rates of a run with base 0.05: of every epoch and, through the steps, of every step; and the notices. */
async function run(plugin: Plugin, epochs: number, options: TinyOptions = {}) {
  const trainer = tinyTrainer({ plugins: [plugin], epochs, samples: 8, ...options });
  const steps: number[] = [];
  const notices: string[] = [];
  trainer.events.on('step:ended', ({ scalars }) => steps.push(scalars['learningRate']!));
  trainer.events.on('run:notice', ({ by, message }) => notices.push(`${by}: ${message}`));
  try {
    const { history } = await trainer.fit();
    return { rates: history.map(({ metrics }) => metrics['learningRate']!), steps, notices };
  } finally {
    trainer.dispose();
    trainer.model.dispose?.();
  }
}

function expectRates(found: readonly number[], factors: readonly number[]): void {
  expect(found).toHaveLength(factors.length);
  factors.forEach((factor, i) => {
    expect(found[i]).toBeCloseTo(0.05 * factor, 15);
  });
}

describe('warmup', () => {
  it('conforms, by the epoch and by the step', async () => {
    await checkPlugin(() => warmup({ epochs: 3 }));
    await checkPlugin(() => warmup({ epochs: 2.5, per: 'step' }), { accumulate: 2 });
  });

  it('raises the rate epoch by epoch to exactly its base', async () => {
    const { rates, notices } = await run(warmup({ epochs: 4 }), 6);
    expectRates(rates, [0.1, 0.325, 0.55, 0.775, 1, 1]);
    expect(rates.slice(4)).toEqual([0.05, 0.05]);
    expect(notices).toEqual([]);
  });

  it('raises it step by step along the same line', async () => {
    // 2 batches an epoch, W = 2: e = 0, ½, 1, 1½, 2, 2½.
    const { steps } = await run(warmup({ epochs: 2, per: 'step' }), 3);
    expectRates(steps, [0.1, 0.325, 0.55, 0.775, 1, 1]);
    expect(steps.slice(4)).toEqual([0.05, 0.05]);
  });

  it.each([
    [9, 1],
    [10, 1],
    [11, 0],
  ])('in a run of %i epochs gives %i notices', async (epochs, count) => {
    const { notices } = await run(warmup(), epochs);
    expect(notices).toEqual(
      Array(count).fill(
        `warmup: a warm-up of 10 epochs is not over in a run of ${epochs}: the learning rate never reaches its base`,
      ),
    );
  });

  it('needs the length of an epoch for its steps', async () => {
    const data: DataSource = { batches: () => [] };
    await expect(run(warmup({ per: 'step' }), 1, { data })).rejects.toThrow(
      /^\[warmup\] .*`batchesPerEpoch`.*\(WC_BATCHES_UNKNOWN\)$/,
    );
  });

  it.each<[unknown, string]>([
    [{ epochs: -1 }, '`epochs` must be a number of epochs ≥ 0, but is -1'],
    [{ epochs: Number.NaN }, '`epochs` must be a number of epochs ≥ 0, but is NaN'],
    [{ from: 1.5 }, '`from` must be a factor in [0, 1], but is 1.5'],
    [{ from: Number.NaN }, '`from` must be a factor in [0, 1], but is NaN'],
    [{ per: 'batch' }, "`per` must be 'epoch' or 'step', but is \"batch\""],
  ])('refuses %j', (options, message) => {
    expect(() => warmup(options as WarmupOptions)).toThrow(`[sched-warmup-cosine] ${message}. (CL_OPTION_INVALID)`);
  });
});

describe('warmupCosine', () => {
  it('conforms, by the epoch and by the step', async () => {
    await checkPlugin(() => warmupCosine({ warmup: { epochs: 1 } }));
    await checkPlugin(() => warmupCosine({ warmup: { epochs: 1 }, epochs: 3, per: 'step' }), { accumulate: 2 });
  });

  it('warms up, then anneals over the epochs of the run', async () => {
    // W = 2, E = 6, η_min 0.01 = 0.2 · base: after W 0.2 + 0.4 · (1 + cos(π k / 4)).
    const { rates } = await run(warmupCosine({ warmup: { epochs: 2 }, min: 0.01 }), 6);
    expectRates(rates, [0.1, 0.55, 1, 0.6 + 0.4 * Math.SQRT1_2, 0.6, 0.6 - 0.4 * Math.SQRT1_2]);
    expect(rates[2]).toBe(0.05);
  });

  it('stays at the minimum once its own epochs are over', async () => {
    const { rates } = await run(warmupCosine({ warmup: { epochs: 0 }, epochs: 2, min: 0.01 }), 4);
    expectRates(rates, [1, 0.6, 0.2, 0.2]);
  });

  it('anneals step by step along the same curve', async () => {
    const { steps } = await run(warmupCosine({ warmup: { epochs: 0 }, epochs: 2, min: 0, per: 'step' }), 2);
    expectRates(steps, [1, 0.5 + 0.5 * Math.SQRT1_2, 0.5, 0.5 - 0.5 * Math.SQRT1_2]);
  });

  it('tells that the run ends within the warm-up', async () => {
    const { notices, rates } = await run(warmupCosine({ warmup: { epochs: 4 } }), 2);
    expect(notices).toHaveLength(1);
    expectRates(rates, [0.1, 0.325]);
  });

  it('refuses a minimum above the base', async () => {
    await expect(run(warmupCosine({ min: 0.1 }), 12)).rejects.toThrow(
      /`min` must be a rate of at most the base learning rate, 0\.05, but is 0\.1\. \(CL_OPTION_INVALID\)$/,
    );
  });

  it.each<[WarmupCosineOptions, string]>([
    [{ min: -1 }, '`min` must be a rate ≥ 0, but is -1'],
    [{ min: Number.NaN }, '`min` must be a rate ≥ 0, but is NaN'],
    [{ epochs: 10 }, '`epochs` must be a number above the 10 epochs of warm-up, but is 10'],
    [{ epochs: Number.NaN }, '`epochs` must be a number above the 10 epochs of warm-up, but is NaN'],
    [{ warmup: { from: -0.1 } }, '`from` must be a factor in [0, 1], but is -0.1'],
  ])('refuses %j', (options, message) => {
    expect(() => warmupCosine(options)).toThrow(`[sched-warmup-cosine] ${message}. (CL_OPTION_INVALID)`);
  });
});
