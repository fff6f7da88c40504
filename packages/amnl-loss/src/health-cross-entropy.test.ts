import '@tensorflow/tfjs';
import { grad, type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { healthCrossEntropy } from './health-cross-entropy.js';

const labels = (...values: number[]) => tensor1d(values, 'int32');

describe('healthCrossEntropy', () => {
  it('agrees with a table worked by hand', () => {
    // ln(e^1+e^2+e^3) − 3 = 0.4076059645; ln(1+1+1) − 0 = ln 3 = 1.0986122887; mean 0.7531091266
    const loss = healthCrossEntropy(
      tensor2d([
        [1, 2, 3],
        [0, 0, 0],
      ]),
      labels(2, 0),
    );
    expect(loss.rank).toBe(0);
    expect(loss.dataSync()[0]).toBeCloseTo(0.7531091266, 6);
  });

  it('stays finite for huge logits', () => {
    const loss = healthCrossEntropy(
      tensor2d([
        [1e4, 0, -1e4],
        [1e4, 0, -1e4],
      ]),
      labels(0, 2),
    );
    expect(loss.dataSync()[0]).toBe(1e4); // (0 + 2e4) / 2
  });

  it('has the gradient (softmax − one-hot) / B', () => {
    const gradient = grad((x) => healthCrossEntropy(x as Tensor2D, labels(2, 0)))(
      tensor2d([
        [1, 2, 3],
        [0, 0, 0],
      ]),
    );
    // softmax(1, 2, 3) = 0.0900306, 0.2447285, 0.6652410
    const expected = [0.0900306 / 2, 0.2447285 / 2, -0.334759 / 2, -1 / 3, 1 / 6, 1 / 6];
    Array.from(gradient.dataSync()).forEach((g, i) => {
      expect(g).toBeCloseTo(expected[i]!, 6);
    });
  });

  describe('of labels that are not all known', () => {
    const logits = tensor2d([
      [1, 2, 3],
      [5, -5, 0],
      [0, 0, 0],
    ]);
    const ignoreIndex = -1;

    it('is the mean over those that are, as in PyTorch, and so is the gradient', () => {
      const known = labels(2, -1, 0);
      expect(healthCrossEntropy(logits, known, { ignoreIndex }).dataSync()[0]).toBeCloseTo(0.7531091266, 6);
      const gradient = grad((x) => healthCrossEntropy(x as Tensor2D, known, { ignoreIndex }))(logits).dataSync();
      // As in the table above, over two samples.
      [0.0900306 / 2, 0.2447285 / 2, -0.334759 / 2, 0, 0, 0, -1 / 3, 1 / 6, 1 / 6].forEach((g, i) => {
        expect(gradient[i]).toBeCloseTo(g, 6);
      });
    });

    it('is 0 without a gradient where none is known', () => {
      const none = labels(-1, -1, -1);
      expect(healthCrossEntropy(logits, none, { ignoreIndex }).dataSync()[0]).toBeCloseTo(0, 12);
      const gradient = grad((x) => healthCrossEntropy(x as Tensor2D, none, { ignoreIndex }))(logits).dataSync();
      expect([...gradient].every((g) => g === 0)).toBe(true);
    });

    it('takes any label for the unknown, and refuses what is none', () => {
      const of = (unknown: number) =>
        healthCrossEntropy(logits, labels(2, unknown, 0), { ignoreIndex: unknown }).dataSync()[0];
      expect(of(-100)).toBe(of(-1));
      expect(of(1)).toBe(of(-1));
      expect(() => healthCrossEntropy(logits, labels(0, 0, 0), { ignoreIndex: 0.5 })).toThrow('CL_OPTION_INVALID');
    });
  });

  it.each([
    ['labels of rank 2', tensor2d([[1, 2]]), tensor2d([[1]], [1, 1], 'int32')],
    ['float labels', tensor2d([[1, 2]]), tensor1d([1])],
    ['another batch size', tensor2d([[1, 2]]), labels(1, 0)],
    ['logits of rank 1', tensor1d([1, 2]), labels(1, 0)],
  ])('refuses %s', (_, logits, wrong) => {
    expect(() => healthCrossEntropy(logits, wrong)).toThrow('AL_SHAPE');
  });
});
