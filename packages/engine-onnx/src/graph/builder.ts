import { sameShape } from '@amnl/core-loop';
import { backend_util, util } from '@tensorflow/tfjs-core';
import { castNumber, convert, toInt32, upcast } from './casting.js';
import type { Attributes, ConstantData, ElementType, Graph, Value } from './graph.js';
import { Pieces } from './split-joined.js';

/** Pieces that one operation makes at most. */
const MOST_PIECES = 7;

/**
 * What kernels are written with: the graph, with shapes inferred and the obvious left out. A reshape of a reshape is one
 * reshape; a cast to the same type, a transposition that moves nothing, adding 0 and multiplying by 1 are nothing; numbers that
 * are the same everywhere enter elementwise operations as scalars, and a broadcast before one is left to it.
 */
export class Builder {
  readonly #graph: Graph;
  readonly #pieces = new Pieces(this);

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** A node with one output; `type` defaults to the first input's. */
  op(
    op: string,
    inputs: readonly Value[],
    shape: readonly number[],
    attributes: Attributes = {},
    type?: ElementType,
  ): Value {
    return this.#graph.node(op, inputs, { type: type ?? inputs[0]!.type, shape }, attributes);
  }

  /** A node of ONNX Runtime's own operators. */
  microsoft(op: string, inputs: readonly Value[], shape: readonly number[], attributes: Attributes = {}): Value {
    return this.#graph.node(op, inputs, { type: inputs[0]!.type, shape }, attributes, 'com.microsoft');
  }

  /** A node with several outputs of the first input's type (unless `types` says otherwise). */
  ops(
    op: string,
    inputs: readonly Value[],
    shapes: readonly (readonly number[])[],
    attributes: Attributes = {},
    types: readonly ElementType[] = [],
  ): readonly Value[] {
    const outputs = shapes.map((shape, i) => ({ type: types[i] ?? inputs[0]!.type, shape }));
    return this.#graph.nodeOf(op, inputs, outputs, attributes);
  }

