import { expect, test } from 'vitest';
import { type Kept, rank } from './ranking.js';

/** Ranks a list of values; returns what is kept, as epochs, and what was dropped on the way. */
function rankAll(values: readonly number[], top: number, mode: 'min' | 'max' = 'min') {
  let kept: readonly Kept[] = [];
  const dropped: number[] = [];
  const bests: number[] = [];
  for (const [epoch, value] of values.entries()) {
    const ranked = rank(kept, { epoch, value }, { top, mode });
    kept = ranked.kept;
    dropped.push(...ranked.dropped);
    if (ranked.isBest) bests.push(epoch);
    expect(ranked.isKept).toBe(kept.some((one) => one.epoch === epoch));
  }
  return { kept: kept.map(({ epoch }) => epoch), dropped, bests };
}

test('keeps the best, the earlier of equals, in either direction', () => {
  expect(rankAll([5, 3, 4, 3], 1)).toEqual({ kept: [1], dropped: [0], bests: [0, 1] });
  expect(rankAll([5, 3, 4, 3], 3)).toEqual({ kept: [1, 3, 2], dropped: [0], bests: [0, 1] });
  expect(rankAll([5, 7, 6, 1], 2, 'max')).toEqual({ kept: [1, 2], dropped: [0], bests: [0, 1] });
});

test('never keeps NaN, and infinity only until there is a number', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  expect(rankAll([nan, nan], 2)).toEqual({ kept: [], dropped: [], bests: [] });
  expect(rankAll([nan, inf, inf], 2)).toEqual({ kept: [1], dropped: [], bests: [1] });
  expect(rankAll([inf, 9, nan, 8, 7], 2)).toEqual({ kept: [4, 3], dropped: [0, 1], bests: [0, 1, 3, 4] });
});

test('ranks an epoch that is done again anew', () => {
  const kept = [
    { epoch: 1, value: 2 },
    { epoch: 0, value: 3 },
  ];
  const again = rank(kept, { epoch: 1, value: 2 }, { top: 2, mode: 'min' });
  expect(again).toEqual({ kept, dropped: [], isKept: true, isBest: true });
});

test('keeps fewer from now on, where fewer are asked for', () => {
  const kept = [0, 1, 2].map((epoch) => ({ epoch, value: epoch }));
  expect(rank(kept, { epoch: 3, value: 9 }, { top: 1, mode: 'min' })).toMatchObject({ dropped: [1, 2], isKept: false });
});
