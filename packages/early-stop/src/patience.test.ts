import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTHING_YET, type PatienceOptions, patience, type Verdict } from './patience.js';

/** Verdicts over a sequence of values, one an epoch. */
function judgeAll(values: readonly number[], options: PatienceOptions = {}): Verdict[] {
  const judge = patience(options);
  let memory = NOTHING_YET;
  return values.map((value, epoch) => {
    const verdict = judge(memory, epoch, value);
    memory = verdict.memory;
    return verdict;
  });
}
const bests = (values: readonly number[], options?: PatienceOptions) => judgeAll(values, options).map((v) => v.isBest);
const waits = (values: readonly number[], options?: PatienceOptions) =>
  judgeAll(values, options).map((v) => v.memory.waited);
const firstStop = (values: readonly number[], options?: PatienceOptions) =>
  judgeAll(values, options).findIndex((v) => v.exhausted);

describe('patience', () => {
  it('agrees with a table worked by hand', () => {
    const values = [20, 18, 18, 19, 17, 17.5, 17.2, 17.1];
    expect(bests(values)).toEqual([true, true, false, false, true, false, false, false]);
    expect(waits(values)).toEqual([0, 0, 1, 2, 0, 1, 2, 3]);
    expect(firstStop(values, { patience: 3 })).toBe(7);
    expect(firstStop(values, { patience: 2 })).toBe(3);
    expect(firstStop(values, { patience: 4 })).toBe(-1);
  });

  it('mirrors in mode max', () => {
    expect(bests([0.5, 0.6, 0.6, 0.4, 0.7], { mode: 'max' })).toEqual([true, true, false, false, true]);
  });

  it('lets minDelta decide what resets patience, not what is best', () => {
    const values = [10, 9.9, 9.8, 9.7, 9.4];
    expect(bests(values, { minDelta: 0.5 })).toEqual([true, true, true, true, true]);
    expect(waits(values, { minDelta: 0.5 })).toEqual([0, 1, 2, 3, 0]); // 9.4 is the first below 10 − 0.5
  });

  it('does not wait before startEpoch, but remembers the best', () => {
    const values = [5, 6, 7, 8, 9];
    expect(waits(values, { startEpoch: 3 })).toEqual([0, 0, 0, 1, 2]);
    expect(judgeAll(values, { startEpoch: 3 }).at(-1)!.memory.best).toEqual({ epoch: 0, value: 5 });
  });

  it('never takes NaN or infinity for best, except that the first epoch is always kept', () => {
    const values = [Number.NaN, Number.NEGATIVE_INFINITY, 30, Number.NaN, 29];
    expect(bests(values)).toEqual([true, false, true, false, true]);
    expect(judgeAll(values).map((v) => v.memory.best!.value)).toEqual([null, null, 30, 30, 29]);
    expect(firstStop([Number.NaN, Number.NaN, Number.NaN], { patience: 3 })).toBe(2);
  });

  it('never ends with infinite patience', () => {
    expect(firstStop(Array(1000).fill(1), { patience: Number.POSITIVE_INFINITY })).toBe(-1);
  });

  // `+ 0` turns −0 into 0, which JSON would do as well.
  const value = fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((v) => v + 0);
  const values = fc.array(fc.oneof(value, fc.constant(Number.NaN)), { minLength: 1 });

  it('finds the first minimum of any sequence', () => {
    fc.assert(
      fc.property(values, (sequence) => {
        const finite = sequence.filter(Number.isFinite);
        const { best } = judgeAll(sequence).at(-1)!.memory;
        expect(best!.value).toBe(finite.length === 0 ? null : Math.min(...finite));
        if (best!.value !== null) expect(best!.epoch).toBe(sequence.indexOf(best!.value));
      }),
    );
  });

  it('gives the same verdicts when its memory went through JSON', () => {
    fc.assert(
      fc.property(values, fc.nat({ max: 5 }), (sequence, cut) => {
        const judge = patience({ patience: 3 });
        let direct = NOTHING_YET;
        let stored = NOTHING_YET;
        sequence.forEach((value, epoch) => {
          if (epoch === cut) stored = JSON.parse(JSON.stringify(stored));
          const [a, b] = [judge(direct, epoch, value), judge(stored, epoch, value)];
          expect(b).toEqual(a);
          direct = a.memory;
          stored = b.memory;
        });
      }),
    );
  });

  it.each([
    { patience: 0 },
    { patience: 1.5 },
    { patience: Number.NaN },
    { minDelta: -1 },
    { minDelta: Number.NaN },
    { minDelta: Number.POSITIVE_INFINITY },
    { startEpoch: -1 },
    { startEpoch: 0.5 },
    { mode: 'auto' as 'min' },
  ])('refuses %o', (options) => {
    expect(() => patience(options)).toThrow('CL_OPTION_INVALID');
  });
});
