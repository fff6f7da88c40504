import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argMaxRows, classificationReport, confusionMatrix } from './classification.js';

describe('confusionMatrix', () => {
  it('agrees with the example of scikit-learn’s documentation', () => {
    expect(confusionMatrix([0, 0, 2, 2, 0, 2], [2, 0, 2, 2, 0, 1], 3)).toEqual([
      [2, 0, 0],
      [0, 0, 1],
      [1, 0, 2],
    ]);
  });

  it('refuses classes outside, nothing, and lengths that differ', () => {
    expect(() => confusionMatrix([3], [0], 3)).toThrow(/true class 0 and predicted class 3.*MR_CLASS/);
    expect(() => confusionMatrix([0], [-1], 3)).toThrow('MR_CLASS');
    expect(() => confusionMatrix([], [], 3)).toThrow('MR_EMPTY');
    expect(() => confusionMatrix([0], [0, 1], 3)).toThrow('MR_LENGTH');
  });
});

describe('classificationReport', () => {
  it('agrees with the f1_score example of scikit-learn’s documentation', () => {
    // truth 0 1 2 0 1 2, prediction 0 2 1 0 0 1: F1 of the classes 0.8, 0, 0; weighted 0.8 / 3
    const report = classificationReport(confusionMatrix([0, 2, 1, 0, 0, 1], [0, 1, 2, 0, 1, 2], 3));
    expect(report.f1Weighted).toBeCloseTo(0.8 / 3, 12);
    expect(report.accuracy).toBeCloseTo(2 / 6, 12);
    expect(report.perClass[0]).toEqual({ precision: 2 / 3, recall: 1, f1: 0.8, support: 2 });
  });

  it('agrees with a table worked by hand', () => {
    // columns claimed 4, 5, 3; rows support 5, 4, 3; hits 3, 3, 2
    const report = classificationReport([
      [3, 1, 1],
      [1, 3, 0],
      [0, 1, 2],
    ]);
    expect(report.perClass).toEqual([
      { precision: 3 / 4, recall: 3 / 5, f1: 6 / 9, support: 5 },
      { precision: 3 / 5, recall: 3 / 4, f1: 6 / 9, support: 4 },
      { precision: 2 / 3, recall: 2 / 3, f1: 4 / 6, support: 3 },
    ]);
    expect(report.accuracy).toBeCloseTo(8 / 12, 12);
    expect(report.f1Weighted).toBeCloseTo(2 / 3, 12);
  });

  it('gives 0 to a class that never occurs', () => {
    const { perClass } = classificationReport(confusionMatrix([0, 0], [0, 0], 3));
    expect(perClass[2]).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  });

  it('is 1 throughout for exact predictions and stays in [0, 1]', () => {
    const labels = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), { minLength: 1 });
    fc.assert(
      fc.property(labels, (pairs) => {
        const truth = pairs.map(([t]) => t);
        const exact = classificationReport(confusionMatrix(truth, truth, 3));
        expect([exact.accuracy, exact.f1Weighted]).toEqual([1, 1]);
        const any = classificationReport(
          confusionMatrix(
            pairs.map(([, p]) => p),
            truth,
            3,
          ),
        );
        // Weighted recall is accuracy.
        const recall = any.perClass.reduce((sum, c) => sum + c.recall * c.support, 0) / pairs.length;
        expect(recall).toBeCloseTo(any.accuracy, 12);
        expect(any.f1Weighted).toBeGreaterThanOrEqual(0);
        expect(any.f1Weighted).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});

describe('argMaxRows', () => {
  it('takes the greatest, the first of equals, and a NaN before all', () => {
    expect([...argMaxRows([1, 3, 2, 5, 5, 5, -1, -2, Number.NaN, Number.NaN, 9, Number.NaN], 3)]).toEqual([1, 0, 2, 0]);
  });
});
