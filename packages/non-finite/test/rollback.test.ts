import '@tensorflow/tfjs';
import type { Plugin } from '@amnl/core-loop';
import { greater, logicalAnd, mul, type Scalar, scalar, setBackend, where } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { nonFinite } from '../src/index.js';
import { ENGINES, guardedRun, metrics, source, state } from './guarded-run.js';

beforeAll(async () => {
  await setBackend('cpu');
});

/** Diverges in epoch 1 while the rate is above `limit`: from its third step on the weights make nothing but NaN. */
function divergesAbove(limit: number): Plugin {
  return {
    name: 'diverges',
    hooks: {
      fitStart: (run) => run.scalars.set('phase', 0),
      stepStart: (run) => run.scalars.set('phase', run.progress.epoch === 1 && run.progress.batch >= 2 ? 1 : 0),
      loss(step, total) {
        const bad = logicalAnd(greater(step.scalar('learningRate'), limit), greater(step.scalar('phase'), 0));
        return mul(total, where(bad, scalar(Number.NaN), scalar(1))) as Scalar;
      },
    },
  };
}

/** A schedule by hand: the rate times `factor` from `epoch` on. */
const slower = (epoch: number, factor: number): Plugin => ({
  name: 'slower',
  hooks: {
    epochStart: (run) => run.scalars.factor('learningRate', 'slower', run.progress.epoch >= epoch ? factor : 1),
  },
});

describe.each(ENGINES)('rollback on %s', (_, engine) => {
  const make = (limit: number, options: Parameters<typeof nonFinite>[0] = {}) =>
    guardedRun({
      guard: nonFinite({ policy: 'rollback', maxInARow: 1, every: 2, ...options }),
      plugins: [divergesAbove(limit)],
      epochs: 3,
      engine: engine(),
    });

  it.each([2, 50])('goes back to the last good epoch with a lower rate, until it holds; every %i', async (every) => {
    const notices: string[] = [];
    const trainer = make(0.03, { every });
    trainer.events.on('run:notice', ({ message }) => notices.push(message));
    await trainer.fit();
    const never = guardedRun({ plugins: [divergesAbove(9), slower(1, 0.25)], epochs: 3, engine: engine() });
    await never.fit();
    expect(state(trainer)).toEqual(state(never));
    expect(metrics(trainer)).toEqual(metrics(never));
    expect(trainer.run.history.map(({ epoch, metrics: m }) => [epoch, m['learningRate'], m['skipped_steps']])).toEqual([
      [0, 0.1, 0],
      [1, 0.025, 0],
      [2, 0.025, 0],
    ]);
    expect(notices.map((notice) => /the gradient of 'w'.*\d of 3 times/.test(notice))).toEqual([true, true]);
    expect(notices[1]).toContain('2 of 3 times');
    trainer.free();
    never.free();
  });

  it('ends the run after so many rollbacks', async () => {
    const trainer = make(0.03, { maxRollbacks: 1 });
    await expect(trainer.fit()).rejects.toMatchObject({
      code: 'NF_NOT_FINITE',
      message: expect.stringMatching(/the gradient of 'w'.* in a row, rollbacks so far: 1/),
    });
    trainer.free();
  });

  it('does not go back for bad data: other weights would not mend it', async () => {
    const trainer = guardedRun({
      guard: nonFinite({ policy: 'rollback', maxInARow: 0 }),
      engine: engine(),
      data: source({ '0.2': 'target' }),
    });
    await expect(trainer.fit()).rejects.toThrow(/target 'y'.* rollbacks so far: 0/);
    trainer.free();
  });

  it('remembers its rollbacks in a run that is continued elsewhere', async () => {
    const first = make(0.06);
    await first.fit();
    const { tensors, state: json } = first.snapshot();
    expect(json.plugins['non-finite']!.data).toMatchObject({ rollbacks: 1 });
    const second = make(0.06);
    await second.restore({ tensors, state: JSON.parse(JSON.stringify(json)) });
    await second.fit({ epochs: 5 });
    await first.fit({ epochs: 5 });
    expect(second.run.history.map(({ metrics: m }) => m['learningRate'])).toEqual([0.1, 0.05, 0.05, 0.05, 0.05]);
    expect(state(second)).toEqual(state(first));
    first.free();
    second.free();
  });
});
