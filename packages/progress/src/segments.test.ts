import { plainText } from '@amnl/core-loop';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOLD, cut, lineWidth, render, widthOf } from './segments.js';

describe('render', () => {
  const line = [{ text: 'epoch ', colour: BOLD }, { text: 'one' }];

  it('colours pieces, or does not', () => {
    expect(render(line, false)).toBe('epoch one');
    expect(render(line, true)).toBe('\u001b[1mepoch \u001b[0mone');
  });

  it('lets nothing through that is not text', () => {
    expect(render([{ text: '\u001b[31mred\n' }, { text: 'loss' }], true)).toBe('\\u001b[31mred\\u000aloss');
  });

  it('cuts what is too long, colours ended', () => {
    expect(render(line, false, 9)).toBe('epoch one');
    expect(render(line, false, 8)).toBe('epoch o…');
    expect(render(line, true, 4)).toBe('\u001b[1mepo\u001b[0m…');
    expect(render(line, true, 0)).toBe('');
    expect(render([{ text: '誤差' }, { text: 'a' }, { text: 'bc' }], false, 4)).toBe('誤…'); // nothing slips into the gap
  });

  it('never passes the width, whatever the text', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 40 }), (some, width) => {
        const whole = some.map((text) => ({ text }));
        const rendered = render(whole, false, width);
        expect(widthOf(rendered)).toBeLessThanOrEqual(width);
        const text = some.map((part) => plainText(part)).join('');
        if (lineWidth(whole) <= width) expect(rendered).toBe(text);
        else expect([true, '…']).toEqual([text.startsWith(rendered.slice(0, -1)), rendered.at(-1)]);
      }),
    );
  });
});

describe('text', () => {
  it.each([
    ['loss · 1.5 ━──', 14],
    ['誤差', 4],
    ['e\u0301', 1],
    ['한국 loss', 9],
    ['', 0],
  ])('%s takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('is cut between characters', () => {
    expect(cut('誤差', 3)).toBe('誤');
    expect(cut('loss', 2)).toBe('lo');
    expect(cut('loss', -1)).toBe('');
  });
});
