import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import type { NamedTensors } from '@amnl/core-loop';
import { countTensors } from '@amnl/core-loop/testing';
import { getBackend, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from './clip.js';
import reference from './fixtures/clip.json' with { type: 'json' };

type Values = Readonly<Record<string, readonly number[]>>;
const shapes: Readonly<Record<string, readonly number[]>> = reference.shapes;

function tensors(values: Values): NamedTensors {
  return Object.fromEntries(
    Object.entries(values).map(([name, data]) => [name, tensor([...data], [...(shapes[name] ?? [data.length])])]),
  );
}

function expectClose(found: NamedTensors, expected: Values): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected)) {
    const got = found[name]!.dataSync();
    values.forEach((x, i) => {
      expect(Math.abs(got[i]! - x), name).toBeLessThanOrEqual(1e-5 * Math.abs(x));
    });
  }
}

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
    expect(getBackend()).toBe(backend);
  });

  describe('parity with PyTorch, within 1e-5 relative', () => {
    it.each(reference.cases.map((c) => [c.norm1.norm, c] as const))('joint norm %d', (norm, c) => {
      tidy(() => {
        const gradients = tensors(c.gradients);
        const clipped = clipByGlobalNorm(gradients, 1);
        expect(Math.abs(clipped.norm.dataSync()[0]! - norm)).toBeLessThanOrEqual(1e-5 * norm);
        expectClose(clipped.gradients, c.norm1.gradients);
        if (c['norm0.05']) expectClose(clipByGlobalNorm(gradients, 0.05).gradients, c['norm0.05'].gradients);
        if (c.perTensor1) expectClose(clipByNorm(gradients, 1), c.perTensor1.gradients);
        if (c['value0.5']) expectClose(clipByValue(gradients, 0.5), c['value0.5'].gradients);
      });
    });
  });

  describe('clipByGlobalNorm', () => {
    it('is worked by hand: (3, 4) and 12 have the norm 13', () => {
      tidy(() => {
        const { gradients, norm } = clipByGlobalNorm(tensors({ a: [3, 4], b: [12] }), 6.5);
        expect(norm.dataSync()[0]).toBe(13);
        expectClose(gradients, { a: [1.5, 2], b: [6] });
      });
    });

    it('keeps every bit of gradients within the limit', () => {
      tidy(() => {
        const gradients = tensors({ a: [0.1, -0.7], b: [0.3] });
        const clipped = clipByGlobalNorm(gradients, 1).gradients;
        for (const name of ['a', 'b']) expect(clipped[name]!.dataSync()).toEqual(gradients[name]!.dataSync());
      });
    });

    it('never leaves a norm above the limit, nor turns the direction', () => {
      // Multiples of 2^-10 up to 2^20: no subnormal numbers, which float32 products lose.
      const entry = fc.integer({ min: -(2 ** 30), max: 2 ** 30 }).map((n) => Math.fround(n / 1024));
      const entries = fc.array(entry, { minLength: 1, maxLength: 5 });
      fc.assert(
        fc.property(entries, entries, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (a, b, limit) => {
          tidy(() => {
            const gradients = tensors({ a, b });
            const clipped = clipByGlobalNorm(gradients, limit);
            const after = globalNorm(clipped.gradients).dataSync()[0]!;
            expect(after).toBeLessThanOrEqual(limit * (1 + 1e-6));
            const factor = Math.min(1, limit / (clipped.norm.dataSync()[0]! + 1e-6));
            expectClose(clipped.gradients, { a: a.map((x) => x * factor), b: b.map((x) => x * factor) });
          });
        }),
        { numRuns: 60 },
      );
    });

    it('says what float32 cannot hold: a norm above 1.8e19 is infinite and its gradients become 0', () => {
      tidy(() => {
        const { gradients, norm } = clipByGlobalNorm(tensors({ a: [3e19, 1] }), 1);
        expect(norm.dataSync()[0]).toBe(Number.POSITIVE_INFINITY);
        expect(Array.from(gradients['a']!.dataSync())).toEqual([0, 0]);
      });
    });

    it('lets NaN through, so that it is seen', () => {
      tidy(() => {
        const { gradients, norm } = clipByGlobalNorm(tensors({ a: [Number.NaN], b: [1] }), 1);
        expect([norm, gradients['a']!, gradients['b']!].map((t) => t.dataSync()[0])).toEqual([
          Number.NaN,
          Number.NaN,
          Number.NaN,
        ]);
      });
    });

    it('takes no gradients at all', () => {
      tidy(() => {
        const { gradients, norm } = clipByGlobalNorm({}, 1);
        expect([gradients, norm.dataSync()[0]]).toEqual([{}, 0]);
      });
    });

    it('leaves no tensors beyond what it returns', async () => {
      expect(await countTensors(() => tidy(() => void clipByGlobalNorm(tensors({ a: [3, 4] }), 1)))).toBe(0);
    });
  });
});
