import '@tensorflow/tfjs';
import { type PluginEntry, sgd } from '@amnl/core-loop';
import { nonFinite } from '@amnl/non-finite';
import { add, mul } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { findLearningRate, type SweepOptions } from '../src/index.js';
import { bitsOf, problem, y } from './problem.js';

describe('refused at once', () => {
  it.each<[SweepOptions, string | RegExp]>([
    [{ start: 1, end: 0.1 }, '`end` must be a rate above `start` (1), but is 0.1'],
    [{ start: 0.1, end: 0.1 }, '`end` must be a rate above `start` (0.1), but is 0.1'],
    [{ start: 0 }, '`start` must be a rate above 0, e.g. 1e-7, but is 0'],
    [{ start: -1e-3 }, /`start` must be .*, but is -0.001\./],
    [{ start: Number.NaN }, /`start` must be .*, but is NaN\./],
    [{ end: Number.POSITIVE_INFINITY }, /`end` must be .*, but is Infinity\./],
    [{ steps: 19 }, '`steps` must be an integer from 20 to 100000, but is 19'],
    [{ steps: 1e15 }, '`steps` must be an integer from 20 to 100000, but is 1000000000000000'],
    [{ steps: 50.5 }, /`steps` must be .*, but is 50.5\./],
    [{ spacing: 'log' as 'linear' }, "`spacing` must be 'exponential' or 'linear', but is \"log\""],
    [{ smoothing: 1 }, '`smoothing` must be a number in [0, 1), but is 1'],
    [{ divergence: 1 }, '`divergence` must be a number above 1, or Infinity, but is 1'],
    [{ rule: 'steep' as 'valley' }, "`rule` must be 'valley', 'steepest' or 'minimum/10', but is \"steep\""],
    [{ monitor: 5 as unknown as string }, /`monitor` must be .*, but is 5\./],
    [{ scalar: '' }, '`scalar` must be the name of a scalar, but is ""'],
    [{ without: 'ema' as unknown as [] }, '`without` must be a list of names of plugins, but is "ema"'],
    [{ without: ['ema'] }, '`without` must be names of the trainer\'s plugins (sgd), but is "ema"'],
    [{ strt: 1e-6 } as SweepOptions, "unknown option 'strt'. Did you mean 'start'?"],
  ])('%o', async (options, message) => {
    const parts = problem();
    const before = bitsOf(parts.model);
    await expect(findLearningRate({ ...parts, plugins: [sgd()] }, options)).rejects.toThrow(message);
    expect(bitsOf(parts.model)).toEqual(before);
  });

  it('says what is wrong with the options of the trainer', async () => {
    const asked = findLearningRate({ ...problem(), plugins: [sgd as unknown as PluginEntry] });
    await expect(asked).rejects.toThrow(/forgot to call the factory.*CL_PLUGIN_INVALID/);
    await expect(findLearningRate(problem())).rejects.toMatchObject({ code: 'CL_TOKEN_UNBOUND' });
  });
});

describe('a sweep that cannot be judged', () => {
  const bad = (error: object) => expect.objectContaining(error);

  it('diverges at once: with the loss and the advice', async () => {
    const asked = findLearningRate({ ...problem(), plugins: [sgd()] }, { start: 5, end: 100 });
    await expect(asked).rejects.toThrow(
      /^\[lr-finder\] the loss went from [\d.]+ to [\d.e+]+ within \d of 100 steps, at a rate of 5\.\d+: too early to judge\. Set a lower `start`, e\.g\. 0\.005, .*\(LF_DIVERGED\)$/,
    );
  });

  it('diverges at once with rates at equal distances: a lower start would change nothing, a lower end does', async () => {
    const linear = { start: 1e-7, end: 500, spacing: 'linear' } as const;
    const asked = findLearningRate({ ...problem(), plugins: [sgd()] }, linear);
    await expect(asked).rejects.toThrow(/ at a rate of 10\.1: too early to judge\. Set a lower `end`, e\.g\. 10\.1, /);
  });

  it.each([
    ['alone', []],
    ['beside non-finite', [nonFinite()]],
  ])('overflows at once, %s', async (_, plugins) => {
    const asked = findLearningRate({ ...problem(), plugins: [...plugins, sgd()] }, { start: 1e18, end: 1e30 });
    await expect(asked).rejects.toEqual(bad({ code: 'LF_DIVERGED' }));
  });

  it.each([
    ['alone', []],
    ['beside non-finite', [nonFinite({ policy: 'rollback' })]],
  ])('has a loss that is NaN at the first step, %s', async (_, plugins) => {
    const parts = problem(y.map(() => Number.NaN));
    const asked = findLearningRate({ ...parts, plugins: [...plugins, sgd()] });
    await expect(asked).rejects.toEqual(bad({ code: 'LF_LOSS_NOT_FINITE' }));
  });

  it('has no scalar to sweep', async () => {
    const optimizer = { update: () => {} };
    await expect(findLearningRate({ ...problem(), optimizer })).rejects.toThrow(
      /no plugin declares the scalar 'learningRate' to sweep; declared: none\..*\(LF_RATE_UNKNOWN\)/,
    );
    const asked = findLearningRate({ ...problem(), plugins: [sgd()] }, { scalar: 'rate' });
    await expect(asked).rejects.toThrow(/declared: learningRate\./);
  });

  it('has no such number to monitor', async () => {
    const asked = findLearningRate({ ...problem(), plugins: [sgd()] }, { monitor: 'rul_loss' });
    await expect(asked).rejects.toThrow("no number 'rul_loss' is reported; reported: loss. Set { monitor }");
    const given = findLearningRate({ ...problem(), plugins: [sgd()] }, { monitor: () => Number.NaN });
    await expect(given).rejects.toEqual(bad({ code: 'CL_METRIC_UNKNOWN' }));
  });

  it('never falls: no rate is suggested, and it is said', async () => {
    // An optimiser that goes uphill.
    const uphill = {
      name: 'uphill',
      hooks: {
        fitStart: (run: { scalars: { set(name: string, value: number): void } }) => run.scalars.set('learningRate', 1),
      },
    };
    const optimizer = {
      update(
        step: Parameters<Required<Parameters<typeof findLearningRate>[0]>['optimizer']['update']>[0],
        parameters: never,
        gradients: never,
      ) {
        for (const [name, gradient] of Object.entries(gradients as typeof step.parameters)) {
          const parameter = (parameters as typeof step.parameters)[name]!;
          step.assign(parameter, add(parameter, mul(gradient, step.scalar('learningRate'))));
        }
      },
    };
    const plugins: PluginEntry[] = [{ ...uphill, hooks: { ...uphill.hooks, updated: () => {} } }];
    const found = await findLearningRate({ ...problem(), optimizer, plugins }, { end: 0.1 });
    expect(found.suggestions).toEqual({ valley: undefined, steepest: undefined, 'minimum/10': undefined });
    expect(found.suggestion).toBeUndefined();
    expect(found.because).toMatch(
      /; the loss does not fall by more than the noise between batches, so no rate is suggested$/,
    );
  });
});
