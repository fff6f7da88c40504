import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reference from './fixtures/plateau.json' with { type: 'json' };
import { PLATEAU_START, type PlateauRule, plateauStep } from './plateau.js';

const rule: PlateauRule = {
  mode: 'min',
  factor: 0.5,
  patience: 2,
  threshold: 1e-4,
  thresholdMode: 'rel',
  cooldown: 0,
  min: 5e-6,
  eps: 1e-8,
};

/** Rates after each metric, from `rate`. */
function rates(metrics: readonly number[], used: PlateauRule, rate = 1): number[] {
  let state = PLATEAU_START;
  return metrics.map((metric) => {
    ({ state, rate } = plateauStep(state, metric, rate, used));
    return rate;
  });
}

const number = (text: string): number => ({ inf: Infinity, nan: Number.NaN })[text] ?? Number(text);

describe('plateauStep', () => {
  it.each(reference.cases.map((c) => [JSON.stringify(c.options), c] as const))(
    'equals ReduceLROnPlateau: %s',
    (_, c) => {
      const found = rates(c.metrics.map(number), c.options as PlateauRule, c.rate);
      found.forEach((rate, i) => {
        expect(Math.abs(rate - c.rates[i]!)).toBeLessThanOrEqual(1e-8 * c.rates[i]!); // fixtures have nine digits
      });
    },
  );

  it('is worked by hand: patience 2 bears two bad epochs and cuts at the third', () => {
    expect(rates([5, 6, 6, 6, 6, 6, 6, 4, 4, 4, 4], rule)).toEqual([
      1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.125,
    ]);
  });

  it('does not count bad epochs during the cooldown', () => {
    expect(rates([5, 6, 6, 6, 6, 6, 6, 6, 6], { ...rule, cooldown: 2 })).toEqual([
      1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25,
    ]);
  });

  it('counts NaN and infinite metrics as no improvement', () => {
    expect(rates([Number.NaN, Number.NaN, -Infinity], rule)).toEqual([1, 1, 0.5]);
    expect(rates([Infinity, Infinity, Infinity], { ...rule, mode: 'max' })).toEqual([1, 1, 0.5]);
  });

  it('stops at the minimum, and does not raise a rate that is below it', () => {
    const flat = Array<number>(7).fill(1);
    expect(rates(flat, { ...rule, patience: 0, min: 0.3 })).toEqual([1, 0.5, 0.3, 0.3, 0.3, 0.3, 0.3]);
    expect(rates(flat, { ...rule, patience: 0, min: 2 })).toEqual(flat);
  });

  it('never raises the rate, never passes the minimum, and keeps its state in JSON', () => {
    const metrics = fc.array(fc.double({ min: 0, max: 10 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        metrics,
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 3 }),
        (values, patience, cooldown) => {
          const used = { ...rule, patience, cooldown, min: 1e-2 };
          let state = PLATEAU_START;
          let rate = 1;
          for (const metric of values) {
            const next = plateauStep(JSON.parse(JSON.stringify(state)), metric, rate, used);
            expect(next).toEqual(plateauStep(state, metric, rate, used));
            expect(next.rate).toBeLessThanOrEqual(rate);
            expect(next.rate).toBeGreaterThanOrEqual(1e-2);
            ({ state, rate } = next);
          }
        },
      ),
    );
  });
});
