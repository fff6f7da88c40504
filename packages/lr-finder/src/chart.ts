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
/** The vertical axis ends this far above the losses before the minimum, so that a diverging end does not press all else flat. */
const ROOM_ABOVE = 0.15;

/**
 * The curve of a sweep as an SVG picture: single losses as dots, the smoothed loss as a line, the suggestions as vertical lines.
 * No scripts or external references; colours follow the page (`currentColor`), except for two.
 * @throws CL_OPTION_UNKNOWN
 */
export function curveSvg(
  { curve, suggestions, rule }: Pick<LearningRateFinding, 'curve' | 'suggestions' | 'rule'>,
  options: ChartOptions = {},
): string {
  knownOptions('curveSvg', options, ['title', 'loss', 'width', 'height']);
  const { title = 'Loss by learning rate', loss = 'loss', width = 720, height = 400 } = options;
  const [rates, losses] = [curve.map(({ rate }) => Math.log10(rate)), shownLosses(curve)];
  const x = scale([rates[0] ?? 0, rates.at(-1) ?? 1], [EDGE.left, width - EDGE.right]);
  const y = scale(losses, [height - EDGE.bottom, EDGE.top]);
  const [right, bottom] = [width - EDGE.right, height - EDGE.bottom];
  const at = ({ rate }: CurvePoint, value: number) => `${x(Math.log10(rate)).toFixed(1)},${y(value).toFixed(1)}`;

  const decades = ticks(rates[0] ?? 0, rates.at(-1) ?? 1).map((power) => {
    const place = x(power).toFixed(1);
    return `<path d="M${place} ${EDGE.top}V${bottom}" opacity=".12"/><text x="${place}" y="${bottom + 18}" text-anchor="middle">1e${power}</text>`;
  });
  const levels = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = losses[0] + share * (losses[1] - losses[0]);
    const place = y(value).toFixed(1);
    return `<path d="M${EDGE.left} ${place}H${right}" opacity=".12"/><text x="${EDGE.left - 8}" y="${Number(place) + 4}" text-anchor="end">${short(value)}</text>`;
  });
  const dots = curve.map((point) => `<circle cx="${at(point, point.loss).replace(',', '" cy="')}" r="2"/>`);
  const line = curve.map((point) => at(point, point.smoothed)).join(' ');
  const marks = Object.entries(suggestions).flatMap(([name, rate], i) => {
    if (rate === undefined) return [];
    const place = x(Math.log10(rate)).toFixed(1);
    const chosen = name === rule;
    return `<path d="M${place} ${EDGE.top}V${bottom}" stroke="#c2410c" stroke-width="${chosen ? 2 : 1}"${chosen ? '' : ' stroke-dasharray="4 4"'}/><text x="${Number(place) + 5}" y="${EDGE.top + 14 + 16 * i}" fill="#c2410c" stroke="none">${escaped(name)} ${short(rate)}</text>`;
  });

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<text x="${EDGE.left}" y="22" font-size="15" fill="currentColor">${escaped(title)}</text>`,
    `<clipPath id="lr-plot"><path d="M${EDGE.left} ${EDGE.top}H${right}V${bottom}H${EDGE.left}Z"/></clipPath>`,
    `<g stroke="currentColor" fill="none">${[...decades, ...levels].join('').replaceAll('<text', '<text stroke="none" fill="currentColor"')}</g>`,
    `<text x="${(EDGE.left + right) / 2}" y="${height - 8}" text-anchor="middle" fill="currentColor">learning rate</text>`,
    `<text x="14" y="${(EDGE.top + bottom) / 2}" text-anchor="middle" transform="rotate(-90 14 ${(EDGE.top + bottom) / 2})" fill="currentColor">${escaped(loss)}</text>`,
    `<g clip-path="url(#lr-plot)"><g fill="currentColor" opacity=".35">${dots.join('')}</g><polyline points="${line}" fill="none" stroke="#2563eb" stroke-width="2"/></g>`,
    `<g fill="none">${marks.join('')}</g>`,
    '</svg>',
  ].join('\n');
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

/** Whole powers of ten between two exponents, at most some ten of them. */
function ticks(from: number, to: number): number[] {
  const every = Math.max(1, Math.ceil((to - from) / 10));
  const found: number[] = [];
  for (let power = Math.ceil(from - 1e-9); power <= to + 1e-9; power += every) found.push(power);
  return found;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
