import type { Builder } from './builder.js';
import type { ElementType, Value } from './graph.js';

/** ONNX's numbers of the element types. */
const TYPES: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** The type that holds both. */
export function upcast(a: ElementType, b: ElementType): ElementType {
  const order: readonly ElementType[] = ['bool', 'int32', 'int64', 'float32'];
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

/** One number in another type. */
export function castNumber(value: number, type: ElementType): number {
  if (type === 'bool') return value === 0 ? 0 : 1;
  return type === 'int32' ? Math.trunc(value) : value;
}

/** ONNX Runtime's own conversion. */
export function convert(b: Builder, x: Value, to: ElementType): Value {
  return b.op('Cast', [x], x.shape, { to: TYPES[to] }, to);
}

/**
 * Whole numbers as JavaScript's typed arrays make them: modulo 2³², NaN and ±∞ are 0. What ONNX Runtime does with them depends on
 * the processor. (It would take two casts for one, hence the mask in between.)
 */
export function toInt32(b: Builder, x: Value): Value {
  const small = b.binary('Less', b.unary('Abs', x), b.scalar(2 ** 62), 'bool');
  const low = b.binary('BitwiseAnd', convert(b, b.where(small, x, b.scalar(0)), 'int64'), b.int(2 ** 32 - 1));
  return convert(b, low, 'int32');
}
