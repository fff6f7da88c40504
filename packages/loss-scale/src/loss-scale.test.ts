import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { type Plugin, sgd } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { add, div, equal, getBackend, scalar, setBackend, where } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type LossScaleOptions, lossScale } from './index.js';

/** Makes the gradients of the given optimiser steps infinite. Stands before `loss-scale`, where gradients are scaled. */
function overflowAt(...steps: readonly number[]): Plugin {
  return {
    name: 'overflow',
    hooks: {
      fitStart: (run) => run.scalars.set('overflow', 0),
      stepStart: (run) => run.scalars.set('overflow', steps.includes(run.progress.step) ? 1 : 0),
      gradients(step, gradients) {
        // g + (1 / 0 where overflow, else 0)
        const harm = where(equal(step.scalar('overflow'), 1), div(scalar(1), scalar(0)), scalar(0));
        return Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, add(g, harm)]));
      },
    },
  };
}

/** Counts the updates it takes part in, as a weight average does. */
const counter: Plugin = {
  name: 'counter',
  hooks: {
    updated(step) {
      const count = step.variable('counter/updates', 0);
      step.assign(count, add(count, 1));
    },
  },
};

/** What the run's variables hold after every step, by name, and the history; 6 steps an epoch, momentum in the optimiser. */
async function watch(plugins: readonly Plugin[], epochs = 1, accumulate = 1) {
  const steps: Record<string, readonly number[]>[] = [];
  const watcher: Plugin = {
    name: 'watcher',
    hooks: {
      stepEnd(run) {
        const kept = Object.entries(run.snapshot().tensors).filter(
          ([name]) => !/^(report|accumulate|model\/seen)/.test(name),
        );
        steps.push(Object.fromEntries(kept.map(([name, tensor]) => [name, Array.from(tensor.dataSync())])));
      },
    },
  };
  const optimizer = sgd({ learningRate: 0.05, momentum: 0.9 });
  const trainer = tinyTrainer({ plugins: [...plugins, optimizer, watcher], epochs, accumulate });
  const { history } = await trainer.fit();
  trainer.dispose();
  return { steps, metrics: history.map((record) => record.metrics) };
}

/** Without the loss scale's own variables. */
function weights(step: Record<string, readonly number[]>): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(step).filter(([name]) => !name.startsWith('loss-scale/')));
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
    expect(getBackend()).toBe(backend);
  });

  describe('lossScale', () => {
    it('conforms', () => checkPlugin(() => lossScale({ growthInterval: 4 }), { accumulate: 2 }));

    it('conforms with skipped steps', () =>
      checkPlugin(() => [overflowAt(1, 2, 9, 14), lossScale({ growthInterval: 4 }), counter]));

    it('changes no bit while all is finite: a power of two is exact', async () => {
      const plain = await watch([counter]);
      const scaled = await watch([lossScale(), counter]);
      expect(scaled.steps.map(weights)).toEqual(plain.steps);
      expect(scaled.metrics[0]).toEqual({ ...plain.metrics[0], loss_scale: 65536, skipped_steps: 0 });
    });

    it.each([0, 3, 5])('skips step %i with infinite gradients and nothing else', async (at) => {
      const { steps, metrics } = await watch([overflowAt(at), lossScale(), counter]);
      const healthy = await watch([lossScale(), counter]);
      expect(steps.slice(0, at)).toEqual(healthy.steps.slice(0, at));
      if (at > 0) expect(weights(steps[at]!)).toEqual(weights(steps[at - 1]!));
      else expect(steps[0]!['model/w']).toEqual([0, 0, 0]);
      expect(steps.map((step) => step['counter/updates']![0])).toEqual(
        [0, 1, 2, 3, 4, 5].map((i) => (i < at ? i + 1 : i)),
      );
      expect(steps.map((step) => step['loss-scale/scale']![0])).toEqual(
        [0, 1, 2, 3, 4, 5].map((i) => (i < at ? 65536 : 32768)),
      );
      expect(metrics[0]).toMatchObject({ loss_scale: 32768, skipped_steps: 1 });
    });

    it('follows the rule over a run: two bad steps, then growth after three good ones', async () => {
      const { steps, metrics } = await watch([overflowAt(1, 2), lossScale({ initial: 1024, growthInterval: 3 })], 2);
      const scales = [1024, 512, 256, 256, 256, 512, 512, 512, 1024, 1024, 1024, 2048];
      const good = [1, 0, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0];
      expect(steps.map((step) => step['loss-scale/scale']![0])).toEqual(scales);
      expect(steps.map((step) => step['loss-scale/good']![0])).toEqual(good);
      expect(metrics.map(({ skipped_steps, loss_scale }) => [skipped_steps, loss_scale])).toEqual([
        [2, 512],
        [0, 2048],
      ]);
    });

    it('skips the whole group when accumulating, and starts the next one clean', async () => {
      const { steps, metrics } = await watch([overflowAt(1), lossScale(), counter], 1, 2);
      expect(weights(steps[1]!)).toEqual(weights(steps[0]!));
      expect(steps[2]!['counter/updates']).toEqual([2]);
      expect(steps[2]!['model/w']!.every(Number.isFinite)).toBe(true);
      expect(steps[2]!['model/w']).not.toEqual(steps[1]!['model/w']);
      expect(metrics[0]!['skipped_steps']).toBe(1);
    });

    it.each<[LossScaleOptions, string]>([
      [{ initial: 0 }, '`initial` must be a number > 0, but is 0'],
      [{ initial: Number.NaN }, '`initial` must be a number > 0, but is NaN'],
      [{ growthFactor: 1 }, '`growthFactor` must be a number > 1, but is 1'],
      [{ growthInterval: 0 }, '`growthInterval` must be an integer > 0, but is 0'],
      [{ growthInterval: 2.5 }, '`growthInterval` must be an integer > 0, but is 2.5'],
      [{ backoffFactor: 1 }, '`backoffFactor` must be a number between 0 and 1, but is 1'],
      [{ backoffFactor: Number.NaN }, '`backoffFactor` must be a number between 0 and 1, but is NaN'],
    ])('refuses %j', (options, message) => {
      expect(() => lossScale(options)).toThrow(`[loss-scale] ${message}. (CL_OPTION_INVALID)`);
    });
  });
});
