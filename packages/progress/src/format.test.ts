import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBar,
  formatDuration,
  formatElapsed,
  formatNumber,
  formatPercent,
  formatRate,
  formatSteady,
  formatTimeLeft,
} from './format.js';

describe('format', () => {
  it.each([
    [0, '0'],
    [12.3456, '12.35'],
    [0.00123456, '0.001235'],
    [-3, '-3'],
    [1.2e-7, '1.2e-7'],
    [2e-9, '2e-9'],
    [3456.7, '3457'],
    [123456.7, '123457'],
    [1.5e9, '1.5e+9'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
  ])('number %d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([
    [0, '0'],
    [3, '3'],
    [20.6, '20.60'],
    [993.4, '993.4'],
    [1760.2, '1760'],
    [0.5, '0.5000'],
    [0.00015, '1.50e-4'],
    [-0.25, '-0.2500'],
    [1.5e9, '1.50e+9'],
    [Number.NaN, 'NaN'],
  ])('%d in place is %s', (value, text) => {
    expect(formatSteady(value)).toBe(text);
  });

  it('figures in place keep their length while they change a little', () => {
    fc.assert(
      fc.property(fc.double({ min: 20.001, max: 29.999, noNaN: true }), (value) => {
        fc.pre(!Number.isInteger(value));
        expect(formatSteady(value)).toHaveLength(5);
      }),
    );
  });

  it('rates have three digits', () => {
    expect([1021.4, 17.26, 0.1234].map(formatRate)).toEqual(['1020', '17.3', '0.123']);
  });

  it.each([
    [0.04, '0.0 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min 00 s'],
    [185, '3 min 05 s'],
    [3599.6, '1 h 00 min'],
    [7440, '2 h 04 min'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    [0.9, '0 s'],
    [59.9, '59 s'],
    [60.9, '1 min 00 s'],
    [3600, '1 h 00 min'],
  ])('%d seconds that have passed are %s', (seconds, text) => {
    expect(formatElapsed(seconds)).toBe(text);
  });

  it.each([
    [0.2, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [134, '2 min 10 s'],
    [594.9, '9 min 50 s'],
    [595, '10 min'],
    [2465, '41 min'],
    [3590, '1 h 00 min'],
    [7440, '2 h 04 min'],
  ])('%d seconds to come are %s', (seconds, text) => {
    expect(formatTimeLeft(seconds)).toBe(text);
  });

  it('a bar has its width, whatever the part', () => {
    expect(formatBar(0.5, 10)).toBe('━━━━━─────');
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (part) => {
        expect(formatBar(part, 16)).toHaveLength(16);
      }),
    );
  });

  it('all is done only when it is', () => {
    expect([0, 0.29, 0.999, 1, 1.2].map(formatPercent)).toEqual(['0 %', '29 %', '99 %', '100 %', '100 %']);
  });
});
