import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../tools/vitest/thrown.js';
import { running, tinyFleet } from './fixtures/tiny-fleet.js';
import { runningCount, type UnitEnd, unitCount } from './fleet.js';
import { foldUnits, holdoutUnits, splitFleet } from './split.js';

describe('holdoutUnits', () => {
  it('splits 100 units 80 to 20, the same way every time', () => {
    const split = holdoutUnits(100);
    expect(split.train).toHaveLength(80);
    expect(split.holdout).toHaveLength(20);
    expect(split).toEqual(holdoutUnits(100, 0.2, 42));
    expect(split).not.toEqual(holdoutUnits(100, 0.2, 43));
  });

  it('puts every unit on exactly one side, ascending', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 300 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.nat(),
        (n, fraction, seed) => {
          const { train, holdout } = holdoutUnits(n, fraction, seed);
          expect(train.length).toBeGreaterThan(0);
          expect(holdout.length).toBeGreaterThan(0);
          expect([...train, ...holdout].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
          expect([...holdout]).toEqual([...holdout].sort((a, b) => a - b));
        },
      ),
    );
  });

  it.each([
    [1, 0.2, 1],
    [10, 0, 1],
    [10, 1, 1],
    [10, Number.NaN, 1],
    [10, 0.2, -1],
  ])('refuses n %d, fraction %d, seed %d', (n, fraction, seed) => {
    expect(codeOf(() => holdoutUnits(n, fraction, seed))).toBe('CL_OPTION_INVALID');
  });
});

describe('foldUnits', () => {
  it('holds out every unit once, ascending, in folds that differ by one at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 200 }), fc.integer({ min: 2, max: 12 }), fc.nat(), (n, folds, seed) => {
        const k = Math.min(n, folds);
        const splits = Array.from({ length: k }, (_, fold) => foldUnits(n, k, fold, seed));
        const all = Array.from({ length: n }, (_, i) => i);
        expect(splits.flatMap(({ holdout }) => [...holdout]).sort((a, b) => a - b)).toEqual(all);
        for (const { train, holdout } of splits) {
          expect([...train, ...holdout].sort((a, b) => a - b)).toEqual(all);
          expect([...train]).toEqual([...train].sort((a, b) => a - b));
        }
        const sizes = splits.map(({ holdout }) => holdout.length);
        expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
        expect(sizes[0]! - sizes.at(-1)!).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('has the holdout of the same seed as its first fold', () => {
    expect(foldUnits(100, 5, 0, 7)).toEqual(holdoutUnits(100, 0.2, 7));
    expect(foldUnits(100, 5, 1, 7)).not.toEqual(foldUnits(100, 5, 0, 7));
  });

  it.each([
    [1, 2, 0, 1],
    [10, 1, 0, 1],
    [10, 11, 0, 1],
    [10, 5, 5, 1],
    [10, 5, -1, 1],
    [10, 5, 0.5, 1],
    [10, 5, 0, -1],
  ])('refuses n %d, k %d, fold %d, seed %d', (n, k, fold, seed) => {
    expect(codeOf(() => foldUnits(n, k, fold, seed))).toBe('CL_OPTION_INVALID');
  });
});

/** Every third unit still runs. */
const mixed = (n: number) =>
  tinyFleet({
    lengths: Array.from({ length: n }, (_, i) => 60 + i),
    ends: Array.from({ length: n }, (_, i): UnitEnd => ({ kind: i % 3 === 2 ? 'running' : 'failed' })),
  });
const remaining = [7, 145] as const;

describe('splitFleet', () => {
  it('holds out whole units and marks them', () => {
    const fleet = tinyFleet({ lengths: Array.from({ length: 10 }, (_, i) => 150 + i) });
    const { train, holdout } = splitFleet(fleet, { seed: 3, remaining });
    expect([...train.units, ...holdout.units].sort()).toEqual([...fleet.units].sort());
    expect([train.role, holdout.role]).toEqual(['train', 'holdout']);
    expect(train.ends.every(({ kind }) => kind === 'failed')).toBe(true);
    expect(holdout.ends.every(({ kind }) => kind === 'truncated')).toBe(true);
  });

  it('refuses test units', () => {
    expect(codeOf(() => splitFleet(tinyFleet({ lengths: [9, 9], role: 'test' })))).toBe('DF_ROLE');
  });

  it('splits as holdoutUnits does where all lives are known', () => {
    const fleet = tinyFleet({ lengths: Array.from({ length: 23 }, () => 50) });
    const { train, holdout } = holdoutUnits(23, 0.3, 9);
    const split = splitFleet(fleet, { fraction: 0.3, seed: 9 });
    expect(split.train.units).toEqual(Array.from(train, (i) => fleet.units[i]));
    expect(split.holdout.units).toEqual(Array.from(holdout, (i) => fleet.units[i]));
  });

  it('splits those that still run by the same fraction, and cuts them as well', () => {
    const { train, holdout } = splitFleet(mixed(30), { fraction: 0.2, seed: 3, remaining });
    expect([unitCount(train), runningCount(train)]).toEqual([24, 8]);
    expect([unitCount(holdout), runningCount(holdout)]).toEqual([6, 2]);
    for (const end of holdout.ends) expect(end).toHaveProperty(end.kind === 'running' ? 'survived' : 'remaining');
    const numbers = (units: readonly string[]) => units.map((name) => Number(name.slice(2)));
    expect(numbers(train.units)).toEqual(numbers(train.units).toSorted((a, b) => a - b));
  });

  it('leaves the split of the others as it is when units that still run are added', () => {
    const fleet = mixed(60);
    const { holdout } = splitFleet(fleet, { seed: 3 });
    const known = fleet.units.filter((_, i) => i % 3 !== 2);
    const alone = Array.from(holdoutUnits(40, 0.2, 3).holdout, (i) => known[i]);
    expect(holdout.units.filter((_, i) => holdout.ends[i]!.kind !== 'running')).toEqual(alone);
  });

  it('holds every unit out once over all folds, those that still run as well', () => {
    const fleet = mixed(31);
    const folds = Array.from({ length: 4 }, (_, index) => splitFleet(fleet, { fold: { index, of: 4 }, seed: 3 }));
    expect(folds.flatMap(({ holdout }) => holdout.units).sort()).toEqual(fleet.units.toSorted());
    expect(folds.map(({ holdout }) => unitCount(holdout) - runningCount(holdout))).toEqual([6, 5, 5, 5]);
    expect(folds.map(({ holdout }) => runningCount(holdout))).toEqual([3, 3, 2, 2]);
    for (const { train, holdout } of folds) {
      expect([...train.units, ...holdout.units].sort()).toEqual(fleet.units.toSorted());
    }
  });

  it('refuses to split one unit, one life, and fewer lives than folds', () => {
    expect(codeOf(() => splitFleet(tinyFleet({ lengths: [9] })))).toBe('DF_TOO_FEW_UNITS');
    const one = tinyFleet({ lengths: [9, 9, 9], ends: [{ kind: 'failed' }, ...running(2)] });
    expect(() => splitFleet(one)).toThrow(/pumps has 1 pump with a known life; 2 still run. At least 2 are needed/);
    expect(codeOf(() => splitFleet(mixed(9), { fold: { index: 0, of: 7 } }))).toBe('DF_TOO_FEW_UNITS');
    expect(codeOf(() => splitFleet(mixed(9), { fold: { index: 6, of: 6 } }))).toBe('CL_OPTION_INVALID');
  });
});
