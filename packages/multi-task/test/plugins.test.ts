import { amnlLoss, rulHealthTasks, type Tasks } from '@amnl/amnl-loss';
import { type Plugin, type Snapshot, sgd } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { onnxEngine } from '@amnl/engine-onnx';
import { lossScale } from '@amnl/loss-scale';
import { nonFinite } from '@amnl/non-finite';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as plain from '../src/fixtures/plain-rules.js';
import {
  caGrad,
  dwa,
  type GradientOptions,
  gaba,
  gradNorm,
  pcGrad,
  type TaskOptions,
  uncertaintyWeighting,
} from '../src/index.js';
import { smallRun } from './small.js';

beforeAll(() => tf.setBackend('cpu'));

const RULES: [string, (options?: TaskOptions & GradientOptions) => Plugin][] = [
  ['uncertainty', uncertaintyWeighting],
  ['dwa', dwa],
  ['gradnorm', gradNorm],
  ['gaba', (options) => gaba({ ...options, warmup: 2 })],
  ['pcgrad', pcGrad],
  ['cagrad', caGrad],
];

/** Of the network `y` of the testing kit: to fit, to be small, to be above 1. */
const tiny: Tasks = {
  fit: { loss: ({ y }, { target }) => tf.mean(tf.squaredDifference(y!, target!)) as tf.Scalar },
  small: { loss: ({ y }) => tf.mean(tf.square(y!)) as tf.Scalar },
  large: { loss: ({ y }) => tf.mean(tf.square(tf.relu(tf.sub(1, y!)))) as tf.Scalar },
};
const { fit, small } = tiny as Record<'fit' | 'small', Tasks[string]>;

/** Values of the run's and the model's variables. */
function valuesOf({ tensors }: Snapshot): Record<string, number[]> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]));
}

