import { describe, expect, it } from 'vitest';
import { capRul, HEALTH_STATES, healthOfBound, healthState } from './labels.js';

describe('labels', () => {
  const borders = { degrading: 50, critical: 15 };

  // Worked by hand from training-loop.md: healthy RUL > 50 · degrading 15 < RUL ≤ 50 · critical RUL ≤ 15; cap 125.
  it.each([
    [0, 0, 'critical'],
    [14, 14, 'critical'],
    [15, 15, 'critical'],
    [15.01, 15.01, 'degrading'],
    [16, 16, 'degrading'],
    [50, 50, 'degrading'],
    [50.5, 50.5, 'healthy'],
    [51, 51, 'healthy'],
    [125, 125, 'healthy'],
    [126, 125, 'healthy'],
    [361, 125, 'healthy'],
  ])('RUL %d: capped %d, %s', (rul, capped, state) => {
    expect(capRul(rul, 125)).toBe(capped);
    expect(HEALTH_STATES[healthState(rul, borders)]).toBe(state);
    expect(healthState(capRul(rul, 125), borders)).toBe(healthState(rul, borders));
  });

  it('caps elsewhere, or not at all', () => {
    expect(capRul(140, 130)).toBe(130);
    expect(capRul(300, Number.POSITIVE_INFINITY)).toBe(300);
  });

  it('says of a lower bound what is certain, and no more', () => {
    expect([0, 15, 50, 50.5, 300].map((bound) => healthOfBound(bound, borders))).toEqual([-1, -1, -1, 0, 0]);
    // Certain: every life from the bound on is in that state.
    for (let bound = 0; bound < 200; bound += 7) {
      const states = new Set([0, 0.5, 20, 60, 500].map((more) => healthState(bound + more, borders)));
      expect(healthOfBound(bound, borders) === -1).toBe(states.size > 1);
    }
  });
});
