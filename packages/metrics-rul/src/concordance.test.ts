import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concordance } from './concordance.js';
import reference from './fixtures/concordance.json' with { type: 'json' };

describe('concordance', () => {
  it('agrees with a table worked by hand', () => {
    // Lives A 10, B 20 and up, C 30, D 40 and up. A fails before B, C and D; C before D. Of B and C nobody knows who lives longer.
    // Predicted 15, 5, 15, 20: A < B is wrong, A < C tied, A < D and C < D right. (2 + ½) / 4
    expect(concordance([15, 5, 15, 20], [10, 20, 30, 40], [0, 1, 0, 1])).toEqual({
      index: 2.5 / 4,
      comparable: 4,
      tied: 1,
    });
  });

  it('takes a lower bound for the larger of two equal ones, and two equal lives for no pair', () => {
    expect(concordance([1, 2], [7, 7], [0, 1])).toEqual({ index: 1, comparable: 1, tied: 0 });
    expect(concordance([2, 1], [7, 7], [0, 1])).toEqual({ index: 0, comparable: 1, tied: 0 });
    expect(concordance([1, 2], [7, 7])).toBeUndefined();
  });

  it('is not there where nobody knows who fails first', () => {
    expect(concordance([1, 2, 3], [4, 5, 6], [1, 1, 1])).toBeUndefined();
    expect(concordance([1], [4])).toBeUndefined();
    expect(concordance([3, 1], [4, 9], [1, 0])).toBeUndefined();
  });

  // tools/reference/concordance.py: lifelines and scikit-survival agree.
  it.each(reference.cases)(
    'agrees with lifelines and scikit-survival: $index',
    ({ lives, predicted, known, index, comparable, tied }) => {
      const found = concordance(
        predicted,
        lives,
        known.map((event) => 1 - event),
      );
      expect(found).toEqual({ index: expect.closeTo(index, 8), comparable, tied });
    },
  );

  const life = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.double({ min: 0, max: 12, noNaN: true }));
  const unit = fc.record({
    predicted: fc.oneof(life, fc.constantFrom(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0)),
    actual: life,
    censored: fc.integer({ min: 0, max: 1 }),
  });
  const columns = (units: readonly { predicted: number; actual: number; censored: number }[]) =>
    [units.map((u) => u.predicted), units.map((u) => u.actual), units.map((u) => u.censored)] as const;

  it('counts what a loop over all pairs counts', () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 40 }), (units) => {
        let [comparable, right, tied] = [0, 0, 0];
        for (const a of units) {
          for (const b of units) {
            const before = a.censored === 0 && (a.actual < b.actual || (a.actual === b.actual && b.censored === 1));
            if (!before) continue;
            comparable++;
            if (a.predicted < b.predicted) right++;
            if (a.predicted === b.predicted) tied++;
          }
        }
        const expected = comparable === 0 ? undefined : { index: (right + tied / 2) / comparable, comparable, tied };
        expect(concordance(...columns(units))).toEqual(expected);
      }),
    );
  });

  it('is 1 for the lives themselves, and turns round with the predictions', () => {
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 20 }), (units) => {
        const [predicted, actual, censored] = columns(units);
        const exact = concordance(
          actual,
          actual,
          actual.map(() => 0),
        );
        if (exact) expect([exact.index, exact.tied]).toEqual([1, 0]);
        const found = concordance(predicted, actual, censored);
        const reversed = concordance(
          predicted.map((life) => -life),
          actual,
          censored,
        );
        if (found) expect(reversed!.index).toBeCloseTo(1 - found.index, 12);
      }),
    );
  });

  it('is NaN with a NaN prediction or life, and refuses what does not fit', () => {
    expect(concordance([1, Number.NaN], [1, 2])!.index).toBeNaN();
    expect(concordance([1, 2, 3], [1, Number.NaN, 2])).toEqual({ index: NaN, comparable: NaN, tied: NaN });
    expect(() => concordance([], [])).toThrow('MR_EMPTY');
    expect(() => concordance([1], [1, 2])).toThrow('MR_LENGTH');
    expect(() => concordance([1, 2], [1, 2], [0])).toThrow('MR_LENGTH');
  });
});
