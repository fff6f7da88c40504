import type { StepPoint } from './run-data.js';

/** More points than pixels are useless. */
const MOST = 500;

/**
 * Every 2^k-th point and the newest one, at most 501, with five digits. As a run goes on, points are only added at the end, but for
 * when k grows: so a live page is sent little.
 */
export function thinned(steps: readonly StepPoint[]): readonly StepPoint[] {
  let stride = 1;
  while (steps.length / stride > MOST) stride *= 2;
  return steps.filter((_, i) => i % stride === 0 || i === steps.length - 1).map(brief);
}

function brief({ epoch, batch, batches, step, at, samplesPerSecond, metrics }: StepPoint): StepPoint {
  const numbers = Object.entries(metrics).map(([name, value]) => [name, fiveDigits(value)]);
  const speed = fiveDigits(samplesPerSecond) ?? 0;
  return { epoch, batch, batches, step, at, samplesPerSecond: speed, metrics: Object.fromEntries(numbers) };
}

/** What cannot be seen in a curve is left away; `null` for what is not finite. */
function fiveDigits(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(5));
}
