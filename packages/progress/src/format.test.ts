import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBar, formatDuration, formatNumber } from './format.js';
import { render } from './line.js';

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
    [0.04, '0.0 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min 00 s'],
    [185, '3 min 05 s'],
    [3599.6, '1 h 00 min'],
    [7440, '2 h 04 min'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('a bar has its width, whatever the part', () => {
    expect(formatBar(0.5, 10)).toBe('━━━━━─────');
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (part) => {
        expect(formatBar(part, 16)).toHaveLength(16);
      }),
    );
  });
});

describe('render', () => {
  const segments = [{ text: 'epoch ', colour: 1 }, { text: 'one' }];

  it('colours pieces, or does not', () => {
    expect(render(segments, false)).toBe('epoch one');
    expect(render(segments, true)).toBe('\u001b[1mepoch \u001b[0mone');
  });

  it('never passes the width, counting visible characters', () => {
    expect(render(segments, false, 9)).toBe('epoch one');
    expect(render(segments, false, 8)).toBe('epoch o…');
    expect(render(segments, true, 4)).toBe('\u001b[1mepo\u001b[0m…');
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 40 }), (texts, width) => {
        expect(
          render(
            texts.map((text) => ({ text })),
            false,
            width,
          ).length,
        ).toBeLessThanOrEqual(width);
      }),
    );
  });
});
