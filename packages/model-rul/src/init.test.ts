import { describe, expect, it } from 'vitest';
import { forgetOne, glorotUniform, heNormal, orthogonalGates } from './init.js';

const moments = (values: Float32Array) => {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { mean, variance: values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length };
};

describe('initial values', () => {
  it('He normal: variance 2 / fanIn', () => {
    const { mean, variance } = moments(heNormal(50)(40_000, 1, 'a'));
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(0.04 / 40_000));
    expect(variance).toBeCloseTo(0.04, 2);
    expect(Math.abs(variance / 0.04 - 1)).toBeLessThan(0.03);
  });

  it('Glorot uniform: within √(6 / (fanIn + fanOut)), variance 2 / (fanIn + fanOut)', () => {
    const values = glorotUniform(20, 30)(40_000, 1, 'a');
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(Math.sqrt(6 / 50)));
    expect(Math.abs(moments(values).variance / 0.04 - 1)).toBeLessThan(0.03);
  });

  it('forget gates start at 1, the others at 0', () => {
    expect([...forgetOne(2)(8, 1, 'a')]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
  });

  it.each([1, 2, 7, 33])('each gate of a recurrent kernel of %i units is orthogonal, to 1e-6', (units) => {
    const kernel = orthogonalGates(units)(4 * units * units, 3, 'a');
    for (let gate = 0; gate < 4; gate++) {
      for (let r = 0; r < units; r++) {
        for (let s = 0; s <= r; s++) {
          let product = 0;
          for (let i = 0; i < units; i++) {
            product += kernel[(4 * r + gate) * units + i]! * kernel[(4 * s + gate) * units + i]!;
          }
          expect(Math.abs(product - (r === s ? 1 : 0))).toBeLessThan(1e-6);
        }
      }
    }
  });

  it('is a function of seed and stream', () => {
    const draw = (seed: number, stream: string) => [...orthogonalGates(3)(36, seed, stream)];
    expect(draw(1, 'a')).toEqual(draw(1, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(2, 'a'));
    expect(draw(1, 'a')).not.toEqual(draw(1, 'b'));
  });
});
