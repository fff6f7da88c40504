import '@tensorflow/tfjs';
import {
  add,
  greater,
  lessEqual,
  memory,
  mul,
  type Scalar,
  sum,
  type Tensor,
  tensor1d,
  variable,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTrainer, type Plugin, sgd, stopGradient, type TrainableModel } from '../index.js';
import { arrayData } from '../ready-made/array-data.js';
import { countTensors, tinyModel, tinyTrainer } from '../testing/index.js';

/** θ with the loss mean(θ·x): its gradient is the mean of the batch's x. */
function linear() {
  const theta = variable(tensor1d([0]));
  const model: TrainableModel = { parameters: { theta }, forward: ({ x }) => ({ y: mul(theta, x!) }) };
  return { theta, model };
}
const column = (values: readonly number[]) => ({ data: Float32Array.from(values), shape: [values.length] });

/** The value of θ after one epoch of descent with rate 1 over `values`: minus the sum of the steps' gradients. */
async function descend(
  values: readonly number[],
  batchSize: number,
  accumulate: number,
  flush = true,
  plugins: Plugin[] = [],
) {
  const { theta, model } = linear();
  const trainer = createTrainer({
    model,
    data: arrayData({ inputs: { x: column(values) }, batchSize }),
    loss: ({ y }) => sum(y!).div(y!.size) as Scalar,
    plugins: [...plugins, sgd({ learningRate: 1 })],
    epochs: 1,
    accumulate,
    flush,
  });
  const { history } = await trainer.fit();
  const value = theta.dataSync()[0]!;
  trainer.dispose();
  theta.dispose();
  return { value, history };
}

