import '@tensorflow/tfjs';
import type { Plugin } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { describe, expect, it } from 'vitest';
import { type PlateauOptions, plateau } from './index.js';

/** Puts the given numbers, one an epoch, in the place of the evaluation's metrics. */
function measured(values: readonly number[]): Plugin {
  return {
    name: 'measured',
    hooks: {
      evaluate: async (run, next) => ({ ...(await next()), val_loss: values[run.progress.epoch]! }),
    },
  };
}

/** Learning rates of the epochs of a run with base 0.05, and the notices. */
async function run(options: PlateauOptions, values: readonly number[]) {
  const trainer = tinyTrainer({ plugins: [plateau(options), measured(values)], epochs: values.length, samples: 4 });
  const notices: string[] = [];
  trainer.events.on('run:notice', ({ by, message }) => notices.push(`${by}: ${message}`));
  try {
    const { history } = await trainer.fit();
    return { rates: history.map(({ metrics }) => metrics['learningRate']!), notices };
  } finally {
    trainer.dispose();
    trainer.model.dispose?.();
  }
}

describe('plateau', () => {
  it('conforms, with cuts before and after the interruption', () =>
    checkPlugin(() => [
      plateau({ startEpoch: 0, patience: 0, threshold: 0.9 }),
      measured([3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]),
    ]));

  it('cuts after `patience` epochs without improvement, from the next epoch on, and tells', async () => {
    const { rates, notices } = await run({ startEpoch: 0, patience: 1 }, [4, 3, 3.5, 3, 3, 3, 3]);
    expect(rates).toEqual([0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.0125]);
    expect(notices).toEqual([
      'plateau: val_loss has not improved on 3 for 2 epochs: learning rate 0.05 → 0.025',
      'plateau: val_loss has not improved on 3 for 2 epochs: learning rate 0.025 → 0.0125',
    ]);
  });

  it('does not look at the metric before startEpoch', async () => {
    const { rates } = await run({ startEpoch: 3, patience: 0 }, [1, 9, 9, 5, 5, 5]);
    expect(rates).toEqual([0.05, 0.05, 0.05, 0.05, 0.05, 0.025]);
  });

  it('never goes below the minimum', async () => {
    const { rates } = await run({ startEpoch: 0, patience: 0, min: 0.02 }, [1, 1, 1, 1, 1]);
    expect(rates.map((rate) => Number(rate.toPrecision(12)))).toEqual([0.05, 0.05, 0.025, 0.02, 0.02]);
  });

  it('counts NaN as no improvement', async () => {
    const { rates } = await run({ startEpoch: 0, patience: 1 }, [Number.NaN, Number.NaN, 1]);
    expect(rates).toEqual([0.05, 0.05, 0.025]);
  });

  it.each([
    [42, 1],
    [43, 0],
  ])('in a run of %i epochs gives %i notices that no cut can act', async (epochs, count) => {
    const { notices } = await run(
      {},
      Array.from({ length: epochs }, (_, epoch) => 100 - epoch),
    );
    const message =
      'plateau: cannot lower the learning rate in a run of 42 epochs: the first cut could act in epoch 42';
    expect(notices).toEqual(Array(count).fill(message));
  });

  it('could indeed act in that epoch and not before', async () => {
    const { rates } = await run({ startEpoch: 2, patience: 1 }, [1, 1, 1, 1, 1, 1]);
    expect(rates.indexOf(0.025)).toBe(2 + 1 + 2);
  });

  it('multiplies with the factors of others', async () => {
    const half: Plugin = { name: 'half', hooks: { fitStart: (r) => r.scalars.factor('learningRate', 'half', 0.5) } };
    const plugins = [half, plateau({ startEpoch: 0, patience: 0 }), measured([1, 1, 1])];
    const trainer = tinyTrainer({ plugins, epochs: 3 });
    const { history } = await trainer.fit();
    expect(history.map(({ metrics }) => metrics['learningRate'])).toEqual([0.025, 0.025, 0.0125]);
    trainer.dispose();
  });

  it('starts afresh when the instance serves a second trainer', async () => {
    const plugin = plateau({ startEpoch: 0, patience: 0 });
    for (let i = 0; i < 2; i++) {
      const trainer = tinyTrainer({ plugins: [plugin, measured([1, 1, 1])], epochs: 3 });
      const { history } = await trainer.fit();
      expect(history.map(({ metrics }) => metrics['learningRate'])).toEqual([0.05, 0.05, 0.025]);
      trainer.dispose();
    }
  });

  it('names a metric that nobody reports, and those that are, in the first epoch', async () => {
    const trainer = tinyTrainer({ plugins: [plateau({ monitor: 'RMSE_last' })], epochs: 3 });
    await expect(trainer.fit()).rejects.toThrow(
      /^\[plateau\] .*no metric 'RMSE_last'; reported: learningRate, loss, .*rmse.*\. Set \{ monitor \}.*\(CL_METRIC_UNKNOWN\)$/,
    );
    expect(trainer.run.progress.epoch).toBe(0);
    trainer.dispose();
  });

  it('refuses val_loss before anything is trained where nothing is evaluated', async () => {
    const trainer = tinyTrainer({ evaluation: undefined as never, plugins: [plateau()] });
    await expect(trainer.fit()).rejects.toThrow(
      "no metric 'val_loss' can be reported: the trainer evaluates nothing. Give validation data with the option `evaluation`, or set { monitor: 'loss' }. (CL_METRIC_UNKNOWN)",
    );
    expect(trainer.run.progress.step).toBe(0);
    trainer.dispose();
  });

  it('refuses a state of a later version', () => {
    expect(() => plateau().state!.load({}, 2)).toThrow(/version 2.*\(CL_STATE_MISMATCH\)$/);
  });

  it.each<[unknown, string]>([
    [{ monitor: '' }, '`monitor` must be the name of a metric, but is ""'],
    [{ mode: 'auto' }, "`mode` must be 'min' or 'max', but is \"auto\""],
    [{ factor: 1 }, '`factor` must be a number between 0 and 1, but is 1'],
    [{ factor: Number.NaN }, '`factor` must be a number between 0 and 1, but is NaN'],
    [{ patience: -1 }, '`patience` must be a number of epochs ≥ 0, but is -1'],
    [{ patience: 1.5 }, '`patience` must be a number of epochs ≥ 0, but is 1.5'],
    [{ cooldown: Number.NaN }, '`cooldown` must be a number of epochs ≥ 0, but is NaN'],
    [{ startEpoch: -1 }, '`startEpoch` must be a number of epochs ≥ 0, but is -1'],
    [{ threshold: -1 }, '`threshold` must be a number ≥ 0, but is -1'],
    [{ thresholdMode: 'relative' }, "`thresholdMode` must be 'rel' or 'abs', but is \"relative\""],
    [{ min: Number.NaN }, '`min` must be a number ≥ 0, but is NaN'],
    [{ eps: Infinity }, '`eps` must be a number ≥ 0, but is Infinity'],
  ])('refuses %j', (options, message) => {
    expect(() => plateau(options as PlateauOptions)).toThrow(`[plateau] ${message}. (CL_OPTION_INVALID)`);
  });
});
