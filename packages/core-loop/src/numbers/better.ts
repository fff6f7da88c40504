/** Which way a metric gets better. Never guessed from its name. */
export type Mode = 'min' | 'max';

/**
 * Whether a value beats the best so far by more than `minDelta`. Any finite value beats nothing (`null`, `undefined`); NaN and
 * infinities never beat anything; of equal values the earlier one stays the best.
 */
export function isBetter(mode: Mode, value: number, best: number | null | undefined, minDelta = 0): boolean {
  if (!Number.isFinite(value)) return false;
  if (best === null || best === undefined) return true;
  return mode === 'min' ? value < best - minDelta : value > best + minDelta;
}

/** The item with the best value by {@link isBetter}: the first of equals; undefined if no value is finite. */
export function bestBy<T>(
  mode: Mode,
  items: Iterable<T>,
  figureOf: (item: T) => number | null | undefined,
): { readonly item: T; readonly value: number } | undefined {
  let best: { readonly item: T; readonly value: number } | undefined;
  for (const item of items) {
    const value = figureOf(item) ?? Number.NaN;
    if (isBetter(mode, value, best?.value)) best = { item, value };
  }
  return best;
}
