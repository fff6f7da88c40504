import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Countdown } from './countdown.js';

describe('Countdown', () => {
  it('begins with the estimate and counts down with the clock', () => {
    const countdown = new Countdown();
    expect(countdown.next(undefined, 0)).toBeUndefined();
    expect(countdown.next(100, 1)).toBe(100);
    expect(countdown.next(95, 6)).toBe(95);
  });

  it('glides to another estimate instead of jumping', () => {
    const countdown = new Countdown();
    countdown.next(600, 0);
    const soon = countdown.next(900, 1)!;
    expect(soon).toBeGreaterThan(600);
    expect(soon).toBeLessThan(630);
    let later = soon;
    for (let now = 2; now < 120; now++) later = countdown.next(900 - now, now)!;
    expect(later).toBeCloseTo(900 - 119, 0);
  });

  it('is soon right when there is little left', () => {
    const countdown = new Countdown();
    countdown.next(20, 0);
    for (let now = 0; now <= 3; now += 0.1) countdown.next(3 - now, now);
    expect(countdown.next(0, 3)).toBeLessThan(1);
  });

  it('stays between what was foretold and what is, and never below nothing', () => {
    const estimates = fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(estimates, (given) => {
        const countdown = new Countdown();
        for (const [now, estimate] of given.entries()) {
          const shown = countdown.next(estimate, now)!;
          expect(shown).toBeGreaterThanOrEqual(0);
          expect(shown).toBeLessThanOrEqual(Math.max(...given));
        }
      }),
    );
  });

  it('begins anew where something else is counted', () => {
    const countdown = new Countdown();
    countdown.next(10, 0);
    countdown.restart();
    expect(countdown.next(500, 1)).toBe(500);
  });
});
