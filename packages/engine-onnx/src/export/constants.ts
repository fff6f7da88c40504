import type { ConstantData, Value } from '../graph/graph.js';

/** A constant whose numbers are worked out from another's. */
export type FloatConstant = Value & { readonly data: Float32Array };

/** Whether a value is a float32 constant. */
export function isFloats(value: Value | undefined): value is FloatConstant {
  return value?.data instanceof Float32Array;
}

/** The numbers of a constant with its axes in another order. */
export function permuted(x: Value, perm: readonly number[]): ConstantData {
  const shape = perm.map((axis) => x.shape[axis]!);
  const strides = x.shape.map((_, axis) => x.shape.slice(axis + 1).reduce((size, n) => size * n, 1));
  const steps = perm.map((axis) => strides[axis]!);
  const data = x.data!.slice();
  const at = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    data[to] = x.data![from] as never;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++at[axis]! < shape[axis]!) break;
      from -= steps[axis]! * shape[axis]!;
      at[axis] = 0;
    }
  }
  return data;
}

/** Float constants one after the other. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
