import type { CurvePoint } from './curve.js';
import { RULES, type Rule } from './rules.js';

/** Suggestions by rule; undefined if a rule finds none. */
export type Suggestions = Readonly<Record<Rule, number | undefined>>;

/** Points at the end that are not judged, since the loss is rising there. As in fastai. */
const LAST_LEFT_OUT = 5;
/** Fewest judged points. */
export const LEAST_POINTS = 5;
/** A fall counts from this many standard deviations on, … */
const DEVIATIONS = 3;
/** … and from this share of the loss, the precision of sums in float32. */
const RESOLUTION = 1e-5;

/**
 * The part of a curve that is judged, as in fastai: without the first tenth of the steps, where the smoothed loss is the mean of a few
 * batches, and without the last five.
 * @param steps requested steps; the curve has fewer if it diverged
 */
export function judged(curve: readonly CurvePoint[], steps: number): readonly CurvePoint[] {
  return curve.slice(Math.floor(steps / 10), Math.max(0, curve.length - LAST_LEFT_OUT));
}

/**
 * The suggestions of all rules; none if the loss does not fall by more than the noise between batches. For the
 * same reason the steepest slope is only searched after the loss has started to fall.
 */
export function suggest(curve: readonly CurvePoint[], steps: number): Suggestions {
  const part = judged(curve, steps);
  const fall = part.length < LEAST_POINTS ? undefined : fallOf(curve, part);
  const entries = Object.entries(RULES).map(([name, rule]) => [
    name,
    fall && rule(name === 'steepest' ? part.slice(fall.from) : part),
  ]);
  return Object.fromEntries(entries) as Suggestions;
}

/**
 * Where the judged part begins to fall below its first point by more than chance; undefined if it never does. The spread of single losses
 * is taken from neighbours, whose difference a slow fall hardly enters (von Neumann): σ² = Σ (xᵢ₊₁ − xᵢ)² / 2n. A smoothed loss is a mean
 * of all before it: σ / √i.
 */
function fallOf(curve: readonly CurvePoint[], part: readonly CurvePoint[]): { readonly from: number } | undefined {
  const first = part[0]!;
  const place = (point: CurvePoint) => curve.indexOf(point) + 1;
  const lowest = part.reduce((low, point) => (point.smoothed < low.smoothed ? point : low));
  // Up to the lowest point: behind it a diverging loss has a spread of its own.
  const squares = curve.slice(1, place(lowest)).map(({ loss }, i) => (loss - curve[i]!.loss) ** 2);
  const variance = squares.reduce((sum, square) => sum + square, 0) / (2 * Math.max(1, squares.length));
  const isBelow = (point: CurvePoint) => {
    const chance = DEVIATIONS * Math.sqrt(variance * (1 / place(first) + 1 / place(point)));
    return first.smoothed - point.smoothed > chance + RESOLUTION * Math.abs(first.smoothed);
  };
  const falling = part.slice(0, part.indexOf(lowest) + 1);
  return isBelow(lowest) ? { from: falling.findLastIndex((point) => !isBelow(point)) } : undefined;
}
