import '@tensorflow/tfjs';
import { type Plugin, SaverToken } from '@amnl/core-loop';
import { countTensors } from '@amnl/core-loop/testing';
import { fill, setBackend, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { nonFinite } from '../src/index.js';
import { ENGINES, guardedRun, metrics, type RunOptions, source, state, type Where } from './guarded-run.js';

const CASES: readonly (readonly [Where, string])[] = [
  ['input', "input 'x'"],
  ['target', "target 'y'"],
  ['loss', "loss 'log_loss'"],
  ['gradient', "the gradient of 'u'"],
];

beforeAll(async () => {
  await setBackend('cpu');
});

async function fitted(options: RunOptions) {
  const trainer = guardedRun(options);
  try {
    await trainer.fit();
    return { state: state(trainer), metrics: metrics(trainer), history: trainer.run.history };
  } finally {
    trainer.free();
  }
}

describe.each(ENGINES)('%s', (_, engine) => {
  const run = (options: RunOptions) => fitted({ ...options, engine: engine() });

  it('changes no bit of a run that is finite', async () => {
    const guarded = await run({ guard: nonFinite(), epochs: 2 });
    const plain = await run({ epochs: 2 });
    expect(guarded.state).toEqual(plain.state);
    expect(guarded.metrics).toEqual(plain.metrics);
    expect(guarded.history.map((record) => record.metrics['skipped_steps'])).toEqual([0, 0]);
  });

  describe.each(CASES)('a bad %s', (where, what) => {
    it.each([0, 2, 5])('in batch %i leaves no trace: the run is the one that never saw it', async (i) => {
      const at = `1.${i}`;
      const notices: string[] = [];
      const listen: Plugin = {
        name: 'listen',
        hooks: { fitStart: (r) => void r.events.on('run:notice', ({ message }) => notices.push(message)) },
      };
      const guard = nonFinite({ policy: 'skip' });
      const guarded = await run({ guard, plugins: [listen], epochs: 3, data: source({ [at]: where }) });
      const never = await run({ epochs: 3, data: source({}, { without: [at] }) });
      expect(guarded.state).toEqual(never.state);
      expect(guarded.metrics).toEqual(never.metrics);
      expect(guarded.history.map((record) => record.metrics['skipped_steps'])).toEqual([0, 1, 0]);
      expect(notices).toEqual([
        `${what} is not finite in epoch 1, batch ${i}, step ${6 + i}. The step was skipped; skipped so far: 1`,
      ]);
    });

    it('in the very first step leaves no trace either', async () => {
      const guarded = await run({ guard: nonFinite({ policy: 'skip' }), epochs: 2, data: source({ '0.0': where }) });
      const never = await run({ epochs: 2, data: source({}, { without: ['0.0'] }) });
      expect(guarded.state).toEqual(never.state);
      expect(guarded.metrics).toEqual(never.metrics);
    });

    it.each([0, 1, 2])('in micro-batch %i of a group of 3 leaves no trace of the group', async (i) => {
      const data = source({ [`0.${i}`]: where, '1.5': where });
      const without = ['0.0', '0.1', '0.2', '1.3', '1.4', '1.5'];
      const guarded = await run({ guard: nonFinite({ policy: 'skip' }), accumulate: 3, epochs: 2, data });
      const never = await run({ accumulate: 3, epochs: 2, data: source({}, { without }) });
      expect(guarded.state).toEqual(never.state);
      expect(guarded.metrics).toEqual(never.metrics);
    });

    it('ends the run by default, named, with finite weights', async () => {
      const trainer = guardedRun({ guard: nonFinite(), epochs: 3, engine: engine(), data: source({ '1.3': where }) });
      await expect(trainer.fit()).rejects.toMatchObject({
        code: 'NF_NOT_FINITE',
        message: expect.stringContaining(`${what} is not finite in epoch 1, batch 3, step 9.`),
      });
      for (const name of ['w', 'u'] as const) {
        expect(trainer.run.model.parameters[name]!.dataSync().every(Number.isFinite)).toBe(true);
      }
      expect(trainer.run.model.buffers!['mu']!.dataSync().every(Number.isFinite)).toBe(true);
      trainer.free();
    });
  });

  describe('an update that overflows', () => {
    /** Stands for the overflow: after so many steps `w` is NaN. */
    const lose = (at: number, times = Infinity): Plugin => ({
      name: 'lose',
      hooks: {
        stepEnd(r) {
          if (r.progress.step === at && times-- > 0)
            tidy(() => r.model.parameters['w']!.assign(fill([2, 1], Number.NaN)));
        },
      },
    });

    it.each(['throw', 'skip'] as const)(
      'in the last step of an epoch ends the run (%s), before it is saved',
      async (policy) => {
        const saves: number[] = [];
        const saver: Plugin = {
          name: 'saver',
          provide: (bind) => bind(SaverToken, () => ({ save: async (r) => void saves.push(r.progress.epoch) })),
        };
        const guard = nonFinite({ policy });
        await expect(run({ guard, plugins: [saver, lose(12)], epochs: 3 })).rejects.toThrow(
          "the parameter 'w' is not finite at the end of epoch 1: an update overflowed. Lower the learning rate. (NF_NOT_FINITE)",
        );
        expect(saves).toEqual([1]);
      },
    );

    it('is not denied by the error of the next step', async () => {
      await expect(run({ guard: nonFinite(), plugins: [lose(3)] })).rejects.toThrow(
        /No such step was taken: the weights were not finite before it, see 'w': an update overflowed/,
      );
    });

    it('is undone by a rollback', async () => {
      const guard = nonFinite({ policy: 'rollback', factor: 1 });
      const guarded = await run({ guard, plugins: [lose(12, 1)], epochs: 3 });
      const never = await run({ epochs: 3 });
      expect(guarded.state).toEqual(never.state);
    });
  });

  it('names the micro-batch of a group', async () => {
    const trainer = guardedRun({
      guard: nonFinite(),
      accumulate: 3,
      engine: engine(),
      data: source({ '0.4': 'input', '0.5': 'loss' }),
    });
    await expect(trainer.fit()).rejects.toThrow("input 'x' is not finite in epoch 0, batch 4, step 1");
    trainer.free();
  });

  it('is not harmed by a bad micro-batch of a group that is dropped', async () => {
    const data = source({ '0.4': 'input' }, { batches: 5 });
    const guard = nonFinite({ policy: 'skip' });
    const guarded = await run({ guard, accumulate: 3, flush: false, epochs: 2, data });
    expect(Object.values(guarded.state).join()).not.toMatch(/0000c07f|0000c0ff/); // NaN
    expect(guarded.history.map((record) => record.metrics['skipped_steps'])).toEqual([0, 0]);
    expect(guarded.history.every((record) => Number.isFinite(record.metrics['loss']))).toBe(true);
  });

  it('skips as many in a row as it was told, and no more', async () => {
    const plant = { '0.1': 'loss', '0.2': 'gradient', '0.3': 'input' } as const;
    const guard = () => nonFinite({ policy: 'skip', maxInARow: 3 });
    const never = await run({ data: source({}, { without: Object.keys(plant) }) });
    expect((await run({ guard: guard(), data: source(plant) })).state).toEqual(never.state);
    await expect(run({ guard: guard(), data: source({ ...plant, '0.4': 'loss' }) })).rejects.toThrow(
      "loss 'log_loss' is not finite in epoch 0, batch 1, step 1, 4 steps in a row",
    );
    // a row goes on from one look to the next, and from epoch to epoch
    const apart = source({ '0.4': 'loss', '0.5': 'loss', '1.0': 'loss', '1.1': 'loss' });
    await expect(run({ guard: nonFinite({ policy: 'skip', every: 1 }), epochs: 2, data: apart })).rejects.toThrow(
      '4 steps in a row',
    );
  });

  it('leaves no tensor behind', async () => {
    const data = source({ '0.1': 'input', '1.0': 'gradient' });
    const policies = ['skip', 'throw', 'rollback'] as const;
    for (const policy of policies) {
      const guard = nonFinite({ policy, maxInARow: 0, detectAnomaly: policy === 'throw' });
      const once = () => run({ guard, epochs: 3, data }).catch(() => {});
      expect(await countTensors(once), policy).toBe(0);
    }
  });
});
