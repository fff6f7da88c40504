const SVG = 'http://www.w3.org/2000/svg';
const SHAPES: Readonly<Record<string, string>> = {
  circle: 'M6 2a4 4 0 1 1 0 8a4 4 0 1 1 0-8z',
  triangle: 'M6 1.5L10.5 10h-9z',
  rect: 'M2.5 2.5h7v7h-7z',
  diamond: 'M6 1L11 6L6 11L1 6z',
};

/** The symbol that a run has in the charts, for legends and tables. */
export function symbolMark(symbol: string, colour: string): SVGSVGElement {
  const empty = symbol.startsWith('empty');
  const shape = SHAPES[symbol.replace('empty', '').toLowerCase()] ?? SHAPES['circle']!;
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of [
    ['viewBox', '0 0 12 12'],
    ['class', 'symbol'],
    ['aria-hidden', 'true'],
  ] as const) {
    svg.setAttribute(name, value);
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', shape);
  path.setAttribute('style', `fill: ${empty ? 'none' : colour}; stroke: ${colour}; stroke-width: 1.5`);
  svg.append(path);
  return svg;
}