describe.each(RULES)('%s', (name, rule) => {
  it('resumes exactly, leaves no tensor and can be used again', async () => {
    await checkPlugin(() => rule({ tasks: { fit, small } }), { accumulate: 2 });
    await checkPlugin(() => rule({ tasks: tiny }));
  });

  it('goes on from within an epoch on the compiled engine, bit for bit', async () => {
    const build = (more: Plugin[] = []) =>
      smallRun([rule(), adamW(), ...more], { engine: onnxEngine({ threads: 1 }), epochs: 3 });
    const whole = build();
    await whole.trainer.fit();
    const expected = valuesOf(whole.trainer.snapshot());
    let saved: Snapshot | undefined;
    const stop: Plugin = {
      name: 'stop',
      hooks: {
        stepEnd(run) {
          if (run.progress.step === 19) run.stop('here', { when: 'step' });
        },
        async save(run, next) {
          await next();
          const { tensors, state } = run.snapshot();
          const copies = Object.entries(tensors).map(([of, t]) => [of, tf.tensor(t.dataSync(), t.shape, t.dtype)]);
          saved = { tensors: Object.fromEntries(copies), state: JSON.parse(JSON.stringify(state)) };
        },
      },
    };
    const first = build([stop]);
    await first.trainer.fit();
    expect(saved!.state.progress).toMatchObject({ epoch: 2, step: 19 });
    const second = build();
    await second.trainer.restore(saved!);
    await second.trainer.fit();
    expect(valuesOf(second.trainer.snapshot())).toEqual(expected);
    for (const { trainer, model } of [whole, first, second]) {
      trainer.dispose();
      model.dispose();
    }
  });

  it('is the same to the last bit under a loss scale', async () => {
    const after = async (more: Plugin[]) => {
      const { trainer, model } = smallRun([rule(), ...more, sgd({ learningRate: 1e-4 })], { samples: 24 });
      await trainer.fit();
      const values = Object.entries(valuesOf(trainer.snapshot())).filter(([of]) => !/^(loss-scale|report)\//.test(of));
      trainer.dispose();
      model.dispose();
      return Object.fromEntries(values);
    };
    expect(await after([lossScale({ initial: 1024 })])).toEqual(await after([]));
  });

  it('is left as it is by a batch that is not finite, whoever looks after the step', async () => {
    // 1e30² is infinite in float32.
    const spoilt = (task: Tasks[string]): Tasks[string] => ({
      loss: (outputs, targets) => task.loss({ y: tf.mul(outputs['y']!, targets['factor']!) }, targets),
    });
    const tasks = { fit: spoilt(fit), small: spoilt(small) };
    const factor = Float32Array.from({ length: 24 }, (_, i) => (i === 13 ? 1e30 : 1));
    const run = async (more: Plugin[]) => {
      const data = dataWith(factor);
      const trainer = tinyTrainer({
        data,
        evaluation: dataWith(factor.map(() => 1)),
        plugins: [rule({ tasks }), ...more],
        epochs: 3,
      });
      await trainer.fit().catch(() => undefined);
      const values = valuesOf(trainer.snapshot());
      trainer.dispose();
      return Object.entries(values).filter(([of]) => of.startsWith(`${name}/`) || of.startsWith('model/w'));
    };
    for (const [of, values] of await run([nonFinite({ policy: 'skip' })]))
      expect(values.every(Number.isFinite), of).toBe(true);
    const unguarded = await run([]);
    expect(unguarded.some(([of, values]) => of === 'model/w' && !values.every(Number.isFinite))).toBe(true);
    for (const [of, values] of unguarded) {
      if (of.startsWith(`${name}/`)) expect(values.every(Number.isFinite), of).toBe(true);
    }
  });
});

function dataWith(factor: Float32Array) {
  const x = Float32Array.from({ length: 72 }, (_, i) => Math.sin(i));
  const y = Float32Array.from({ length: 24 }, (_, i) => Math.cos(i));
  return {
    *batches() {
      for (let i = 0; i < 24; i += 4) {
        yield {
          inputs: { x: { data: x.slice(3 * i, 3 * i + 12), shape: [4, 3] } },
          targets: {
            target: { data: y.slice(i, i + 4), shape: [4, 1] },
            factor: { data: factor.slice(i, i + 4), shape: [4, 1] },
          },
          size: 4,
        };
      }
    },
  };
}

describe('in the loop', () => {
  /** Gradients of the first step by parameter. */
  async function firstGradients(plugin: Plugin) {
    const found: Record<string, number[]> = {};
    const keep: Plugin = {
      name: 'keep',
      hooks: {
        gradients(step, gradients) {
          for (const [of, gradient] of Object.entries(gradients)) {
            step.assign(step.variable(`keep/${of}`, 0, gradient.shape), gradient);
          }
          return gradients;
        },
      },
    };
    const { trainer, model } = smallRun([plugin, keep, sgd()], { samples: 8 });
    await trainer.fit();
    for (const [of, values] of Object.entries(valuesOf(trainer.snapshot()))) {
      if (of.startsWith('keep/')) found[of.slice(5)] = values;
    }
    const statistics = Array.from(model.buffers['conv1/norm/mean']!.dataSync());
    trainer.dispose();
    model.dispose();
    return { found, statistics };
  }

  it('PCGrad and CAGrad make of the gradients of two tasks what float64 makes of them; heads have their plain ones', async () => {
    // Turned round, the RUL wants the opposite of what it usually does: the tasks conflict.
    const { rul, health } = rulHealthTasks();
    const tasks: Tasks = {
      rul: { loss: (out, target) => tf.mul(-0.01, rul.loss(out, target)) as tf.Scalar },
      health,
    };
    const single = (task: string) => firstGradients(amnlLoss({ normalizer: 'fixed', tasks: { [task]: tasks[task]! } }));
    const [first, second] = [await single('rul'), await single('health')];
    const shared = Object.keys(first.found).filter((of) => of in second.found);
    expect(shared).toContain('conv1/kernel');
    expect(shared.some((of) => /^(rul|health)\//.test(of))).toBe(false);
    const flat = (gradients: Record<string, number[]>) => shared.flatMap((of) => gradients[of]!);
    const given = [flat(first.found), flat(second.found)];

    const keys = [
      [0, 0],
      [0, 0],
    ];
    const pc = await firstGradients(pcGrad({ tasks }));
    const ca = await firstGradients(caGrad({ tasks, c: 0.5 }));
    const near = (found: readonly number[], expected: readonly number[]) => {
      const off = Math.hypot(...found.map((x, i) => x - expected[i]!)) / Math.hypot(...expected);
      expect(off).toBeLessThan(1e-4);
    };
    near(flat(pc.found), plain.pcGrad(given, keys));
    near(flat(ca.found), plain.caGrad(given, 0.5));
    const head = 'rul/dense1/kernel';
    near(pc.found[head]!, first.found[head]!);
    near(
      ca.found[head]!,
      first.found[head]!.map((x) => x / 2),
    );
    // One forward pass: running statistics have moved once.
    expect(pc.statistics).toEqual(first.statistics);
  });

  it('GABA follows its formulas over batches, GradNorm brings norms together, uncertainty finds the variance', async () => {
    // Gradients of w alone: norms 3 and 1, whatever w is.
    const slope = (factor: number): Tasks[string] => ({
      loss: (_, { target }) => tf.add(tf.mul(factor, tf.sum(w())), tf.mul(0, tf.sum(target!))) as tf.Scalar,
    });
    let w = (): tf.Tensor => tf.scalar(0);
    const run = async (plugin: Plugin, epochs: number) => {
      const variable = tf.tidy(() => tf.variable(tf.tensor1d([1])));
      w = () => variable;
      const trainer = tinyTrainer({
        model: { parameters: { w: variable }, forward: ({ x }) => ({ y: x! }) },
        metrics: undefined as never,
        plugins: [plugin, sgd({ learningRate: 1e-6 })],
        epochs,
      });
      await trainer.fit();
      const values = valuesOf(trainer.snapshot());
      const { metrics } = trainer.run.history.at(-1)!;
      trainer.dispose();
      variable.dispose();
      return { values, metrics };
    };
    const tasks = { a: slope(3), b: slope(1) };
    const { values, metrics } = await run(gaba({ tasks, warmup: 3, decay: 0.9 }), 2); // 12 micro-batches
    const mean = 0.9 ** 12 * 0.5 + (1 - 0.9 ** 12) * 0.25;
    expect(values['gaba/mean']![0]).toBeCloseTo(mean, 6);
    expect(values['gaba/weights']![0]).toBeCloseTo(mean, 6); // above the floor, sum 1
    expect(values['gaba/batches']).toEqual([12]);
    expect(metrics['gradient_norm_a']).toBeCloseTo(3, 5);
    expect(metrics['gradient_cosine']).toBeCloseTo(1, 5);

    const balanced = await run(gradNorm({ tasks, alpha: 0 }), 20);
    expect(balanced.metrics['weight_a']! + balanced.metrics['weight_b']!).toBeCloseTo(2, 5);
    expect(balanced.metrics['weight_a']! * 3).toBeCloseTo(balanced.metrics['weight_b']!, 1);

    const learned = await run(
      uncertaintyWeighting({ tasks: { a: slope(3), b: { ...slope(1), kind: 'classification' } } }),
      60,
    );
    // ½ = f e^(−s) L: s = ln(2 f L)
    expect(learned.values['uncertainty/logVariances']![0]).toBeCloseTo(Math.log(3), 1);
    expect(learned.values['uncertainty/logVariances']![1]).toBeCloseTo(Math.log(2), 1);
  });

  it('DWA weighs an epoch by the two before it', async () => {
    const trainer = tinyTrainer({ plugins: [dwa({ tasks: tiny })], epochs: 4 });
    const { history } = await trainer.fit();
    const losses = history.map(({ metrics }) => ['fit', 'small', 'large'].map((task) => metrics[`${task}_loss`]!));
    const values = valuesOf(trainer.snapshot());
    for (const [i, weight] of plain.dwa(losses[3]!, losses[2]!, 2).entries()) {
      expect(values['dwa/weights']![i]).toBeCloseTo(weight, 4);
    }
    expect(values['dwa/previous']!.map((x) => Math.fround(x))).toEqual(losses[3]!.map((x) => Math.fround(x)));
    trainer.dispose();
  });

  it('a rule with nothing in common to balance says so', async () => {
    const never = { ...RULES[3]![1]({ tasks: { fit, small }, shared: () => false }) };
    const trainer = tinyTrainer({ plugins: [never] });
    await expect(trainer.fit()).rejects.toThrow(/no parameter is in common to the tasks fit, small.*MT_NOTHING_SHARED/);
    trainer.dispose();
  });

  it('uncertainty learns nothing of a task that no sample of a batch has a label for', async () => {
    const none: Tasks[string] = { ...small, samples: () => tf.scalar(0) };
    const trainer = tinyTrainer({ plugins: [uncertaintyWeighting({ tasks: { fit, none } })] });
    await trainer.fit();
    const [learned, not] = valuesOf(trainer.snapshot())['uncertainty/logVariances']!;
    expect(learned).not.toBe(0);
    expect(not).toBe(0);
    trainer.dispose();
  });
});
