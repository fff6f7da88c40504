import { number } from '../format.js';

/** Whole numbers for the ticks of an axis from `from` to `to`: at most `most`, in steps of 1, 2, 5, 10, … */
export function wholeTicks(from: number, to: number, most = 8): number[] {
  const first = Math.ceil(from);
  const last = Math.floor(to);
  const step = Math.max(1, stepOf((last - first) / Math.max(1, most - 1), [1, 2, 5, 10]));
  const ticks: number[] = [];
  // The first epoch is a landmark, so that 1, 10, 20 … stands there rather than 10, 20 …
  if (first % step !== 0 && Math.ceil(first / step) * step - first > step * 0.4) ticks.push(first);
  for (let tick = Math.ceil(first / step) * step; tick <= last; tick += step) ticks.push(tick);
  return ticks;
}

/** Ticks of an axis of any numbers, at most so many, in steps of 1, 2, 5, …, and the distance between them. */
export function evenTicks(from: number, to: number, most = 8): { ticks: number[]; interval: number } {
  const interval = stepOf((to - from) / Math.max(1, most - 1), [1, 2, 5, 10]);
  const ticks: number[] = [];
  for (let n = Math.ceil(from / interval - 1e-9); n * interval <= to + interval * 1e-9; n += 1)
    ticks.push(n * interval);
  return { ticks, interval };
}

/** An axis that holds all values, with a little room around them, and ticks at about `count` even places. */
export function axisAround(values: readonly number[], count = 4): { min: number; max: number; interval: number } {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [
    finite.reduce((a, b) => Math.min(a, b), finite[0] ?? 0),
    finite.reduce((a, b) => Math.max(a, b), finite[0] ?? 1),
  ];
  const room = high > low ? high - low : Math.abs(high) || 1;
  const interval = stepOf(room / count, [1, 2, 2.5, 5, 10]);
  // Of equal values the axis has one step on both sides; none goes below 0 for that alone.
  const [first, last] = [Math.floor(low / interval + 1e-9), Math.ceil(high / interval - 1e-9)];
  return {
    min: (first === last && first !== 0 ? first - 1 : first) * interval,
    max: (first === last ? last + 1 : last) * interval,
    interval,
  };
}

function stepOf(least: number, factors: readonly number[]): number {
  if (!(least > 0 && Number.isFinite(least))) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return factors.map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9))!;
}

/** Wider numbers do not fit next to a chart. */
const [MOST_DECIMALS, MOST_WHOLE] = [5, 1e6];

/**
 * Writes all ticks of an axis in one form: with as many decimals as their distance has, or all with an exponent.
 * @param most the largest tick
 */
export function tickText(interval: number, most: number): (value: number) => string {
  const near0 = (value: number) => Math.abs(value) < interval / 2;
  const decimals = decimalsOf(interval);
  if (decimals > MOST_DECIMALS || Math.abs(most) >= MOST_WHOLE) {
    const digits = Math.min(3, decimalsOf(interval / 10 ** Math.floor(Math.log10(Math.max(Math.abs(most), interval)))));
    return (value) => (near0(value) ? '0' : exponential(value, digits));
  }
  const format = new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (value) => format.format(near0(value) ? 0 : value).replace('-', '−');
}

function exponential(value: number, digits: number): string {
  return value.toExponential(digits).replace('e+', 'e').replace(/^-/, '−');
}

function decimalsOf(interval: number): number {
  for (let decimals = 0; decimals < 12; decimals += 1) {
    const scaled = interval * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 12;
}

/** Writes the ticks of a logarithmic axis, far apart as they may be: all with an exponent where one needs it. */
export function logTickText(ticks: readonly number[]): (value: number) => string {
  return ticks.some((tick) => tick < 1e-4 || tick >= 1e9)
    ? (value) => number(value).replace(/^[^e]*$/, exponential(value, 0))
    : number;
}

/** End and distance of ticks of an axis from 0 that has room for `most`: about six ticks, in steps of 1, 2.5, 5, 10, … */
export function axisFromZero(most: number): { max: number; interval: number } {
  const room = most > 0 ? most : 1;
  const interval = stepOf(room / 6, [1, 2.5, 5, 10]);
  return { max: Math.ceil(room / interval) * interval, interval };
}

/** A range and ticks for a logarithmic axis. */
export interface LogScale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** Ticks within a decade, from few to many. */
const FACTORS = [[1], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], Array.from({ length: 90 }, (_, index) => 1 + index / 10)];
/** Each tick is a line across the chart: so many are enough to read it, and more would hatch it. */
const ENOUGH_TICKS = 4;
const MOST_TICKS = 7;

/** Fits a logarithmic axis to values above 0; ECharts itself would round outwards to whole powers of ten. */
export function logScale(values: readonly number[]): LogScale | undefined {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  if (positive.length === 0) return undefined;
  const low = positive.reduce((a, b) => Math.min(a, b));
  const high = positive.reduce((a, b) => Math.max(a, b));
  const room = 10 ** Math.max(0.03, Math.log10(high / low) * 0.06);
  const [min, max] = [low / room, high * room];
  const choices = FACTORS.map((factors) => ticksBetween(min, max, factors));
  const ticks = choices.find(({ length }) => length >= ENOUGH_TICKS) ?? choices.at(-1)!;
  const every = Math.ceil(ticks.length / MOST_TICKS);
  return { min, max, ticks: ticks.filter((_, index) => index % every === 0) };
}

function ticksBetween(min: number, max: number, factors: readonly number[]): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power += 1) {
    for (const factor of factors) {
      const tick = factor * 10 ** power;
      if (tick >= min && tick <= max) ticks.push(tick);
    }
  }
  return ticks;
}
