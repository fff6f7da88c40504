import type { ConstantData, Value } from '../graph/graph.js';

/** A part of a constant that makes up the whole by repetition. */
export interface Core {
  readonly shape: readonly number[];
  readonly data: ConstantData;
}

/**
 * What two constants of different shapes have in common, if both are the same numbers again and again along the axes in which they
 * differ: zeros for every sample, a row for every sample. Undefined otherwise.
 */
export function repeated(a: Value, b: Value): Core | undefined {
  if (a.shape.length !== b.shape.length || a.data!.length === 0 || b.data!.length === 0) return undefined;
  const axes = a.shape.flatMap((size, axis) => (size === b.shape[axis] ? [] : [axis]));
  if (axes.length === 0) return undefined;
  const [first, second] = [core(a, axes), core(b, axes)];
  if (first === undefined || second === undefined) return undefined;
  return first.data.every((v: number | bigint, i: number) => Object.is(v, second.data[i])) ? first : undefined;
}

function core({ shape, data }: Value, axes: readonly number[]): (Core & { data: Float32Array }) | undefined {
  let made = data as Float32Array;
  let sizes = [...shape];
  for (const axis of axes) {
    const inner = sizes.slice(axis + 1).reduce((size, n) => size * n, 1);
    const count = sizes[axis]!;
    const kept = made.slice(0, made.length / count);
    for (let i = 0; i < made.length; i++) {
      const outer = Math.floor(i / inner / count);
      const at = outer * inner + (i % inner);
      if (i < (outer * count + 1) * inner) kept[at] = made[i]!;
      else if (!Object.is(made[i], kept[at])) return undefined;
    }
    made = kept;
    sizes = sizes.with(axis, 1);
  }
  return { shape: sizes, data: made };
}
