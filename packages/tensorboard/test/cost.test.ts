import '@tensorflow/tfjs';
import { arrayData, createTrainer, type Plugin, sgd, type TrainableModel } from '@amnl/core-loop';
import {
  matMul,
  mean,
  randomNormal,
  relu,
  setBackend,
  squaredDifference,
  type Tensor2D,
  variable,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tensorBoard } from '../src/index.js';
import { temporaryFolder } from './temporary.js';

const WIDTH = 320;
const BATCH = 32;
const STEPS = 12;

/** Two layers: some 50 ms a step on the `cpu` backend, about as much as the RUL network takes compiled (bench/bench.mjs). */
function network(): TrainableModel {
  const weight = () => variable(randomNormal([WIDTH, WIDTH], 0, 0.1));
  const [first, second] = [weight(), weight()];
  return {
    parameters: { first, second },
    forward: ({ x }) => ({
      y: matMul(relu(matMul(x as Tensor2D, first as never)) as Tensor2D, second as never),
    }),
  };
}

/**
 * Processor time of this process in milliseconds: unlike the clock, it does not go on while other processes have the
 * processor, whose time is none of the plugin's cost.
 */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The plugin, and the processor time its hooks between steps have taken. */
function timed(plugin: Plugin): { plugin: Plugin; spent: () => number } {
  let spent = 0;
  const hooks = Object.entries(plugin.hooks!).map(([name, hook]) => {
    if (name === 'gradients') return [name, hook];
    const call = async (...args: unknown[]) => {
      const start = processorTime();
      try {
        return await (hook as (...args: unknown[]) => unknown)(...args);
      } finally {
        spent += processorTime() - start;
      }
    };
    return [name, call];
  });
  return { plugin: { ...plugin, hooks: Object.fromEntries(hooks) }, spent: () => spent };
}

it('costs less than 1 % of the run, with ten times as many points as it makes of itself', {
  timeout: 120_000,
}, async () => {
  await setBackend('cpu');
  // Every 200 ms instead of every 2 s.
  const { plugin, spent } = timed(tensorBoard({ dir: temporaryFolder(), everySteps: 4 }));
  const shares: number[] = [];
  let before = { spent: 0, all: 0 };
  const watch: Plugin = {
    name: 'watch',
    after: ['tensorboard'],
    hooks: {
      epochStart() {
        before = { spent: spent(), all: processorTime() };
      },
      epochEnd() {
        shares.push((spent() - before.spent) / (processorTime() - before.all));
      },
    },
  };
  const column = (seed: number) => ({
    data: Float32Array.from({ length: STEPS * BATCH * WIDTH }, (_, i) => Math.sin(seed * i)),
    shape: [STEPS * BATCH, WIDTH],
  });
  const trainer = createTrainer({
    model: network(),
    data: arrayData({ inputs: { x: column(1) }, targets: { y: column(2) }, batchSize: BATCH }),
    loss: ({ y }, { y: target }) => mean(squaredDifference(y!, target!)),
    plugins: [watch, plugin, sgd({ learningRate: 0.01 })],
    epochs: 7,
  });
  await trainer.fit();
  trainer.dispose();
  // The median: where the collector of garbage happens to run says nothing of the plugin.
  const median = shares.sort((a, b) => a - b)[shares.length >> 1]!;
  console.log(`share of the plugin, median of ${shares.length} epochs: ${(100 * median).toFixed(3)} %`);
  expect(spent()).toBeGreaterThan(0);
  expect(median).toBeLessThan(0.01);
});
