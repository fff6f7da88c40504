import '@tensorflow/tfjs';
import { Loss, type LossFunction, OptimizerToken, type Plugin, sgd, type TrainableModel } from '@amnl/core-loop';
import { countTensors } from '@amnl/core-loop/testing';
import {
  add,
  expandDims,
  fill,
  matMul,
  mean,
  reshape,
  type Scalar,
  setBackend,
  slice,
  squaredDifference,
  type Tensor,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { codeOf } from '../../../../tools/vitest/thrown.js';
import { presetConfig } from '../config/resolve-config.js';
import { pumps } from '../fixtures/pumps.js';
import type { NetworkFacts } from './network.js';
import { createRulPipeline, type PipelineOptions } from './pipeline.js';

const fleet = pumps({ train: 3, test: 2 });
const small = { epochs: 2, stride: 40, hidden: 2, heads: 2, channels: [2], funnel: [4], warmupEpochs: 0 };
const config = presetConfig('quick', small);

beforeAll(async () => {
  await setBackend('cpu');
});

/** Both outputs are linear in the window; its bias says what life is predicted before training. */
function linear({ window, features, rulCap }: NetworkFacts): TrainableModel {
  const filled = (value: number, shape: number[]): Variable => tidy(() => variable(fill(shape, value)));
  const kernel = filled(0, [window * features, 4]);
  const bias = filled(rulCap / 2, [1]);
  return {
    parameters: { kernel, bias },
    forward({ window: rows }) {
      const all = matMul(reshape(rows!, [-1, window * features]), kernel);
      return { rul: add(reshape(slice(all, [0, 0], [-1, 1]), [-1]), bias), health: slice(all, [0, 1], [-1, 3]) };
    },
    dispose() {
      kernel.dispose();
      bias.dispose();
    },
  };
}

const squares: LossFunction = ({ rul }, { rul: truth }) => mean(squaredDifference(rul!, truth!)) as Scalar;
const asPlugin: Plugin = { name: 'squares', fingerprint: {}, provide: (bind) => bind(Loss, () => squares) };

function namesWith(parts: Partial<PipelineOptions>) {
  const pipeline = createRulPipeline({ config, fleet, ...parts });
  const names = pipeline.trainer.plugins.map(({ name }) => name);
  const said = pipeline.trainer.explain();
  pipeline.dispose();
  return { names, said };
}

const REST = ['non-finite', 'grad-clip', 'ema', 'early-stop'];
const USUAL = ['amnl-loss', 'adamw', 'weight-decay-steps', 'warmup-cosine', ...REST];

test.each([
  ['nothing of one\u2019s own', {}, USUAL],
  ['a loss function', { loss: squares }, USUAL.slice(1)],
  ['a plugin as the loss', { loss: asPlugin }, ['squares', ...USUAL.slice(1)]],
  ['a plugin that binds the loss', { plugins: [[asPlugin]] }, [...USUAL.slice(1), 'squares']],
  [
    'a plugin that binds the optimiser',
    { plugins: [sgd({ learningRate: 0.1 })] },
    ['amnl-loss', 'warmup-cosine', ...REST, 'sgd'],
  ],
  ['a schedule', { schedule: { name: 'mine' } }, [...USUAL.slice(0, 3), 'mine', ...REST]],
  ['no schedule', { schedule: false }, [...USUAL.slice(0, 3), ...REST]],
] as const)('the plugins with %s, as explain() says', (_, parts, expected) => {
  const { names, said } = namesWith(parts as Partial<PipelineOptions>);
  expect(names).toEqual(expected);
  expect(said).toContain(`plugins    ${expected.join(' → ')}`);
});

test('sgd() binds the optimiser', () => {
  const bound: unknown[] = [];
  sgd({ learningRate: 0.1 }).provide?.((token) => bound.push(token));
  expect(bound).toContain(OptimizerToken);
});

test('a network and a loss of one\u2019s own are trained, and freed', async () => {
  const seen: NetworkFacts[] = [];
  const left = await countTensors(async () => {
    const model = (facts: NetworkFacts) => {
      seen.push(facts);
      return linear(facts);
    };
    const pipeline = createRulPipeline({ config, fleet, model, loss: squares });
    expect(pipeline.parameterCount).toBe(30 * 17 * 4 + 1);
    const { history } = await pipeline.trainer.fit();
    expect(history[1]!.metrics['loss']).toBeLessThan(history[0]!.metrics['loss']!);
    expect(history[1]!.metrics).toHaveProperty('RMSE_last_cycle');
    expect(history[1]!.metrics).not.toHaveProperty('rul_loss');
    pipeline.dispose();
  });
  expect(left).toBe(0);
  expect(seen).toMatchObject([{ features: 17, window: 30, rulCap: 125, seed: 42 }]);
  expect(seen[0]!.inputs).toHaveLength(17);
});

test('a network that was made stays its owner\u2019s', () => {
  const model = linear({ inputs: [], features: 17, window: 30, rulCap: 125, seed: 1 });
  createRulPipeline({ config, fleet, model }).dispose();
  expect(Object.values(model.parameters).map((v) => v.isDisposed)).toEqual([false, false]);
  model.dispose?.();
});

test.each([
  ['no health', ({ rul }: Record<string, Tensor>) => ({ rul }), /output 'health' is missing \(outputs: rul\)/],
  ['a column', ({ rul, health }: Record<string, Tensor>) => ({ rul: expandDims(rul!, 1), health }), /'rul' is \[2,1\]/],
])('a network with %s is refused, and what it made is freed', async (_, change, message) => {
  const model = (facts: NetworkFacts): TrainableModel => {
    const made = linear(facts);
    return { ...made, forward: (inputs, context) => change(made.forward(inputs, context)) as never };
  };
  const left = await countTensors(() => {
    const make = () => createRulPipeline({ config, fleet, model });
    expect(make).toThrow(message);
    expect(codeOf(make)).toBe('CLI_MODEL_INVALID');
  });
  expect(left).toBe(0);
});

test('what createTrainer refuses leaves nothing behind', async () => {
  const left = await countTensors(() => {
    expect(codeOf(() => createRulPipeline({ config, fleet, plugins: [asPlugin, asPlugin] }))).toBe(
      'CL_PLUGIN_DUPLICATE',
    );
  });
  expect(left).toBe(0);
});
