import '@tensorflow/tfjs-backend-wasm';
import { eagerEngine } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { onnxEngine } from '../../src/index.js';
import type { Case } from './case.js';
import { byFit, byTrainer, type Outcome } from './train.js';

/** Of the largest number of a tensor; that of one smaller than a thousandth counts as a thousandth. */
const TOLERANCE = 1e-5;

/** Trains every model by `model.fit`, eagerly on two backends, and compiled, from equal weights: losses, weights and predictions agree. */
export function compare(cases: readonly Case[]): void {
  beforeAll(() => tf.setBackend('cpu'));

  describe('every way of training comes to the same', () => {
    it.each(cases.map((given) => [given.name, given] as const))('%s', async (_name, given) => {
      const eager = await byTrainer(given, eagerEngine());
      await tf.setBackend('wasm');
      const wasm = await byTrainer(given, eagerEngine()).finally(() => tf.setBackend('cpu'));
      expect(differences(eager, wasm), 'on wasm against cpu').toEqual([]);
      const compiled = byTrainer(given, onnxEngine({ threads: 1 }));
      if (given.refused !== undefined) await expect(compiled).rejects.toThrow(given.refused);
      else expect(differences(eager, await compiled), 'compiled against eager').toEqual([]);
      if (given.departs === undefined) {
        expect(differences(await byFit(given), eager), 'eager against model.fit').toEqual([]);
      }
    });
  });
}

/** What of `found` is not as expected, in words. */
function differences(expected: Outcome, found: Outcome): string[] {
  const pairs = [
    ...expected.losses.map((loss, i) => [`loss of epoch ${i}`, [loss], [found.losses[i]!]] as const),
    ...expected.outputs.map((numbers, i) => [`output ${i}`, numbers, found.outputs[i]!] as const),
    ...expected.weights.map(([name, numbers], i) => [name, numbers, found.weights[i]![1]] as const),
  ];
  return pairs.flatMap(([name, before, after]) => {
    const largest = Math.max(1e-3, ...Array.from(before, Math.abs));
    const worst = Math.max(...Array.from(before, (v, i) => Math.abs(v - after[i]!)));
    return worst <= TOLERANCE * largest ? [] : [`${name}: off by ${(worst / largest).toExponential(1)}`];
  });
}
