import { describe, expect, it } from 'vitest';
import { curveSvg } from './chart.js';

const point = (rate: number, smoothed: number, loss = smoothed) => ({ rate, loss, smoothed });
const none = { valley: undefined, steepest: undefined, 'minimum/10': undefined };

describe('curveSvg', () => {
  it('places rates by their logarithm and losses by their size', () => {
    const curve = [point(0.01, 1), point(0.1, -1), point(1, -3)];
    const svg = curveSvg({ curve, suggestions: { ...none, valley: 0.1 }, rule: 'valley' }, { width: 280, height: 288 });
    // Across: 200 px from 64 to 264 for two decades. Up: from 1.6 (1 and 15 %) at 40 to −3.2 at 240, 41.67 px for 1.
    expect(svg).toContain('points="64.0,65.0 164.0,148.3 264.0,231.7"');
    expect(svg).toContain('<path d="M164.0 40V240" stroke="#c2410c" stroke-width="2"/>');
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
      [...curveSvg({ curve, suggestions: none, rule: 'valley' }).matchAll(/text-anchor="end">([^<]+)</g)].map((found) =>
        Number(found[1]),
      );
    // Up to 4 and 15 %, in quarters.
    expect(levels([point(0.01, 4), point(0.1, 2), point(1, 0)])).toEqual([0, 1.15, 2.3, 3.45, 4.6]);
    expect(levels([point(0.01, 1), point(0.1, -3)])[0]).toBe(-3.2);
  });

  it('is one well-formed picture without reference or script, whatever its title', () => {
    const svg = curveSvg({ curve: [point(1, 1)], suggestions: none, rule: 'valley' }, { title: '<script>&"' });
    expect(svg).not.toMatch(/<script|href|NaN|Infinity/);
    expect(svg).toContain('<title>&#60;script&#62;&#38;&#34;</title>');
    expect(curveSvg({ curve: [], suggestions: none, rule: 'valley' })).not.toMatch(/NaN|Infinity/);
  });
});
