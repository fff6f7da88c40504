import { describe, expect, it } from 'vitest';
import { dateTicks } from '../src/page/charts/date-ticks.js';
import { axisAround, evenTicks, logTickText, tickText } from '../src/page/charts/ticks.js';
import { plural, shortened } from '../src/page/format.js';
import { rulText } from '../src/page/view-model/rul-digits.js';

const HOUR = 3_600_000;

describe('the numbers of an axis', () => {
  it.each([
    [0.25, 1, [0, 0.25, 1], ['0.00', '0.25', '1.00']],
    [500, 1500, [0, 500, 1500], ['0', '500', '1,500']],
    [0.5, 1, [-1, 0, 0.5], ['−1.0', '0.0', '0.5']],
    [0.000005, 0.000435, [0.00041, 0.000415], ['4.10e-4', '4.15e-4']],
    [1e8, 5e8, [0, 2e8, 5e8], ['0', '2e8', '5e8']],
  ])('that are %s apart up to %s have one form', (interval, most, ticks, texts) => {
    expect(ticks.map(tickText(interval, most))).toEqual(texts);
  });

  it('far apart have one form, too', () => {
    expect([0.001, 0.1, 10, 1000].map(logTickText([0.001, 1000]))).toEqual(['0.001', '0.1', '10', '1,000']);
    expect([1e-5, 1e-3, 1].map(logTickText([1e-5, 1]))).toEqual(['1e-5', '1e-3', '1e0']);
  });

  it('hold all values', () => {
    expect(axisAround([12.2, 19.9])).toEqual({ min: 12, max: 20, interval: 2 });
    expect(axisAround([1, 1])).toEqual({ min: 0.75, max: 1.25, interval: 0.25 });
    expect(axisAround([0])).toEqual({ min: 0, max: 0.25, interval: 0.25 });
    expect(axisAround([-3, 9], 5)).toEqual({ min: -5, max: 10, interval: 2.5 });
    expect(axisAround([])).toMatchObject({ min: 0 });
    const { ticks, interval } = evenTicks(0.00031, 0.0031);
    expect(interval).toBeCloseTo(0.0005, 10);
    expect(ticks.map(tickText(interval, 0.0031))).toEqual(['0.0005', '0.0010', '0.0015', '0.0020', '0.0025', '0.0030']);
  });
});

describe('the dates of an axis', () => {
  const start = Date.UTC(2026, 2, 14, 8, 30);
  const texts = (hours: number) => {
    const { times, text } = dateTicks([0, hours], start, HOUR);
    return times.map(text);
  };

  it('stand at full days, hours, minutes, as many as one can read', () => {
    expect(texts(5)).toEqual(['09:00', '10:00', '11:00', '12:00', '13:00']);
    expect(texts(24)).toEqual(['12:00', '18:00', '03-15', '06:00']);
    expect(texts(120)).toEqual(['03-15', '03-16', '03-17', '03-18', '03-19']);
    expect(texts(2 / 60)).toEqual(['08:30:00', '08:30:20', '08:30:40', '08:31:00', '08:31:20', '08:31:40', '08:32:00']);
    expect(texts(900 * 24)).toEqual(['2026-07', '2027-01', '2027-07', '2028-01', '2028-07']);
    for (const years of [1, 3, 10, 80]) {
      const marks = texts(years * 8766);
      expect(marks.length).toBeGreaterThan(2);
      expect(marks.length).toBeLessThan(9);
      expect(new Set(marks).size).toBe(marks.length);
    }
    for (const range of [
      [1e300, 2e300],
      [1e305, 1e305],
      [1e15, 1e15 + 1],
    ] as const) {
      expect(dateTicks(range, start, HOUR).times.length).toBeLessThan(20);
    }
  });
});

it('lives that are short in their unit have as many digits as they need', () => {
  expect(rulText({ cap: 125, units: [] }).rul(31.2371)).toBe('31.2');
  expect(rulText({ cap: 0.0019, units: [] }).error(0.000511)).toBe('+0.00051');
  const units = [{ unit: 'a', times: [0, 5], predicted: [8, 3], health: '00', truth: 3 }];
  expect(rulText({ units }).rul(2.71)).toBe('2.71');
});

it('a name from elsewhere changes neither the look nor the direction of its sentence', () => {
  expect(shortened('<b>P-1</b>', 40)).toBe('<b>P-1</b>');
  expect(shortened('a\u0000b\u202egnp.exe', 40)).toBe('a\ufffdb\ufffdgnp.exe');
  expect(shortened('مضخة 1', 40)).toBe('\u2068مضخة 1\u2069');
});

it('a noun that is given as many stays', () => {
  expect(['pump', 'pumps', 'bus', 'gearbox', 'chassis'].map(plural)).toEqual([
    'pumps',
    'pumps',
    'buses',
    'gearboxes',
    'chassises',
  ]);
});