  /** An int64 vector, as ONNX wants shapes, axes and bounds. */
  ints(values: readonly number[]): Value {
    return this.#graph.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** An int64 scalar. */
  int(value: number): Value {
    return this.#graph.constant(BigInt64Array.of(BigInt(value)), []);
  }

  /** The same number everywhere. */
  fill(value: number, shape: readonly number[], type: ElementType = 'float32'): Value {
    const size = util.sizeFromShape([...shape]);
    return this.#graph.constant(arrayOf(type, size).fill(value), shape);
  }

  scalar(value: number, type: ElementType = 'float32'): Value {
    return this.fill(value, [], type);
  }

  /** A constant over `data`, which must not change afterwards. */
  constantOf(data: ConstantData, shape: readonly number[]): Value {
    return this.#graph.constant(data, shape);
  }

  /** A constant from numbers. */
  constant(values: readonly number[], shape: readonly number[], type: ElementType = 'float32'): Value {
    const data = arrayOf(type, values.length);
    data.set(values);
    return this.#graph.constant(data, shape);
  }

  cast(x: Value, type: ElementType): Value {
    if (x.type === type) return x;
    if (x.fill !== undefined && type !== 'int64') return this.fill(castNumber(x.fill, type), x.shape, type);
    return x.type === 'float32' && type === 'int32' ? toInt32(this, x) : convert(this, x, type);
  }

  reshape(x: Value, shape: readonly number[]): Value {
    if (sameShape(x.shape, shape)) return x;
    if (x.data !== undefined) return this.#graph.constant(x.data, shape);
    const source = x.node?.op === 'Reshape' ? x.node.inputs[0]! : x;
    if (sameShape(source.shape, shape)) return source;
    // An empty tensor's shape holds zeros, which would otherwise mean "as in the input".
    return this.op('Reshape', [source, this.ints(shape)], shape, { allowzero: 1 });
  }

  transpose(x: Value, perm: readonly number[]): Value {
    const shape = perm.map((axis) => x.shape[axis]!);
    if (x.fill !== undefined) return this.fill(x.fill, shape, x.type);
    const moved = perm.filter((axis) => x.shape[axis] !== 1);
    if (moved.every((axis, i) => i === 0 || moved[i - 1]! < axis)) return this.reshape(x, shape);
    const before = x.node;
    if (before?.op === 'Transpose') {
      const earlier = before.attributes['perm'] as readonly number[];
      return this.transpose(
        before.inputs[0]!,
        perm.map((axis) => earlier[axis]!),
      );
    }
    return this.op('Transpose', [x], shape, { perm });
  }

  expand(x: Value, shape: readonly number[]): Value {
    if (sameShape(x.shape, shape)) return x;
    if (x.fill !== undefined) return this.fill(x.fill, shape, x.type);
    return this.op('Expand', [x, this.ints(shape)], shape);
  }

  unary(op: string, x: Value, type: ElementType = x.type, attributes: Attributes = {}): Value {
    return this.op(op, [x], x.shape, attributes, type);
  }

  /** An elementwise operation of two values, broadcast. Types are made equal first. */
  binary(op: string, left: Value, right: Value, type?: ElementType): Value {
    const common = upcast(left.type, right.type);
    const shape = broadcast(left.shape, right.shape);
    let a = narrow(this, this.cast(left, common), right.shape, shape);
    const b = narrow(this, this.cast(right, common), a.shape, shape);
    a = narrow(this, a, b.shape, shape);
    return (
      this.#identity(op, a, b, shape) ??
      this.#pieces.combine(op, a, b) ??
      this.op(op, [a, b], shape, {}, type ?? common)
    );
  }

  add(a: Value, b: Value): Value {
    return this.binary('Add', a, b);
  }
  sub(a: Value, b: Value): Value {
    return this.binary('Sub', a, b);
  }
  mul(a: Value, b: Value): Value {
    return this.binary('Mul', a, b);
  }
  div(a: Value, b: Value): Value {
    return this.binary('Div', a, b);
  }

  /** `condition ? a : b`, broadcast. ONNX Runtime has no `Where` of bools. */
  where(condition: Value, a: Value, b: Value): Value {
    const type = upcast(a.type, b.type);
    const shape = broadcast(broadcast(condition.shape, a.shape), b.shape);
    const held = type === 'bool' ? 'int32' : type;
    const [yes, no] = [this.cast(a, held), this.cast(b, held)];
    return this.cast(this.op('Where', [this.cast(condition, 'bool'), yes, no], shape, {}, held), type);
  }

  /** A reduction over `axes` (non-negative). */
  reduce(op: string, x: Value, axes: readonly number[], keepDims = false): Value {
    const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
    if (axes.every((axis) => x.shape[axis] === 1)) return this.reshape(x, shape);
    return this.op(op, [x, this.ints(axes)], shape, { keepdims: keepDims ? 1 : 0 });
  }

  slice(
    x: Value,
    begin: readonly number[],
    size: readonly number[],
    strides: readonly number[] = begin.map(() => 1),
  ): Value {
    if (sameShape(size, x.shape) && strides.every((s) => s === 1)) return x;
    const axes = begin.flatMap((at, i) => (at === 0 && size[i] === x.shape[i] && strides[i] === 1 ? [] : [i]));
    // Going backwards, the end lies before the start; one before 0 is written as far below it.
    const ends = axes.map((i) => {
      const end = begin[i]! + size[i]! * strides[i]!;
      return strides[i]! < 0 && end < 0 ? -(2 ** 31) : end;
    });
    const bounds = [axes.map((i) => begin[i]!), ends, axes, axes.map((i) => strides[i]!)];
    return this.op('Slice', [x, ...bounds.map((list) => this.ints(list))], size);
  }

  concat(parts: readonly Value[], axis: number): Value {
    const filled = parts.filter(({ shape }) => shape[axis] !== 0);
    if (filled.length <= 1) return filled[0] ?? parts[0]!;
    const length = filled.reduce((total, { shape }) => total + shape[axis]!, 0);
    return this.op('Concat', filled, filled[0]!.shape.with(axis, length), { axis });
  }

  /**
   * Pieces along an axis. Where `x` was put together from such pieces, they are taken as they are, and elementwise operations in
   * between are done on each: what was joined only to be taken apart is never copied.
   */
  split(x: Value, axis: number, sizes: readonly number[]): readonly Value[] {
    if (sizes.length === 1) return [x];
    return this.#pieces.of(x, axis, sizes) ?? this.#split(x, axis, sizes);
  }

  /** In rounds where there are many pieces: each is a buffer of its own, and WebGPU promises eight for an operation. */
  #split(x: Value, axis: number, sizes: readonly number[]): readonly Value[] {
    let length = 1; // pieces in each part of this round
    while (length * MOST_PIECES < sizes.length) length *= MOST_PIECES;
    const parts: (readonly number[])[] = [];
    for (let i = 0; i < sizes.length; i += length) parts.push(sizes.slice(i, i + length));
    const totals = parts.map((part) => part.reduce((sum, size) => sum + size, 0));
    const shapes = totals.map((size) => x.shape.with(axis, size));
    const made = this.ops('Split', [x, this.ints(totals)], shapes, { axis });
    return made.flatMap((part, i) => (parts[i]!.length === 1 ? [part] : this.#split(part, axis, parts[i]!)));
  }

  /** What an operation with 0 or 1 comes to, where that is one of its operands. */
  #identity(op: string, a: Value, b: Value, shape: readonly number[]): Value | undefined {
    if (b.fill === (op === 'Add' || op === 'Sub' ? 0 : 1) && ['Add', 'Sub', 'Mul', 'Div'].includes(op)) {
      return this.expand(a, shape);
    }
    if (a.fill === (op === 'Add' ? 0 : 1) && ['Add', 'Mul'].includes(op)) return this.expand(b, shape);
    return undefined;
  }
}

/** Leaves out a broadcast of `x` which the other operand's shape brings about anyway. */
function narrow(builder: Builder, x: Value, other: readonly number[], shape: readonly number[]): Value {
  if (x.fill !== undefined && x.shape.length > 0) {
    if (sameShape(other, shape)) return builder.scalar(x.fill, x.type);
  }
  if (x.node?.op === 'Expand') {
    const source = x.node.inputs[0]!;
    if (sameShape(broadcast(source.shape, other), shape)) return source;
  }
  return x;
}

/** The shape of an elementwise operation. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  return backend_util.assertAndGetBroadcastShape([...a], [...b]);
}

function arrayOf(type: ElementType, size: number): Float32Array | Int32Array | Uint8Array {
  if (type === 'int32') return new Int32Array(size);
  return type === 'bool' ? new Uint8Array(size) : new Float32Array(size);
}
