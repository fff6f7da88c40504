import { knownOptions } from '@amnl/core-loop';
import type { CurvePoint } from './curve.js';
import type { LearningRateFinding } from './find-learning-rate.js';

/** Options of {@link curveSvg}. */
export interface ChartOptions {
  /** Written above the chart. @default 'Loss by learning rate' */
  readonly title?: string;
  /** Label of the vertical axis. @default 'loss' */
  readonly loss?: string;
  /** In CSS pixels. @default 720 */
  readonly width?: number;
  /** In CSS pixels. @default 400 */
  readonly height?: number;
}

const EDGE = { left: 64, right: 16, top: 40, bottom: 48 };
/** Height of a line of text. */
const ROW = 16;
/** About the width of a character. */
const CHARACTER = 7;
/** The vertical axis ends this far above the losses before the minimum, so that a diverging end does not press all else flat. */
const ROOM_ABOVE = 0.15;
/** Seen well on white and on black. */
const COLOURS = { line: '#3b82f6', mark: '#ea580c' };

/**
 * The curve of a sweep as an SVG picture: single losses as dots, the smoothed loss as a line, the suggestions as vertical lines
 * with their names and rates (two digits) above the plot.
 * No scripts or external references; colours follow the page (`currentColor`), except for two that suit light and dark pages.
 * @throws CL_OPTION_UNKNOWN
 */
export function curveSvg(
  { curve, suggestions, rule }: Pick<LearningRateFinding, 'curve' | 'suggestions' | 'rule'>,
  options: ChartOptions = {},
): string {
  knownOptions('curveSvg', options, ['title', 'loss', 'width', 'height']);
  const { title = 'Loss by learning rate', loss = 'loss', width = 720, height = 400 } = options;
  const marks = sortedMarks(suggestions);
  const [rates, losses] = [curve.map(({ rate }) => Math.log10(rate)), shownLosses(curve)];
  const [right, bottom, top] = [width - EDGE.right, height - EDGE.bottom, EDGE.top + ROW * marks.length];
  const x = scale([rates[0] ?? 0, rates.at(-1) ?? 1], [EDGE.left, right]);
  const y = scale(losses, [bottom, top]);
  const at = ({ rate }: CurvePoint, value: number) => `${x(Math.log10(rate)).toFixed(1)},${y(value).toFixed(1)}`;

  const decades = powers(rates[0] ?? 0, rates.at(-1) ?? 1, (right - EDGE.left) / 40).map((power) => {
    const place = x(power).toFixed(1);
    return `<path d="M${place} ${top}V${bottom}" opacity=".12"/><text x="${place}" y="${bottom + 18}" text-anchor="middle">1e${power}</text>`;
  });
  const levels = roundValues(losses).map((value) => {
    const place = y(Number(value)).toFixed(1);
    return `<path d="M${EDGE.left} ${place}H${right}" opacity=".12"/><text x="${EDGE.left - 8}" y="${Number(place) + 4}" text-anchor="end">${value}</text>`;
  });
  const dots = curve.map((point) => `<circle cx="${at(point, point.loss).replace(',', '" cy="')}" r="2"/>`);
  const line = curve.map((point) => at(point, point.smoothed)).join(' ');
  // Each line begins below its own label. Those further right have the lower labels, so no line crosses a text.
  const suggested = marks.map(([name, rate], i) => {
    const [place, label] = [x(Math.log10(rate)), `${name} ${short(rate)}`];
    const [begin, start] = [EDGE.top + ROW * i, Math.min(place, width - CHARACTER * label.length)];
    const [stroke, weight] = name === rule ? ['2', ' font-weight="600"'] : ['1.5" stroke-dasharray="4 4', ''];
    return `<path d="M${place.toFixed(1)} ${begin}V${bottom}" stroke="${COLOURS.mark}" stroke-width="${stroke}"/><text x="${start.toFixed(1)}" y="${begin - 4}" fill="currentColor"${weight}>${escaped(label)}</text>`;
  });

  const clip = `lr-plot-${width}-${height}`; // a page may show two sizes
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<text x="0" y="14" font-size="15" fill="currentColor">${escaped(title)}</text>`,
    `<clipPath id="${clip}"><path d="M${EDGE.left} ${top}H${right}V${bottom}H${EDGE.left}Z"/></clipPath>`,
    `<g stroke="currentColor" fill="none">${[...decades, ...levels].join('').replaceAll('<text', '<text stroke="none" fill="currentColor"')}</g>`,
    `<text x="${(EDGE.left + right) / 2}" y="${height - 8}" text-anchor="middle" fill="currentColor">learning rate</text>`,
    `<text x="14" y="${(top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 14 ${(top + bottom) / 2})" fill="currentColor">${escaped(loss)}</text>`,
    `<g clip-path="url(#${clip})"><g fill="currentColor" opacity=".45">${dots.join('')}</g><polyline points="${line}" fill="none" stroke="${COLOURS.line}" stroke-width="2"/></g>`,
    `<g fill="none">${suggested.join('')}</g>`,
    '</svg>',
  ].join('\n');
}

/** The suggestions that there are, from the lowest rate to the highest. */
function sortedMarks(suggestions: LearningRateFinding['suggestions']): readonly (readonly [string, number])[] {
  return Object.entries(suggestions)
    .flatMap(([name, rate]) => (rate === undefined ? [] : [[name, rate] as const]))
    .sort(([, a], [, b]) => a - b);
}

/** Lowest and highest loss to be shown. */
function shownLosses(curve: readonly CurvePoint[]): [number, number] {
  const lowest = curve.reduce((low, { smoothed }, i) => (smoothed < curve[low]!.smoothed ? i : low), 0);
  const before = curve.slice(0, lowest + 1).flatMap(({ loss, smoothed }) => [loss, smoothed]);
  const [low, high] = [Math.min(...before), Math.max(...before)];
  if (!(high > low)) return [Number.isFinite(low) ? low - 1 : 0, Number.isFinite(low) ? low + 1 : 1];
  const below = low - 0.05 * (high - low);
  return [low >= 0 ? Math.max(0, below) : below, high + ROOM_ABOVE * (high - low)];
}

function scale(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): (value: number) => number {
  return (value) => start + ((value - from) / (to - from || 1)) * (end - start);
}

/** Whole powers of ten between two exponents, at most some `most` of them. */
function powers(from: number, to: number, most: number): number[] {
  const every = Math.max(1, Math.ceil((to - from) / Math.max(1, most)));
  const found: number[] = [];
  for (let power = Math.ceil(from - 1e-9); power <= to + 1e-9; power += every) found.push(power);
  return found;
}

/** Some five values in a range, multiples of 1, 2 or 5 times a power of ten, all with the same number of decimals. */
function roundValues([from, to]: readonly [number, number]): string[] {
  const ideal = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(ideal));
  const step =
    power *
    [1, 2, 5, 10].reduce((nearest, factor) => (ideal / power >= Math.sqrt(nearest * factor) ? factor : nearest));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(from / step - 1e-9);
  const count = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => {
    const value = (first + i) * step;
    if (decimals > 6 || Math.abs(value) >= 1e6) return String(Number(value.toPrecision(3)));
    return value.toFixed(decimals).replace(/^-(0\.?0*)$/, '$1');
  });
}

/** Two digits: a sweep is no more precise. */
function short(rate: number): string {
  return String(Number(rate.toPrecision(2)));
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
