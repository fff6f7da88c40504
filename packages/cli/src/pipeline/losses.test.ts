import '@tensorflow/tfjs';
import { Loss, type LossFunction, type Plugin } from '@amnl/core-loop';
import { countTensors } from '@amnl/core-loop/testing';
import { mean, type Scalar, setBackend, square, tensor1d, tidy, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { codeOf } from '../../../../tools/vitest/thrown.js';
import type { Config } from '../config/config.js';
import { LOSSES } from '../config/config-values.js';
import { presetConfig } from '../config/resolve-config.js';
import { pumps } from '../fixtures/pumps.js';
import { sampleConfig } from '../fixtures/sample-config.js';
import { lossPlugin } from './loss-plugin.js';
import { createRulPipeline } from './pipeline.js';
import { rulAlone } from './rul-alone.js';

const fleet = pumps({ train: 3, test: 2 });
const small = { epochs: 2, stride: 40, hidden: 2, heads: 2, channels: [2], funnel: [4], warmupEpochs: 0 };
const of = (loss: Config['loss']) => presetConfig('quick', { ...small, loss });

beforeAll(async () => {
  await setBackend('cpu');
});

test.each(LOSSES)('--loss %s trains, says how both tasks do, and leaves no tensor', async (loss) => {
  const left = await countTensors(async () => {
    const pipeline = createRulPipeline({ config: of(loss), fleet });
    const { history } = await pipeline.trainer.fit();
    const { metrics } = history[1]!;
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    expect(metrics).toMatchObject({ rul_loss: expect.any(Number), RMSE_last_cycle: expect.any(Number) });
    expect('health_loss' in metrics, 'health_loss').toBe(loss !== 'rul');
    expect('gradient_cosine' in metrics).toBe(['gradnorm', 'gaba', 'grace', 'pcgrad', 'cagrad'].includes(loss));
    pipeline.dispose();
  });
  expect(left).toBe(0);
});

test('errors near failure weigh more, unless that is switched off', () => {
  // Errors of 10 at a life of 10 and of −20 at 100: (1.92 · 100 + 1.2 · 400) / 3.12, and the plain mean of 100 and 400.
  for (const [weighNearFailure, expected] of [
    [true, 672 / 3.12],
    [false, 250],
  ] as const) {
    let loss: LossFunction | undefined;
    const bind = (_: unknown, make: () => LossFunction) => (loss = make());
    lossPlugin(sampleConfig('quick', { loss: 'fixed', weighNearFailure })).provide!(bind as never);
    const found = tidy(() => {
      const outputs = { rul: tensor1d([20, 80]), health: zeros([2, 3]) };
      const targets = { rul: tensor1d([10, 100]), health: tensor1d([2, 0], 'int32') };
      const { rul_loss: made } = loss!(outputs, targets, { training: false } as never) as Record<string, Scalar>;
      return made!.dataSync()[0]!;
    });
    expect(found).toBeCloseTo(expected, 3);
  }
});

test('a run on the RUL alone has no head for health; the state is that which the predicted life falls into', async () => {
  const [alone, both] = (['rul', 'amnl'] as const).map((loss) => createRulPipeline({ config: of(loss), fleet }));
  const names = Object.keys(alone!.model.parameters);
  expect(names.filter((name) => name.startsWith('health'))).toEqual([]);
  expect(names).toEqual(Object.keys(both!.model.parameters).filter((name) => !name.startsWith('health')));
  const { rul, health } = await alone!.trainer.predict(alone!.sources.test);
  const { degrading, critical } = fleet.rules.labels.healthBorders;
  for (const [i, life] of Array.from(rul!.data).entries()) {
    const state = life > degrading ? 0 : life > critical ? 1 : 2;
    expect(Array.from(health!.data.subarray(3 * i, 3 * i + 3)).indexOf(100)).toBe(state);
  }
  for (const pipeline of [alone, both]) pipeline!.dispose();
});

test('states are worked by hand: borders belong to the state below', () => {
  const lives = [50.5, 50, 15.5, 15, 0];
  const model = rulAlone({ parameters: {}, forward: ({ x }) => ({ rul: x! }) }, { degrading: 50, critical: 15 });
  const logits = tidy(() => model.forward({ x: tensor1d(lives) }, { training: false } as never)['health']!.arraySync());
  expect(logits).toEqual([
    [100, 0, 0],
    [0, 100, 0],
    [0, 100, 0],
    [0, 0, 100],
    [0, 0, 100],
  ]);
});

test('another loss of the settings and one of one’s own are refused together', () => {
  const own: Plugin = {
    name: 'own',
    provide: (bind) =>
      bind(
        Loss,
        () =>
          ({ rul }) =>
            mean(square(rul!)) as Scalar,
      ),
  };
  for (const parts of [{ loss: own }, { plugins: [own] }]) {
    expect(codeOf(() => createRulPipeline({ config: of('gaba'), fleet, ...parts }))).toBe('CLI_CONFIG_INVALID');
    createRulPipeline({ config: of('amnl'), fleet, ...parts }).dispose();
  }
});
