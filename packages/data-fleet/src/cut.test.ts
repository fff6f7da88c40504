import { describe, expect, it } from 'vitest';
import { truncateUnits } from './cut.js';
import { running, tinyFleet } from './fixtures/tiny-fleet.js';
import { historyLength, type UnitEnd } from './fleet.js';

const lifeOf = (end: UnitEnd | undefined) => (end?.kind === 'truncated' ? end.remaining : 0);
const remaining = [7, 145] as const;

describe('truncateUnits', () => {
  it('leaves lives in the range, and a window where there is one', () => {
    const fleet = tinyFleet({ lengths: Array.from({ length: 400 }, () => 250) });
    const cut = truncateUnits(fleet, { seed: 1, remaining });
    const lives = cut.ends.map(lifeOf);
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(7);
    expect(Math.max(...lives)).toBeLessThanOrEqual(145);
    // Uniform on 7–145 has mean 76 and deviation 40.1; 400 draws give the mean to ± 2.
    const mean = lives.reduce((a, b) => a + b) / lives.length;
    expect(Math.abs(mean - 76)).toBeLessThan(6);
    for (let e = 0; e < 400; e++) expect(historyLength(cut, e) + lives[e]!).toBe(250);
  });

  it('never cuts below what is to be kept', () => {
    const fleet = tinyFleet({ lengths: [5, 30, 31, 36, 60] });
    for (let seed = 0; seed < 30; seed++) {
      const cut = truncateUnits(fleet, { seed, remaining });
      const kept = [0, 1, 2, 3, 4].map((e) => historyLength(cut, e));
      expect(kept.slice(0, 3)).toEqual([5, 30, 30]);
      expect(kept[3]).toBe(30);
      expect(kept[4]).toBeGreaterThanOrEqual(30);
      expect(kept[4]).toBeLessThanOrEqual(53);
    }
  });

  it('cuts a unit alike whatever fleet it is in', () => {
    const fleet = tinyFleet({ lengths: [200, 210, 220] });
    const alone = { ...tinyFleet({ lengths: [220] }), units: ['P-3'] };
    for (const options of [{ seed: 5, remaining }, { seed: 5 }]) {
      expect(truncateUnits(alone, options).ends[0]).toEqual(truncateUnits(fleet, options).ends[2]);
    }
  });

  it('cuts anywhere in a life if no range is given', () => {
    const fleet = tinyFleet({ lengths: Array.from({ length: 400 }, () => 230) });
    const cut = truncateUnits(fleet);
    const kept = Array.from({ length: 400 }, (_, e) => historyLength(cut, e));
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...kept)).toBeLessThanOrEqual(230);
    // Uniform on 30–230 has mean 130 and deviation 58; 400 draws give the mean to ± 3.
    expect(Math.abs(kept.reduce((a, b) => a + b) / 400 - 130)).toBeLessThan(9);
  });

  it('draws whole numbers if range and times are whole, and any otherwise', () => {
    const fleet = tinyFleet({ lengths: Array.from({ length: 400 }, () => 250) });
    const fine = { ...fleet, times: fleet.times.map((time) => time / 100) }; // 2.5 hours, a row each 36 s
    const lives = truncateUnits(fine, { remaining: [0, 1.5] }).ends.map(lifeOf);
    expect(Math.max(...lives)).toBeLessThanOrEqual(1.51);
    expect(new Set(lives.map((life) => life.toFixed(2))).size).toBeGreaterThan(100);
    const hours = truncateUnits(fine, { remaining: [0, 2] }).ends.map(lifeOf);
    expect(new Set(hours.map((life) => life.toFixed(2))).size).toBeGreaterThan(100);
    const whole = truncateUnits(fleet, { remaining: [0, 3] }).ends.map(lifeOf);
    expect([...new Set(whole)].sort()).toEqual([0, 1, 2, 3]);
  });

  it('cuts by time, where rows are not a unit of time apart', () => {
    const fleet = tinyFleet({ lengths: [60, 90] });
    const sparse = { ...fleet, times: fleet.times.map((time) => 10 * time) };
    const cut = truncateUnits(sparse, { remaining: [95, 95] });
    expect(cut.ends.map(lifeOf)).toEqual([100, 100]); // the last row that is at least 95 hours before the end
  });

  it('keeps of a unit that still runs how long it went on after the cut', () => {
    const lengths = [200, 210, 220];
    const failed = truncateUnits(tinyFleet({ lengths }), { remaining });
    const stillRunning = truncateUnits(tinyFleet({ lengths, ends: running(3) }), { remaining });
    expect(stillRunning.ends).toEqual(failed.ends.map((end) => ({ kind: 'running', survived: lifeOf(end) })));
    expect(stillRunning.times).toEqual(failed.times);
  });
});
