import { type Run, Scalars, TrainEmitter } from '@amnl/core-loop';
import { describe, expect, it } from 'vitest';
import { type DecayStep, steppedWeightDecay } from './weight-decay-steps.js';
import { weightDecaySteps } from './weight-decay-steps-plugin.js';

describe('steppedWeightDecay', () => {
  it.each([
    [0, 1],
    [99, 1],
    [100, 0.5],
    [101, 0.5],
    [199, 0.5],
    [200, 0.1],
    [201, 0.1],
    [10_000, 0.1],
  ])('epoch %i: %d', (epoch, factor) => {
    expect(steppedWeightDecay(epoch)).toBe(factor);
  });

  it('takes other steps', () => {
    const steps = [
      { epoch: 3, factor: 2 },
      { epoch: 5, factor: 0 },
    ];
    expect([2, 3, 4, 5, 6].map((epoch) => steppedWeightDecay(epoch, steps))).toEqual([1, 2, 2, 0, 0]);
  });
});

describe('weightDecaySteps', () => {
  /** What the plugin's two hooks see of a run. */
  function runOf(epochs: number) {
    const progress = { epoch: 0, batch: 0, step: 0, micro: 0 };
    const run = { epochs, progress, scalars: new Scalars(), events: new TrainEmitter() };
    run.scalars.set('weightDecay', 1e-4);
    return { run: run as unknown as Run & { progress: { epoch: number } }, progress };
  }

  it('multiplies the weight decay of an epoch', () => {
    const { run, progress } = runOf(300);
    const plugin = weightDecaySteps();
    const decays = [0, 99, 100, 200].map((epoch) => {
      progress.epoch = epoch;
      plugin.hooks!.epochStart!(run);
      return run.scalars.value('weightDecay');
    });
    expect(decays).toEqual([1e-4, 1e-4, 0.5 * 1e-4, 0.1 * 1e-4]);
  });

  it.each<[number, readonly DecayStep[] | undefined, number]>([
    [100, [{ epoch: 100, factor: 0.5 }], 1],
    [101, [{ epoch: 100, factor: 0.5 }], 0],
    [100, undefined, 0], // nobody asked for steps that never come
  ])('in a run of %i epochs with the steps %j gives %i notices', (epochs, steps, count) => {
    const { run } = runOf(epochs);
    const notices: string[] = [];
    run.events.on('run:notice', ({ by, message }) => notices.push(`${by}: ${message}`));
    void weightDecaySteps(steps && { steps }).hooks!.fitStart!(run);
    expect(notices).toHaveLength(count);
    if (count === 1) {
      expect(notices[0]).toBe(
        'weight-decay-steps: stepped weight decay has no effect in a run of 100 epochs: its first step is at epoch 100',
      );
    }
  });

  it.each<[readonly DecayStep[], string]>([
    [[], '`steps` must be a list of at least one { epoch, factor }, but is []'],
    [[{ epoch: 0, factor: 0.5 }], '`steps[].epoch` must be an integer above 0, but is 0'],
    [[{ epoch: 1.5, factor: 0.5 }], '`steps[].epoch` must be an integer above 0, but is 1.5'],
    [
      [
        { epoch: 5, factor: 1 },
        { epoch: 5, factor: 0.5 },
      ],
      '`steps[].epoch` must be an integer above 5, but is 5',
    ],
    [[{ epoch: 5, factor: -0.5 }], '`steps[].factor` must be a number ≥ 0, but is -0.5'],
    [[{ epoch: 5, factor: Number.NaN }], '`steps[].factor` must be a number ≥ 0, but is NaN'],
  ])('refuses %j', (steps, message) => {
    expect(() => weightDecaySteps({ steps })).toThrow(`[optim-adamw] ${message}. (CL_OPTION_INVALID)`);
  });
});
