import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { countTensors } from '@amnl/core-loop/testing';
import { getBackend, scalar, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import reference from './fixtures/gradscaler.json' with { type: 'json' };
import { allFinite, nextScale, unscale } from './scale.js';

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
    expect(getBackend()).toBe(backend);
  });

  describe('nextScale', () => {
    it.each(reference.cases.map((c) => [JSON.stringify(c.options), c] as const))('follows GradScaler: %s', (_, c) => {
      let state: [scale: number, good: number] = [c.options.initial, 0];
      c.bad.forEach((bad, i) => {
        state = tidy(() => {
          const next = nextScale({ scale: scalar(state[0]), good: scalar(state[1]) }, scalar(!bad, 'bool'), c.options);
          return [next.scale.dataSync()[0]!, next.good.dataSync()[0]!];
        });
        expect(Math.abs(state[0] / c.scales[i]! - 1)).toBeLessThan(1e-5);
        expect(state[1]).toBe(c.good[i]);
      });
    });

    it('doubles at the 2000th good step in a row, not before', () => {
      const rule = { growthFactor: 2, growthInterval: 2000, backoffFactor: 0.5 };
      const after = (good: number) =>
        tidy(() => {
          const next = nextScale({ scale: scalar(65536), good: scalar(good) }, scalar(true, 'bool'), rule);
          return [next.scale.dataSync()[0], next.good.dataSync()[0]];
        });
      expect(after(1998)).toEqual([65536, 1999]);
      expect(after(1999)).toEqual([131072, 0]);
    });

    it('does not grow into infinity', () => {
      const rule = { growthFactor: 2, growthInterval: 1, backoffFactor: 0.5 };
      const grown = (scale: number) =>
        tidy(
          () => nextScale({ scale: scalar(scale), good: scalar(0) }, scalar(true, 'bool'), rule).scale.dataSync()[0],
        );
      expect([grown(2 ** 126), grown(2 ** 127)]).toEqual([2 ** 127, 2 ** 127]);
    });
  });

  describe('allFinite', () => {
    it.each<[boolean, readonly number[]]>([
      [true, [0, -0, 1e-45, -3.4e38, 3.4e38, 3.4e38]],
      [false, [1, Number.POSITIVE_INFINITY]],
      [false, [Number.NEGATIVE_INFINITY, 1]],
      [false, [1, Number.NaN, 2]],
      [false, [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ])('%s for %j', (expected, values) => {
      tidy(() => {
        const flag = allFinite({ first: tensor([1, 2]), second: tensor([...values]), last: scalar(3) });
        expect([flag.dtype, flag.rank, Boolean(flag.dataSync()[0])]).toEqual(['bool', 0, expected]);
      });
    });

    it('is true without gradients', () => {
      tidy(() => {
        expect(Boolean(allFinite({}).dataSync()[0])).toBe(true);
      });
    });
  });

  describe('unscale', () => {
    it('undoes a power of two exactly, also where the unscaled gradient is tiny', () => {
      tidy(() => {
        const gradients = [0.1, -3.7, 1e-30].map(Math.fround);
        const back = unscale({ w: tensor(gradients.map((g) => g * 65536)) }, scalar(65536))['w']!;
        expect(Array.from(back.dataSync())).toEqual(gradients);
      });
    });

    it('leaves no tensors beyond what it returns', async () => {
      expect(await countTensors(() => tidy(() => void unscale({ w: tensor([1, 2]) }, scalar(2))))).toBe(0);
    });
  });
});
