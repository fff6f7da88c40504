/** Whole numbers for the ticks of an axis from `from` to `to`: at most `most`, in steps of 1, 2, 5, 10, … */
export function wholeTicks(from: number, to: number, most = 8): number[] {
  const first = Math.ceil(from);
  const last = Math.floor(to);
  const step = niceStep((last - first) / Math.max(1, most - 1));
  const ticks: number[] = [];
  // The first epoch is a landmark, so that 1, 10, 20 … stands there rather than 10, 20 …
  if (first % step !== 0 && Math.ceil(first / step) * step - first > step * 0.4) ticks.push(first);
  for (let tick = Math.ceil(first / step) * step; tick <= last; tick += step) ticks.push(tick);
  return ticks;
}

function niceStep(least: number): number {
  if (least <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least)!;
}

/** End and distance of ticks of an axis from 0 that has room for `most`: about six ticks, in steps of 1, 2.5, 5, 10, … */
export function axisFromZero(most: number): { max: number; interval: number } {
  const room = most > 0 ? most : 1;
  const least = room / 6;
  const power = 10 ** Math.floor(Math.log10(least));
  const interval = [1, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9))!;
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
