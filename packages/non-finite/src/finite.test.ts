import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { countTensors } from '@amnl/core-loop/testing';
import { prepareWasm } from '@amnl/core-loop/wasm';
import { type Scalar, scalar, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { firstNotFinite, sums, sumsOfSquares } from './finite.js';

describe.each(['cpu', 'wasm'])('on %s', (backend) => {
  beforeAll(async () => {
    await setBackend(backend);
    if (backend === 'wasm') prepareWasm();
  });

  const number = (f: () => Scalar) => tidy(() => f().dataSync()[0]);

  it.each<[readonly number[], number]>([
    [[], 0],
    [[1, -3.4e38, 0], 0],
    [[Number.NaN], 1],
    [[1, Number.NEGATIVE_INFINITY, Number.NaN], 2],
    [[1, 2, Number.POSITIVE_INFINITY], 3],
  ])('firstNotFinite of %j is %i', (values, place) => {
    expect(number(() => firstNotFinite(values.map((x) => scalar(x))))).toBe(place);
    const later = place === 0 ? 0 : place + 6;
    const from7 = () =>
      firstNotFinite(
        values.map((x) => scalar(x)),
        7,
      );
    expect(number(from7)).toBe(later);
  });

  it.each<[readonly number[], boolean, boolean]>([
    [[1, -2, 1e-45], true, true],
    [[1e18, -1e18], true, true],
    [[1e20, 1], true, false], // a norm that float32 cannot square
    [[1, Number.NaN], false, false],
    [[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], false, false],
  ])('of %j the sum is finite: %s, the sum of squares: %s', (values, plain, squared) => {
    const given = () => ({ t: tensor([...values]) });
    expect(Number.isFinite(number(() => sums(given())['t']!))).toBe(plain);
    expect(Number.isFinite(number(() => sumsOfSquares(given())['t']!))).toBe(squared);
  });

  it('leaves integers out', () => {
    expect(tidy(() => Object.keys(sums({ a: tensor([1], [1], 'int32'), b: tensor([1]) })))).toEqual(['b']);
  });

  it('leaves no tensors', async () => {
    expect(await countTensors(() => number(() => firstNotFinite(Object.values(sums({ t: tensor([1]) })))))).toBe(0);
  });
});
