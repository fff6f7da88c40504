import '@tensorflow/tfjs';
import { arrayData, createTrainer, fromLayersModel, type Plugin, type Snapshot, sgd } from '@amnl/core-loop';
import { checkPlugin } from '@amnl/core-loop/testing';
import { lossScale } from '@amnl/loss-scale';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type NonFiniteOptions, nonFinite } from '../src/index.js';
import { ENGINES, guardedRun, metrics, source, state } from './guarded-run.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** As a file keeps it. */
function stored({ tensors, state: json }: Snapshot): Snapshot {
  const copies = Object.entries(tensors).map(([name, t]) => [name, tf.tensor(t.dataSync().slice(), t.shape, t.dtype)]);
  return { tensors: Object.fromEntries(copies), state: JSON.parse(JSON.stringify(json)) };
}

/** Counts the downloads of the code of the first bad tensor. */
function countLooks(into: { looks: number }): Plugin {
  return {
    name: 'count-looks',
    hooks: {
      fitStart(run) {
        const code = run.variable('non-finite/code', 0);
        const read = code.data;
        code.data = ((...given: []) => {
          into.looks++;
          return read.apply(code, given);
        }) as typeof code.data;
      },
    },
  };
}

describe.each(ENGINES)('nonFinite on %s', (_, engine) => {
  const engineOption = () => {
    const made = engine();
    return made ? { engine: made } : {};
  };

  it.each([1, 2])('conforms, accumulation %i', async (accumulate) => {
    for (const policy of ['throw', 'skip', 'rollback'] as const) {
      const build = () => [nonFinite({ policy }), engine() as never];
      await checkPlugin(build, { accumulate });
    }
  });

  it('looks every so many steps and at the end of an epoch, and no more', async () => {
    const counted = { looks: 0 };
    const guards = [nonFinite({ every: 4 }), countLooks(counted)] as const;
    const trainer = guardedRun({ guard: guards[0], plugins: [guards[1]], epochs: 2, ...engineOption() });
    await trainer.fit(); // 12 steps: after 4, 6 (epoch), 8, 12, 12 (epoch), and at the end
    expect(counted.looks).toBe(6);
    trainer.free();
  });

  it('stops soon where it looks often', async () => {
    const trainer = guardedRun({ guard: nonFinite({ every: 1 }), data: source({ '0.2': 'loss' }), ...engineOption() });
    await expect(trainer.fit()).rejects.toThrow("hook 'stepEnd' failed: loss 'log_loss' is not finite");
    expect(trainer.run.progress.step).toBe(3);
    trainer.free();
  });

  it.each([1, 3])('goes on from any micro-batch as if never interrupted, accumulation %i', async (accumulate) => {
    const make = () =>
      guardedRun({
        guard: nonFinite({ policy: 'skip' }),
        accumulate,
        epochs: 2,
        data: source({ '0.1': 'gradient', '0.5': 'input', '1.3': 'loss' }, { batches: 7 }),
        ...engineOption(),
      });
    const all = (trainer: ReturnType<typeof make>) => ({
      state: state(trainer),
      history: trainer.run.history.map(({ metrics }) => metrics),
      // text, where NaN equals NaN
      marks: Object.entries(trainer.snapshot().tensors)
        .filter(([name]) => name.startsWith('non-finite/'))
        .map(([name, t]) => `${name} ${t.dataSync().join()}`)
        .sort(),
      json: JSON.stringify(trainer.snapshot().state.plugins),
    });
    const whole = make();
    const snapshots: Snapshot[] = [];
    whole.events.on('batch:ended', () => void snapshots.push(stored(whole.snapshot())));
    await whole.fit();
    const expected = all(whole);
    for (const snapshot of snapshots.filter((_s, i) => i % 2 === 0 || accumulate > 1)) {
      const continued = make();
      await continued.restore(snapshot);
      await continued.fit();
      expect(all(continued), JSON.stringify(snapshot.state.progress)).toEqual(expected);
      continued.free();
    }
    whole.free();
  });

  it('keeps batch normalisation of tf.layers clean', async () => {
    const fit = async (rows: readonly number[][]) => {
      const layers = [
        tf.layers.batchNormalization({ inputShape: [2] }),
        tf.layers.dense({ units: 1, kernelInitializer: 'ones' }),
      ];
      const model = tf.sequential({ layers });
      const data = Float32Array.from(rows.flat());
      const trainer = createTrainer({
        model: fromLayersModel(model as never),
        data: arrayData({
          inputs: { x: { data, shape: [rows.length, 2] } },
          targets: { y: { data: new Float32Array(rows.length), shape: [rows.length, 1] } },
          batchSize: 2,
          shuffle: false,
        }),
        loss: ({ y }, { y: target }) => tf.losses.meanSquaredError(target!, y!) as tf.Scalar,
        plugins: [nonFinite({ policy: 'skip' }), sgd({ learningRate: 0.1, momentum: 0.9 })],
        epochs: 1,
        ...engineOption(),
      });
      const { history } = await trainer.fit();
      const facts = { state: state(trainer), loss: history[0]!.metrics['loss'] };
      trainer.dispose();
      model.dispose();
      return facts;
    };
    const [a, bad, b] = [
      [
        [1, 2],
        [3, -1],
      ],
      [
        [1, Number.NaN],
        [0, 0],
      ],
      [
        [0, 1],
        [2, 2],
      ],
    ];
    expect(await fit([...a!, ...bad!, ...b!])).toEqual(await fit([...a!, ...b!]));
  });

  it('keeps the state of other plugins clean, wherever they stand', async () => {
    /** A mean of the loss over steps, kept in a `loss` hook, and of the gradients, both without asking anybody. */
    const memory: Plugin = {
      name: 'memory',
      hooks: {
        loss(step, total) {
          const mean = step.variable('memory/loss', 0);
          step.assign(mean, tf.add(tf.mul(mean, 0.9), tf.mul(total, 0.1)));
          return total;
        },
        gradients(step, gradients) {
          const mean = step.variable('memory/gradient', 0);
          step.assign(mean, tf.add(tf.mul(mean, 0.9), tf.sum(gradients['u']!)));
          step.report('gradient', tf.sum(gradients['u']!) as tf.Scalar);
          return gradients;
        },
      },
    };
    const guard = () => nonFinite({ policy: 'skip' });
    const fit = async (guards: readonly Plugin[], data: ReturnType<typeof source>) => {
      const trainer = guardedRun({ guard: guards[0]!, plugins: guards.slice(1), data, ...engineOption() });
      await trainer.fit();
      const facts = { state: state(trainer), metrics: metrics(trainer) };
      trainer.free();
      return facts;
    };
    for (const where of ['input', 'loss', 'gradient'] as const) {
      const data = () => source({ '0.0': where, '0.3': where });
      const never = () => source({}, { without: ['0.0', '0.3'] });
      expect(await fit([guard(), memory], data())).toEqual(await fit([guard(), memory], never()));
      expect(await fit([memory, guard()], data())).toEqual(await fit([memory, guard()], never()));
    }
  });

  it('leaves infinite gradients to loss-scale, and names bad data beside it', async () => {
    const fit = (where: 'gradient' | 'input', policy: 'throw' | 'skip') => {
      const trainer = guardedRun({
        guard: nonFinite({ policy }),
        plugins: [lossScale({ initial: 1024 })],
        data: source({ '0.2': where }),
        ...engineOption(),
      });
      return trainer.fit().finally(() => trainer.free());
    };
    const { history } = await fit('gradient', 'throw');
    expect(history[0]!.metrics).toMatchObject({ skipped_steps: 1, loss_scale: 512 });
    await expect(fit('input', 'throw')).rejects.toThrow("input 'x' is not finite");
    expect((await fit('input', 'skip')).history[0]!.metrics['skipped_steps']).toBe(1);
  });

  it.each([
    ['loss', /log_loss.*The first bad result is \[4, 1\] of Log in the forward pass, at .*guarded-run\.ts/],
    ['gradient', /gradient of 'u'.*The first bad result is \[4, 1\] of RealDiv in the backward pass/],
  ] as const)('names the operation of a bad %s with detectAnomaly', async (where, message) => {
    const trainer = guardedRun({
      guard: nonFinite({ detectAnomaly: true }),
      data: source({ '0.3': where }),
      ...engineOption(),
    });
    await expect(trainer.fit()).rejects.toThrow(message);
    expect(trainer.run.progress.step).toBe(4);
    trainer.free();
  });
});

it.each<[NonFiniteOptions, string]>([
  [{ policy: 'ignore' as never }, "`policy` must be 'throw', 'skip' or 'rollback', but is \"ignore\""],
  [{ maxInARow: -1 }, '`maxInARow` must be an integer ≥ 0, but is -1'],
  [{ maxRollbacks: 1.5 }, '`maxRollbacks` must be an integer ≥ 0, but is 1.5'],
  [{ factor: 0 }, '`factor` must be a number in (0, 1], but is 0'],
  [{ every: 0 }, '`every` must be an integer ≥ 1, but is 0'],
  [{ detectAnomaly: 'no' as never }, '`detectAnomaly` must be true or false, but is "no"'],
])('refuses %j', (options, message) => {
  expect(() => nonFinite(options)).toThrow(`[non-finite] ${message}. (CL_OPTION_INVALID)`);
});
