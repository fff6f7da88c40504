import '@tensorflow/tfjs';
import {
  add,
  cast,
  div,
  less,
  mean,
  mul,
  type Scalar,
  scalar,
  square,
  sub,
  sum,
  type Tensor,
  tensor1d,
  tidy,
  variable,
} from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  createTrainer,
  Loss,
  type LossFunction,
  type NamedTensors,
  type Plugin,
  sgd,
  type TaskCombiner,
  TaskGradients,
  type TrainableModel,
} from '../index.js';
import { arrayData } from '../ready-made/array-data.js';
import { checkPlugin, countTensors } from '../testing/index.js';

/** y = a · x + b, z = a · c · x: `a` is in common, `b` and `c` belong to one task each. */
function twoTasks() {
  const { seen, ...parameters } = tidy(() => ({
    a: variable(tensor1d([2])),
    b: variable(tensor1d([1])),
    c: variable(tensor1d([3])),
    seen: variable(scalar(0), false),
  }));
  const model: TrainableModel = {
    parameters,
    buffers: { seen },
    forward({ x }, { training }) {
      if (training) seen.assign(add(seen, 1));
      const shared = mul(parameters.a, x!);
      return { y: add(shared, parameters.b), z: mul(parameters.c, shared) };
    },
    dispose() {
      for (const v of [...Object.values(parameters), seen]) v.dispose();
    },
  };
  return { model, parameters, seen };
}

const tasks: LossFunction = ({ y, z }) => {
  const [first, second] = [mean(square(y!)) as Scalar, mean(sub(z!, 1)) as Scalar];
  return { total: add(first, second), first, second };
};

/** Σ weight · gradient. */
const weighted = (...weights: readonly number[]): TaskCombiner => ({
  tasks: ['first', 'second'],
  combine(_step, given) {
    const combined: Record<string, Tensor> = {};
    for (const [k, { gradients }] of given.entries()) {
      for (const [name, gradient] of Object.entries(gradients)) {
        const share = mul(gradient, weights[k]!);
        combined[name] = combined[name] === undefined ? share : add(combined[name], share);
      }
    }
    return combined;
  },
});

function bound(combiner?: TaskCombiner, loss: LossFunction = tasks): Plugin {
  return {
    name: 'tasks',
    provide(bind) {
      bind(Loss, () => loss);
      if (combiner) bind(TaskGradients, () => combiner);
    },
  };
}

/** The gradients that reach the optimiser in the first step, and how often the network ran. */
async function gradientsOf(
  combiner: TaskCombiner | undefined,
  plugins: readonly Plugin[] = [],
  accumulate = 1,
  loss = tasks,
) {
  const { model, seen } = twoTasks();
  const found: Record<string, number> = {};
  const given = { data: Float32Array.of(1, 2, 3, 6), shape: [4] };
  const trainer = createTrainer({
    model,
    data: arrayData({ inputs: { x: given }, targets: { x: given }, batchSize: 4 / accumulate }),
    accumulate,
    epochs: 1,
    plugins: [
      bound(combiner, loss),
      ...plugins,
      {
        name: 'watch',
        hooks: {
          gradients(step, gradients: NamedTensors) {
            for (const [name, gradient] of Object.entries(gradients)) step.report(name, sum(gradient));
            return gradients;
          },
        },
      },
      sgd(),
    ],
  });
  const { history } = await trainer.fit();
  for (const name of ['a', 'b', 'c']) found[name] = history[0]!.metrics[name]!;
  const passes = seen.dataSync()[0]! / accumulate;
  trainer.dispose();
  model.dispose!();
  return { found, passes, metrics: history[0]!.metrics };
}

