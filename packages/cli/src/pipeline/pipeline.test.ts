import '@tensorflow/tfjs';
import { countTensors } from '@amnl/core-loop/testing';
import { enableProdMode, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test, vi } from 'vitest';
import type { Config } from '../config/config.js';
import { presetConfig } from '../config/resolve-config.js';
import { pumps } from '../fixtures/pumps.js';
import { evaluateFully } from './evaluation.js';
import { createRulPipeline } from './pipeline.js';

const data = pumps({ train: 4, test: 3 });
const tiny: Partial<Config> = {
  epochs: 2,
  hidden: 2,
  heads: 2,
  channels: [2],
  funnel: [4],
  stride: 25,
  evaluateAllEveryEpoch: true,
};

beforeAll(async () => {
  enableProdMode();
  await setBackend('cpu');
});

const orderOf = (changes: Partial<Config>) => {
  const pipeline = createRulPipeline({ config: presetConfig('paper', { ...tiny, ...changes }), fleet: data });
  const names = pipeline.trainer.plugins.map(({ name }) => name);
  pipeline.dispose();
  return names;
};

test('settings that cannot fit into the memory of the container are refused, and nothing is left', async () => {
  vi.spyOn(process, 'constrainedMemory').mockReturnValueOnce(1e4);
  const left = await countTensors(() => {
    expect(() => createRulPipeline({ config: presetConfig('quick', tiny), fleet: data })).toThrow(
      /there are 0.00001 GB.*CLI_OUT_OF_MEMORY/,
    );
  });
  expect(left).toBe(0);
});

test.each([
  ['none', undefined],
  ['units alone', data.train],
  ['no rules', { train: data.train }],
  ['no labels', { train: data.train, rules: {} }],
  ['no units', { rules: data.rules }],
])('data with %s are refused in words', (_, fleet) => {
  expect(() => createRulPipeline({ config: presetConfig('quick', tiny), fleet: fleet as never })).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^(CL_OPTION_|DF_)/) }),
  );
});

test('the order of the plugins, with either schedule and with mixed precision', () => {
  expect(orderOf({})).toEqual([
    'amnl-loss',
    'adamw',
    'weight-decay-steps',
    'warmup',
    'plateau',
    'non-finite',
    'grad-clip',
    'ema',
    'early-stop',
  ]);
  expect(orderOf({ scheduler: 'cosine', mixedPrecision: true })).toEqual([
    'amnl-loss',
    'adamw',
    'weight-decay-steps',
    'warmup-cosine',
    'loss-scale',
    'non-finite',
    'grad-clip',
    'ema',
    'early-stop',
  ]);
});

test('after fit the model holds the weights that earned the best metric', async () => {
  const pipeline = createRulPipeline({
    config: presetConfig('quick', { ...tiny, selection: 'test', epochs: 3, learningRate: 0.05, warmupEpochs: 0 }),
    fleet: data,
  });
  const { history } = await pipeline.trainer.fit();
  const best = Math.min(...history.map(({ metrics }) => metrics['RMSE_last_cycle']!));
  const { test: source } = pipeline.sources;
  const batches = vi.spyOn(source, 'batches');
  const { metrics, report } = await evaluateFully(pipeline.trainer, source, {
    windows: source.windows,
    rulCap: 125,
    ranges: [15, 50, 100],
    timeUnit: 'cycles',
    simulated: true,
  });
  expect(batches, 'passes over the source').toHaveBeenCalledOnce();
  expect(metrics['RMSE_last_cycle']).toBe(best);
  expect(report).not.toHaveProperty('units');
  expect(report.lastCycle.regression.count).toBe(3);
  pipeline.dispose();
});

test('every reported number that the specification asks for is in the history', async () => {
  const pipeline = createRulPipeline({
    config: presetConfig('quick', { ...tiny, epochs: 1, mixedPrecision: true }),
    fleet: data,
  });
  const [record] = (await pipeline.trainer.fit()).history;
  const names = [
    'loss',
    'rul_loss',
    'health_loss',
    'grad_norm',
    'loss_ema_rul',
    'loss_ema_health',
    'learningRate',
    'weightDecay',
    'skipped_steps',
  ];
  for (const name of [
    ...names,
    'RMSE_last_cycle',
    'nasa_score_last_cycle',
    'RMSE_all_cycles',
    'nasa_score_all_cycles',
  ]) {
    expect(record!.metrics, name).toHaveProperty(name);
  }
  expect(record!.seconds).toBeGreaterThan(0);
  pipeline.dispose();
});

