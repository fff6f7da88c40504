import '@tensorflow/tfjs';
import { memory, scalar, type Tensor, tensor1d, variable } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { average, decayAt, stepDecayAt } from './average.js';
import { swapIn } from './swap-in.js';

const read = (t: Tensor | number) => (typeof t === 'number' ? t : t.dataSync()[0]!);

describe('decayAt', () => {
  it('follows min(d, (1 + n) / (10 + n))', () => {
    expect([0, 1, 2, 8, 90, 8989, 8990, 8991, 1e6].map((n) => decayAt(n))).toEqual([
      1 / 10,
      2 / 11,
      3 / 12,
      9 / 18,
      91 / 100,
      8990 / 8999, // the last one below 0.999
      0.999,
      0.999,
      0.999,
    ]);
  });

  it('is constant without warm-up', () => {
    expect([0, 1, 1e6].map((n) => decayAt(n, { warmup: false, decay: 0.9 }))).toEqual([0.9, 0.9, 0.9]);
  });

  it('never falls and never passes d', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.double({ min: 0, max: 0.9999, noNaN: true }), (n, decay) => {
        expect(decayAt(n, { decay })).toBeLessThanOrEqual(Math.min(decay, decayAt(n + 1, { decay })));
      }),
    );
  });

  it.each([1, -0.1, Number.NaN, Number.POSITIVE_INFINITY])('refuses decay %d', (decay) => {
    expect(() => decayAt(0, { decay })).toThrow('CL_OPTION_INVALID');
  });

  it('is the same inside a step', () => {
    for (const n of [0, 5, 1000, 8990, 100_000]) {
      expect(read(stepDecayAt(scalar(n), { decay: 0.999, warmup: true }))).toBe(Math.fround(decayAt(n)));
    }
  });
});

describe('average', () => {
  it('agrees with a table worked by hand', () => {
    // d = 0.1, 2/11, 0.25 on values 10, 20, 30 from 0: 9; 18; 27
    let shadow = 0;
    const steps = [10, 20, 30].map((value, n) => (shadow = read(average(scalar(shadow), scalar(value), decayAt(n)))));
    expect(steps[0]).toBeCloseTo(9, 6);
    expect(steps[1]).toBeCloseTo((2 / 11) * 9 + (9 / 11) * 20, 5);
    expect(steps[2]).toBeCloseTo(0.25 * 18 + 0.75 * 30, 5);
  });

  const numbers = fc.array(
    fc.float({ noNaN: true, min: -(2 ** 99), max: 2 ** 99 }).map((x) => x + 0),
    { minLength: 1, maxLength: 8 },
  ); // no −0;
  const decays = fc.double({ min: 0, max: 0.99999, noNaN: true });

  it('of what does not change is the same, bit for bit', () => {
    fc.assert(
      fc.property(numbers, decays, (values, decay) => {
        const value = tensor1d(values);
        expect(average(value.clone(), value, decay).dataSync()).toEqual(value.dataSync());
      }),
    );
  });

  it('with a decay of 0 is a copy, bit for bit', () => {
    fc.assert(
      fc.property(numbers, numbers, (values, past) => {
        const value = tensor1d(values);
        const shadow = tensor1d(values.map((_, i) => past[i % past.length]!));
        expect(average(shadow, value, 0).dataSync()).toEqual(value.dataSync());
      }),
    );
  });
});

describe('swapIn', () => {
  it('swaps and restores bit for bit, ignores other names, leaves no tensor', () => {
    const [a, b] = [variable(tensor1d([0.1, 0.2])), variable(tensor1d([0.3]))];
    const value = tensor1d([7, 8]);
    const before = memory().numTensors;
    const restore = swapIn({ a, b }, { a: value, other: value });
    expect([...a.dataSync(), ...b.dataSync()]).toEqual([7, 8, Math.fround(0.3)]);
    restore();
    expect([...a.dataSync()]).toEqual([Math.fround(0.1), Math.fround(0.2)]);
    expect(memory().numTensors).toBe(before);
  });

  it('swaps nothing when one value has another shape', () => {
    const [a, b] = [variable(scalar(1)), variable(scalar(2))];
    expect(() => swapIn({ a, b }, { a: scalar(5), b: tensor1d([1, 2]) })).toThrow(/shape/);
    expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([1, 2]);
  });
});
