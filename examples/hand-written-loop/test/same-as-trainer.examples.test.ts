import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { arrayData, createTrainer, fromLayersModel, type NamedVariables, type TrainableModel } from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { gradClip } from '@amnl/grad-clip';
import { adamW } from '@amnl/optim-adamw';
import { warmupCosine } from '@amnl/sched-warmup-cosine';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { batchSize, createModel, epochs, initialWeights, samples, settings, x, y } from '../problem.mjs';

type Weights = Readonly<Record<string, readonly number[]>>;
interface Result {
  readonly steps: number;
  readonly loss: number;
  readonly weights: Weights;
  readonly averaged: Weights;
}

/** Runs the real file; the last line of its output is the result. It fails by itself where tensors leak. */
async function run(example: string): Promise<Result> {
  const path = fileURLToPath(new URL(`../${example}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path]);
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

const read = (variables: NamedVariables): Weights =>
  Object.fromEntries(Object.entries(variables).map(([name, v]) => [name, Array.from(v.dataSync())]));

/** The same training by the trainer and its plugins. */
async function trained(model: TrainableModel, maxNorm = settings.maxNorm): Promise<Result> {
  const column = (data: Float32Array) => ({ data, shape: [samples, 1] });
  let weights: Weights = {};
  const trainer = createTrainer({
    model,
    data: arrayData({ inputs: { x: column(x) }, targets: { y: column(y) }, batchSize }),
    loss: (outputs, targets) => tf.losses.meanSquaredError(targets['y']!, outputs['y']!),
    plugins: [
      adamW({ learningRate: settings.learningRate, weightDecay: settings.weightDecay, noDecay: [/bias$/] }),
      warmupCosine({ warmup: settings.warmup }),
      gradClip({ norm: maxNorm }),
      ema(),
      // After `fit` the model holds the average; the weights that training goes on with are there until then.
      { name: 'watch', hooks: { epochEnd: () => void (weights = read(model.parameters)) } },
    ],
    epochs,
  });
  await trainer.fit();
  const averaged = read(model.parameters);
  const { val_loss } = await trainer.evaluate(arrayData({ inputs: { x: column(x) }, targets: { y: column(y) } }));
  trainer.dispose();
  return { steps: trainer.run.progress.step, loss: val_loss!, weights, averaged };
}

/** Largest difference of a tensor's elements, as a share of its largest element; the worst tensor counts. */
function apart(actual: Weights, expected: Weights): number {
  expect(Object.keys(actual)).toEqual(Object.keys(expected));
  return Math.max(
    ...Object.entries(expected).map(([name, values]) => {
      expect(actual[name]).toHaveLength(values.length);
      const largest = Math.max(...values.map(Math.abs));
      return Math.max(...values.map((value, i) => Math.abs(value - actual[name]![i]!))) / largest;
    }),
  );
}

function bareModel(): TrainableModel {
  const first = initialWeights();
  const parameters = Object.fromEntries(Object.entries(first).map(([name, value]) => [name, tf.variable(value)]));
  tf.dispose(first);
  const [kernel1, bias1, kernel2, bias2] = Object.values(parameters) as tf.Variable<tf.Rank.R2>[];
  return {
    parameters,
    forward: ({ x }) => ({
      y: tf.add(tf.matMul(tf.tanh(tf.add(tf.matMul(x as tf.Tensor2D, kernel1!), bias1!)), kernel2!), bias2!),
    }),
  };
}

test.each([
  ['layers-model.mjs', () => fromLayersModel(createModel())],
  ['bare-variables.mjs', bareModel],
] as const)('%s ends with the weights of the trainer', async (example, model) => {
  const [written, byTrainer] = [await run(example), await trained(model())];
  expect(written.steps).toBe(byTrainer.steps);
  const worst = {
    weights: apart(written.weights, byTrainer.weights),
    averaged: apart(written.averaged, byTrainer.averaged),
  };
  console.log(example, worst);
  expect(worst.weights).toBeLessThan(1e-6);
  expect(worst.averaged).toBeLessThan(1e-6);
  expect(written.loss / byTrainer.loss).toBeCloseTo(1, 5);
  expect(written.loss).toBeLessThan(0.02);
});

test('the comparison would see a difference: another clipping norm gives other weights', async () => {
  const same = await trained(bareModel());
  expect(apart((await trained(bareModel(), 0.4)).weights, same.weights)).toBeGreaterThan(1e-3);
});
