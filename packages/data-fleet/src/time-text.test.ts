import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeReader } from './table/time-cell.js';
import { isoTime, timeText } from './time-text.js';

const HOUR = 3_600_000;
const clock = (format: 'iso' | 'epoch-seconds' | 'epoch-milliseconds', zone: string, start: number) => ({
  clock: { format, zone, unitMs: HOUR, starts: Float64Array.of(start) },
});

describe('timeText', () => {
  it.each([
    ['iso', 'Z', 1.5, '2024-05-31T09:30:00Z'],
    ['iso', '', 1.5, '2024-05-31T09:30:00'],
    ['iso', '+02:00', 1.5, '2024-05-31T11:30:00+02:00'],
    ['iso', '-03:30', 0.25 / HOUR, '2024-05-31T04:30:00.00025-03:30'],
    ['iso', 'date', 16, '2024-06-01'],
    ['iso', 'date', 16.5, '2024-06-01T00:30:00'],
    ['epoch-seconds', '', 0.5, '1717144200'],
    ['epoch-milliseconds', '', 0.5, '1717144200000'],
  ] as const)('%s in zone "%s"', (format, zone, time, text) => {
    expect(timeText(clock(format, zone, Date.UTC(2024, 4, 31, 8)), 0, time)).toBe(text);
  });

  it('is the number itself if the source has numbers', () => {
    expect(timeText({}, 0, 12.25)).toBe('12.25');
  });

  it('as ISO 8601, whatever the source writes', () => {
    const start = Date.UTC(2024, 4, 31, 8);
    expect(isoTime(clock('epoch-seconds', '', start), 0, 1.5)).toBe('2024-05-31T09:30:00Z');
    expect(isoTime(clock('iso', '+02:00', start), 0, 1.5)).toBe('2024-05-31T11:30:00+02:00');
    expect(isoTime({}, 0, 1.5)).toBeUndefined();
  });

  it('is read again as the same instant, to the millisecond', () => {
    const day = { min: Date.UTC(1971, 0, 1), max: Date.UTC(2090, 0, 1) };
    const formats = fc.constantFrom(
      ...(['Z', '', '+05:45', '-11:00'] as const).map((zone) => ['iso', zone] as const),
      ['epoch-seconds', ''] as const,
      ['epoch-milliseconds', ''] as const,
    );
    fc.assert(
      fc.property(formats, fc.integer(day), fc.integer({ min: 0, max: 1e10 }), ([format, zone], start, later) => {
        const fleet = clock(format, zone, start);
        const read = new TimeReader(format).read(timeText(fleet, 0, later / HOUR));
        expect(Math.round(read)).toBe(start + later);
      }),
      { numRuns: 300 },
    );
  });
});

describe('TimeReader', () => {
  // The limits by Python: datetime(1971, 1, 1, tzinfo=utc).timestamp() and datetime(2101, 1, 1, tzinfo=utc).timestamp()
  it.each([
    [
      'epoch-milliseconds',
      1_717_142_400,
      '1717142400 as epoch-milliseconds is not in the years 1971 to 2100. It looks like seconds',
    ],
    ['epoch-milliseconds', 1_717_142_400_000_000, 'It looks like micro- or nanoseconds since 1970'],
    ['epoch-seconds', 1_717_142_400_000, 'It looks like milliseconds since 1970'],
    ['epoch-seconds', 24, 'It looks like a count: convert it, or name its "format"'],
    ['epoch-seconds', 31_535_999, 'years 1971 to 2100'],
    ['epoch-seconds', 4_133_980_800, 'years 1971 to 2100'],
  ] as const)('refuses what cannot be %s: %i', (format, value, message) => {
    expect(() => new TimeReader(format).read(String(value))).toThrow(message);
  });

  it('takes epochs up to the limits', () => {
    const reader = new TimeReader('epoch-seconds');
    expect([31_536_000, 4_133_980_799].map((value) => reader.read(value))).toEqual([31_536_000_000, 4_133_980_799_000]);
  });

  it.each([
    ['2024-02-29T23:59:59.25Z', Date.UTC(2024, 1, 29, 23, 59, 59, 250), 'Z'],
    ['2024-05-31 08:00:00+02', Date.UTC(2024, 4, 31, 6), '+02:00'],
    ['2024-05-31T08:00-0330', Date.UTC(2024, 4, 31, 11, 30), '-03:30'],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000, 'Z'], // Python: datetime(1, 1, 1, tzinfo=utc) - datetime(1970, 1, 1, tzinfo=utc)
  ])('reads %s', (text, ms, zone) => {
    const reader = new TimeReader();
    expect(reader.read(text)).toBe(ms);
    expect(reader.zone).toBe(zone);
  });

  it.each(['2023-02-29', '2024-05-31T08:00+99:99', '2024-05-31T08:00+02:75', '2024-05-31-08', '2024-05-31T24:00Z'])(
    'refuses %s',
    (text) => expect(() => new TimeReader().read(text)).toThrow('expected a number or an ISO 8601 time'),
  );
});
