import { describe, expect, it } from 'vitest';
import { curveSvg } from './chart.js';

const point = (rate: number, smoothed: number, loss = smoothed) => ({ rate, loss, smoothed });
const none = { valley: undefined, steepest: undefined, 'minimum/10': undefined };

describe('curveSvg', () => {
  it('places rates by their logarithm and losses by their size', () => {
    const curve = [point(0.01, 1), point(0.1, -1), point(1, -3)];
    const svg = curveSvg({ curve, suggestions: { ...none, valley: 0.1 }, rule: 'valley' }, { width: 280, height: 304 });
    // Across: 200 px from 64 to 264 for two decades. Up: from 1.6 (1 and 15 %) at 56, below one label, to −3.2 at 256, 41.67 px for 1.
    expect(svg).toContain('points="64.0,81.0 164.0,164.3 264.0,247.7"');
    expect(svg).toContain('<path d="M164.0 40V256" stroke="#ea580c" stroke-width="2"/>');
    expect(svg).toContain('>valley 0.1</text>');
  });

  it('does not let a diverging end press all else flat', () => {
    const curve = [point(0.01, 4), point(0.1, 2), point(1, 1e9)];
    const [, first, second] = /points="64\.0,([\d.]+) \S+,([\d.]+)/.exec(
      curveSvg({ curve, suggestions: none, rule: 'valley' }),
    )!;
    expect(Number(second) - Number(first)).toBeGreaterThan(200); // of 312 px
  });

  it('does not go below zero where no loss does', () => {
    const levels = (curve: ReturnType<typeof point>[]) =>
      [...curveSvg({ curve, suggestions: none, rule: 'valley' }).matchAll(/text-anchor="end">([^<]+)</g)].map(
        ([, value]) => value,
      );
    // Up to 4 and 15 %.
    expect(levels([point(0.01, 4), point(0.1, 2), point(1, 0)])).toEqual(['0', '1', '2', '3', '4']);
    // From −3 and 5 % to 1 and 15 %.
    expect(levels([point(0.01, 1), point(0.1, -3)])).toEqual(['-3', '-2', '-1', '0', '1']);
    // From 0.261 to 1.38; with floats as they are, 3 × 0.2 is 0.6000000000000001.
    expect(levels([point(0.01, 1.234), point(0.1, 0.312)])).toEqual(['0.4', '0.6', '0.8', '1.0', '1.2']);
    expect(levels([point(0.01, 3e9), point(0.1, 1e9)]).at(-1)).toBe('3000000000');
  });

  it.each([720, 360])('writes suggestions above the plot, none across another or beyond the edge (%i px)', (width) => {
    const curve = [point(1e-7, 1), point(0.01, 0.5), point(1.9, 2)];
    const suggestions = { valley: 0.000756463, steepest: 1.6, 'minimum/10': 0.00312572 };
    const svg = curveSvg({ curve, suggestions, rule: 'valley' }, { width });
    const marks = [
      ...svg.matchAll(/<path d="M([\d.]+) (\d+)V\d+" stroke="#ea.*?<text x="([\d.]+)" y="(\d+)".*?>(.*?)<\/text>/g),
    ].map(([, ...found]) => found as [string, string, string, string, string]);
    expect(marks.map((mark) => mark[4])).toEqual(['valley 0.00076', 'minimum/10 0.0031', 'steepest 1.6']);
    const lines = marks.map(([x, top]) => ({ x: Number(x), top: Number(top) }));
    for (const [, top, start, baseline, text] of marks) {
      const end = Number(start) + 6 * text.length;
      expect(end).toBeLessThanOrEqual(width);
      expect(Number(baseline)).toBeLessThan(Number(top));
      const crossed = lines.filter((line) => line.x > Number(start) && line.x < end && line.top < Number(baseline) - 4);
      expect(crossed).toEqual([]);
    }
  });

  it('is one well-formed picture without reference or script, whatever its title', () => {
    const svg = curveSvg({ curve: [point(1, 1)], suggestions: none, rule: 'valley' }, { title: '<script>&"' });
    expect(svg).not.toMatch(/<script|href|NaN|Infinity/);
    expect(svg).toContain('<title>&#60;script&#62;&#38;&#34;</title>');
    expect(curveSvg({ curve: [], suggestions: none, rule: 'valley' })).not.toMatch(/NaN|Infinity/);
  });
});
