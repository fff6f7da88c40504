import { fillNormal } from '@amnl/core-loop';
import { describe, expect, it } from 'vitest';
import { type CurvePoint, smoother, sweepRates } from './curve.js';
import { judged, suggest } from './suggest.js';

/** The curve of losses over the usual range. */
function curveOf(losses: readonly number[]): CurvePoint[] {
  const rates = sweepRates(1e-7, 10, 100, 'exponential');
  const smooth = smoother(0.98);
  return losses.map((loss, i) => ({ rate: rates[i]!, loss, smoothed: smooth(loss) }));
}
const noise = (seed: number, size: number) =>
  Array.from(fillNormal(new Float32Array(100), seed, 'test/noise', 0), (x) => 1 + size * x);

describe('judged', () => {
  it('leaves out a tenth of the steps at the beginning and five at the end', () => {
    const curve = curveOf(Array(100).fill(1));
    expect(judged(curve, 100)).toEqual(curve.slice(10, 95));
    expect(judged(curve.slice(0, 40), 100)).toEqual(curve.slice(10, 35));
    expect(judged(curve.slice(0, 12), 100)).toEqual([]);
  });
});

describe('suggest', () => {
  it('reads no rate out of noise', () => {
    const found = Array.from({ length: 500 }, (_, seed) => suggest(curveOf(noise(seed, 0.3)), 100));
    expect(found.filter(({ valley }) => valley !== undefined).length).toBeLessThanOrEqual(5);
  });

  it('reads no rate out of a curve that only rises, or never changes', () => {
    const none = { valley: undefined, steepest: undefined, 'minimum/10': undefined };
    expect(suggest(curveOf(Array.from({ length: 60 }, (_, i) => 1 + i)), 100)).toEqual(none);
    expect(suggest(curveOf(Array(100).fill(2)), 100)).toEqual(none);
    expect(suggest([], 100)).toEqual(none);
  });

  it('finds the fall of a noisy curve: flat to 1e-4, down to 1e-1, up behind it', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rates = sweepRates(1e-7, 10, 100, 'exponential');
      const jitter = noise(seed, 0.15);
      const shape = rates.map((rate) => 1 - 0.8 / (1 + (1e-3 / rate) ** 2) + (rate / 0.5) ** 2);
      const found = suggest(curveOf(shape.map((loss, i) => loss * jitter[i]!)), 100);
      for (const rate of [found.valley, found.steepest]) {
        expect(rate).toBeGreaterThan(1e-5);
        expect(rate).toBeLessThan(0.5);
      }
      expect(found['minimum/10']).toBeGreaterThan(1e-3);
      expect(found['minimum/10']).toBeLessThan(0.1);
    }
  });
});