describe('accumulation', () => {
  test('worked by hand: micro-batches of 2, groups of 2, a short last group', async () => {
    // groups {1,2,3,4} and {5}: means 2.5 and 5, so θ = −7.5; without the flush only the first counts
    expect((await descend([1, 2, 3, 4, 5], 2, 2)).value).toBe(-7.5);
    expect((await descend([1, 2, 3, 4, 5], 2, 2, false)).value).toBe(-2.5);
  });

  test('a dropped group leaves nothing behind for the next epoch', async () => {
    const { theta, model } = linear();
    const trainer = createTrainer({
      model,
      data: arrayData({ inputs: { x: column([1, 2, 3]) }, batchSize: 1 }),
      loss: ({ y }) => sum(y!) as Scalar,
      plugins: [sgd({ learningRate: 1 })],
      epochs: 2,
      accumulate: 2,
      flush: false,
    });
    await trainer.fit();
    expect(theta.dataSync()[0]).toBe(-3); // two epochs of mean(1, 2)
    trainer.dispose();
  });

  test('groups of A micro-batches equal one batch of A times the size, whatever is left over', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -64, max: 64 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        async (values, batchSize, accumulate) => {
          const grouped = await descend(values, batchSize, accumulate);
          const whole = await descend(values, batchSize * accumulate, 1);
          expect(grouped.value).toBeCloseTo(whole.value, 4);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('reports', () => {
  test('mean, sum and last over an epoch; a skipped step does not count, `always` does', async () => {
    const reporter: Plugin = {
      name: 'reporter',
      hooks: {
        gradients(step, gradients) {
          const g = gradients['theta']!.reshape([]) as Scalar;
          step.skipUnless(lessEqual(g, 3) as Scalar);
          for (const reduce of ['mean', 'sum', 'last'] as const) {
            step.report(reduce, g, { reduce });
            step.report(`always_${reduce}`, g, { reduce, always: true });
          }
          return gradients;
        },
      },
    };
    const { value, history } = await descend([1, 2, 6, 3], 1, 1, true, [reporter]);
    expect(value).toBe(-6); // the 6 was skipped
    expect(history[0]!.metrics).toMatchObject({
      mean: 2,
      sum: 6,
      last: 3,
      always_mean: 3,
      always_sum: 12,
      always_last: 3,
    });
  });

  test('an infinite value in a skipped step stays out of the sums', async () => {
    const reporter: Plugin = {
      name: 'reporter',
      hooks: {
        gradients(step, gradients) {
          const g = gradients['theta']!.reshape([]) as Scalar;
          step.skipUnless(lessEqual(g, 3) as Scalar);
          step.report('norm', mul(g, Number.POSITIVE_INFINITY).mul(greater(g, 3).cast('float32')) as Scalar, {
            reduce: 'sum',
          });
          step.report('seen', g, { reduce: 'sum' });
          return gradients;
        },
      },
    };
    const { history } = await descend([6, 2], 1, 1, true, [reporter]);
    expect(history[0]!.metrics['seen']).toBe(2);
  });
});

describe('inside the step', () => {
  test.each([
    ['dataSync', (t: Tensor) => t.dataSync()],
    ['arraySync', (t: Tensor) => t.arraySync()],
    ['data', (t: Tensor) => t.data()],
  ])('%s is an error that names the plugin and the hook, and no tensor leaks', async (_name, read) => {
    const peeker: Plugin = {
      name: 'peeker',
      hooks: {
        gradients(_step, gradients) {
          read(gradients['w']!);
          return gradients;
        },
      },
    };
    const left = await countTensors(async () => {
      const trainer = tinyTrainer({ plugins: [peeker] });
      await expect(trainer.fit()).rejects.toThrow(
        /\[peeker\] hook 'gradients' failed: a tensor value was read inside the step.*CL_READ_IN_STEP/,
      );
      trainer.dispose();
      trainer.model.dispose!();
    });
    expect(left).toBe(0);
    expect(tensor1d([1]).dataSync()[0]).toBe(1); // reading works again outside
  });

  test('a failing loss inside the gradient leaks nothing either', async () => {
    const left = await countTensors(async () => {
      const trainer = tinyTrainer({
        loss: ({ y }) => {
          mul(y!, y!);
          throw new Error('bad loss');
        },
      });
      await expect(trainer.fit()).rejects.toThrow('bad loss');
      trainer.dispose();
      trainer.model.dispose!();
    });
    expect(left).toBe(0);
  });

  test('stopGradient passes the value and stops the gradient', async () => {
    const { theta, model } = linear();
    const trainer = createTrainer({
      model,
      data: arrayData({ inputs: { x: column([2]) } }),
      loss: ({ y }) => sum(add(y!, mul(stopGradient(y!), 10))) as Scalar,
      plugins: [sgd({ learningRate: 1 })],
      epochs: 1,
    });
    await trainer.fit();
    expect(theta.dataSync()[0]).toBe(-2);
    trainer.dispose();
  });

  test('a loss that is no scalar, or has no total, is refused', async () => {
    await expect(tinyTrainer({ loss: ({ y }) => y as Scalar }).fit()).rejects.toThrow(/shape \[4,1\].*CL_LOSS_INVALID/);
    await expect(tinyTrainer({ loss: ({ y }) => ({ mse: sum(y!) }) as never }).fit()).rejects.toThrow(
      /\{ mse \}.*CL_LOSS_INVALID/,
    );
  });

  test('a scalar nobody declared lists the declared ones', async () => {
    const asker: Plugin = { name: 'asker', hooks: { updated: (step) => void step.scalar('learningrate') } };
    await expect(tinyTrainer({ plugins: [asker] }).fit()).rejects.toThrow(/no scalar 'learningrate'.*learningRate/);
  });
});

describe('memory', () => {
  test('500 steps leave no tensor, accumulation, buffers and evaluation included', async () => {
    const model = tinyModel();
    const trainer = tinyTrainer({ model, accumulate: 2, samples: 40, batchSize: 4 });
    await trainer.fit({ epochs: 1 });
    const { numTensors, numDataBuffers } = memory();
    await trainer.fit({ epochs: 101 }); // 5 steps an epoch
    expect(memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(trainer.run.progress.step).toBe(505);
    trainer.dispose();
    model.dispose!();
  });
});

test('a loss with a weight of its own is a mean over that, in training and in evaluation', async () => {
  // Labels are there in batch 1 for three samples, in batch 2 for none, in batch 3 for one: (3 · 2 + 1 · 6) / 4 = 3.
  const { theta, model } = linear();
  const source = arrayData({
    inputs: { x: column([1, 1, 1, 1, 1, 1]) },
    targets: { value: column([2, 2, 5, 5, 6, 6]), labels: column([3, 3, 0, 0, 1, 1]) },
    batchSize: 2,
  });
  const trainer = createTrainer({
    model,
    data: source,
    evaluation: source,
    loss: ({ y }, { value, labels }) => ({
      total: sum(y!) as Scalar,
      all: value!.mean() as Scalar,
      some: value!.mean() as Scalar,
      'weight/some': labels!.mean() as Scalar,
      never: value!.mean() as Scalar,
      'weight/never': sum(mul(labels!, 0)) as Scalar,
    }),
    plugins: [sgd({ learningRate: 1 })],
    epochs: 1,
  });
  const { history } = await trainer.fit();
  const { metrics } = history[0]!;
  const found = (name: string) => [metrics[name], metrics[`val_${name}`]];
  expect(found('some')).toEqual([3, 3]);
  expect(found('all')[0]).toBeCloseTo(13 / 3, 6);
  expect(found('all')[1]).toBeCloseTo(13 / 3, 6);
  expect(Object.keys(metrics).filter((name) => /never|weight/.test(name))).toEqual([]);
  trainer.dispose();
  theta.dispose();
});