test('with holdout neither the scaler nor the training windows see the held-out units', () => {
  const pipeline = createRulPipeline({
    config: presetConfig('quick', { ...tiny, selection: 'holdout', holdoutFraction: 0.5 }),
    fleet: data,
  });
  expect(pipeline.sources.sizes).toMatchObject({ trainUnits: 2, selectionUnits: 2, testUnits: 3 });
  expect(pipeline.sources.scaler.data.fittedOn.units).toBe(2);
  pipeline.dispose();
});

test('every epoch is evaluated on the last windows, or on all if the configuration says so', () => {
  const sizesWith = (evaluateAllEveryEpoch: boolean) => {
    const pipeline = createRulPipeline({
      config: presetConfig('quick', { ...tiny, selection: 'test', evaluateAllEveryEpoch }),
      fleet: data,
    });
    pipeline.dispose();
    return pipeline.sources.sizes;
  };
  expect(sizesWith(false).selectionWindows).toBe(3);
  expect(sizesWith(true).selectionWindows).toBe(sizesWith(true).testWindows);
});

test('units that still run are trained on and counted, and only known lives are scored', async () => {
  const { train, rules } = pumps({ train: 18, test: 1 });
  const ends = train.ends.map((end, i) => (i % 3 === 2 ? ({ kind: 'running' } as const) : end));
  const fleet = { train: { ...train, ends }, rules };
  const pipeline = createRulPipeline({
    config: presetConfig('quick', { ...tiny, selection: 'holdout', accumulate: 2 }),
    fleet: fleet,
  });
  const { sizes, selection } = pipeline.sources;
  expect(sizes).toMatchObject({ trainUnits: 15, trainRunningUnits: 5, testUnits: 3, testRunningUnits: 1 });
  const { history } = await pipeline.trainer.fit();
  for (const { metrics } of history) {
    expect(Object.entries(metrics).filter(([, value]) => !Number.isFinite(value))).toEqual([]);
    expect(metrics['units_censored']).toBe(1);
  }
  const { report, predictions } = await evaluateFully(pipeline.trainer, selection, {
    windows: selection.windows,
    rulCap: 125,
    ranges: [15, 50],
    timeUnit: 'cycles',
    simulated: true,
  });
  expect(report.lastCycle.regression.count).toBe(2);
  expect(report.running).toEqual({ count: 1, windows: expect.any(Number), early: expect.any(Number) });
  const [header, ...rows] = [...predictions].flat();
  expect(header).toMatch(/,true_rul,last,simulated,censored$/);
  expect(rows.filter((row) => row.endsWith(',1'))).toHaveLength(report.running!.windows);
  pipeline.dispose();
});

test('dispose leaves no tensor', async () => {
  expect(
    await countTensors(async () => {
      const pipeline = createRulPipeline({ config: presetConfig('quick', { ...tiny, epochs: 1 }), fleet: data });
      await pipeline.trainer.fit();
      pipeline.dispose();
    }),
  ).toBe(0);
});

test('test units that are looked at after every epoch change not one bit of the training', async () => {
  const trained = async (testEveryEpoch: boolean) => {
    const config = presetConfig('quick', {
      ...tiny,
      evaluateAllEveryEpoch: false,
      selection: 'holdout',
      testEveryEpoch,
    });
    const pipeline = createRulPipeline({ config, fleet: pumps({ train: 6, test: 3 }) });
    const { history } = await pipeline.trainer.fit();
    const weights = Object.values(pipeline.model.parameters).map((parameter) => [...parameter.dataSync()]);
    // The model holds the best weights now.
    const best = await pipeline.trainer.evaluate(pipeline.sources.testLast);
    pipeline.dispose();
    return { metrics: history.map(({ metrics }) => metrics), weights, best };
  };
  const [plain, looked] = [await trained(false), await trained(true)];
  const isTest = ([name]: [string, number]) => name.startsWith('test_');
  const without = looked.metrics.map((metrics) =>
    Object.fromEntries(Object.entries(metrics).filter((entry) => !isTest(entry))),
  );
  expect(without).toEqual(plain.metrics);
  expect(looked.weights).toEqual(plain.weights);
  const chosen = plain.metrics.map((metrics) => metrics['RMSE_last_cycle']!);
  expect(looked.metrics[chosen.indexOf(Math.min(...chosen))]).toMatchObject({
    test_RMSE_last_cycle: looked.best['RMSE_last_cycle'],
    test_nasa_score_last_cycle: looked.best['nasa_score_last_cycle'],
    test_rul_loss: looked.best['val_rul_loss'],
  });
});