describe('gradients of single tasks', () => {
  // By hand, x = 1, 2, 3, 6: mean x = 3, mean x² = 12.5. first = mean (2x + 1)²: by a mean 2 (2x + 1) x = 56, by b mean 2 (2x + 1) = 14.
  // second = mean 6x − 1: by a 3 · 3 = 9, by c 2 · 3 = 6.
  it('are worked by hand, from one forward pass', async () => {
    expect(await gradientsOf(weighted(1, 1))).toMatchObject({ found: { a: 65, b: 14, c: 6 }, passes: 1 });
    expect(await gradientsOf(weighted(1, 10))).toMatchObject({ found: { a: 146, b: 14, c: 60 }, passes: 1 });
  });

  it('added up are those of the total', async () => {
    expect((await gradientsOf(weighted(1, 1))).found).toEqual((await gradientsOf(undefined)).found);
  });

  it('are averaged over a group of micro-batches', async () => {
    expect((await gradientsOf(weighted(1, 10), [], 2)).found).toEqual({ a: 146, b: 14, c: 60 });
  });

  it('of a micro-batch without weight count for nothing, even if they are 0 / 0', async () => {
    // The mask of the second micro-batch is empty: 0 / 0.
    const masked: LossFunction = ({ y, z }, { x }) => {
      const known = cast(less(x!, 3), 'float32');
      const weight = sum(known) as Scalar;
      const of = (value: Tensor) => div(sum(mul(known, value)), weight) as Scalar;
      const [first, second] = [of(square(y!)), of(sub(z!, 1))];
      return { total: add(first, second), first, second, weight };
    };
    // By hand, of x = 1, 2: by a mean 2 (2x + 1) x = 13 and 3 · 1.5 = 4.5; by b mean 2 (2x + 1) = 8; by c 2 · 1.5 = 3.
    expect((await gradientsOf(weighted(1, 1), [], 2, masked)).found).toEqual({ a: 17.5, b: 8, c: 3 });
  });

  it('have the factor of the `loss` hooks, which the combiner is told', async () => {
    const scale: Plugin = { name: 'scale', hooks: { loss: (_step, total) => mul(total, 1024) as Scalar } };
    const tell: TaskCombiner = {
      ...weighted(1, 10),
      combine(step, given, factor) {
        step.report('factor', factor);
        return weighted(1, 10).combine(step, given, factor);
      },
    };
    const { found, metrics } = await gradientsOf(tell, [scale]);
    expect(found).toEqual({ a: 146 * 1024, b: 14 * 1024, c: 60 * 1024 });
    expect(metrics['factor']).toBe(1024);
    expect(metrics['loss']).toBe(80); // first 4 · 12.5 + 4 · 3 + 1 = 63, second 6 · 3 − 1 = 17
  });

  it('leave penalties to be differentiated apart', async () => {
    const penalised: Plugin = {
      name: 'penalised',
      hooks: { loss: (step, total) => add(total, mul(5, sum(step.parameters['c']!))) as Scalar },
    };
    expect((await gradientsOf(weighted(1, 10), [penalised])).found).toEqual({ a: 146, b: 14, c: 65 });
  });

  it('of a parameter that no task reaches are none, and the run says so', async () => {
    const { model, parameters } = twoTasks();
    const notices: string[] = [];
    const only: TaskCombiner = { tasks: ['first'], combine: (_step, [first]) => first!.gradients };
    const trainer = createTrainer({
      model,
      data: arrayData({ inputs: { x: { data: Float32Array.of(1), shape: [1] } } }),
      plugins: [bound(only), sgd()],
      epochs: 1,
    });
    trainer.events.on('run:notice', ({ message }) => notices.push(message));
    await trainer.fit();
    expect(notices).toEqual([
      expect.stringContaining('does not depend on these parameters, and they stay as they are: c'),
    ]);
    expect(parameters.c.dataSync()[0]).toBe(3);
    trainer.dispose();
  });

  it('are refused of a loss that lacks a task', async () => {
    await expect(gradientsOf({ ...weighted(1), tasks: ['third'] })).rejects.toThrow(
      "gradients of the task 'third' are to be combined, and the loss returned { first, second }. Return it under that name",
    );
  });

  it('leave no tensors, and resume exactly', async () => {
    expect(await countTensors(async () => void (await gradientsOf(weighted(1, 2))))).toBe(0);
    const loss: LossFunction = ({ y }, { target }) => {
      const [first, second] = [mean(square(sub(y!, target!))) as Scalar, mean(square(y!)) as Scalar];
      return { total: add(first, second), first, second };
    };
    await checkPlugin(() => bound(weighted(1, 0.1), loss), { accumulate: 2 });
  });
});
