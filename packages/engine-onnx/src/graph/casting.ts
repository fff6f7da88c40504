import type { Attributes, ElementType, Value } from './graph.js';

/** ONNX's numbers of the element types. */
const TYPES: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** What casts are made with; a `Builder` has it. */
export interface CastOps {
  op(op: string, inputs: readonly Value[], shape: readonly number[], attributes: Attributes, type: ElementType): Value;
  unary(op: string, x: Value): Value;
  binary(op: string, left: Value, right: Value, type?: ElementType): Value;
  where(condition: Value, a: Value, b: Value): Value;
  scalar(value: number): Value;
  int(value: number): Value;
}

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
export function convert(ops: CastOps, x: Value, to: ElementType): Value {
  return ops.op('Cast', [x], x.shape, { to: TYPES[to] }, to);
}

/**
 * Whole numbers as JavaScript's typed arrays make them: modulo 2³², NaN and ±∞ are 0. What ONNX Runtime does with them depends on
 * the processor. (It would take two casts for one, hence the mask in between.)
 */
export function toInt32(ops: CastOps, x: Value): Value {
  const small = ops.binary('Less', ops.unary('Abs', x), ops.scalar(2 ** 62), 'bool');
  const whole = convert(ops, ops.where(small, x, ops.scalar(0)), 'int64');
  return convert(ops, ops.binary('BitwiseAnd', whole, ops.int(2 ** 32 - 1)), 'int32');
}
