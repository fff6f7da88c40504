import type { Builder } from '../graph/builder.js';
import type { Value } from '../graph/graph.js';
import { isFloats } from './constants.js';
import type { Operation, Rewriter } from './rewriter.js';

/**
 * Puts a factor or summand for each channel into the weights of the convolution or product before it, worked out in float64; a
 * product of matrices with a bias becomes `Gemm`.
 */
export function folded({ op, inputs }: Operation, { b, single }: Rewriter): Value | undefined {
  if (op !== 'Add' && op !== 'Mul') return undefined;
  const [left, right] = inputs as [Value, Value];
  const y = isFloats(right) ? left : right;
  const constant = y === left ? right : left;
  const made = y.node;
  if (!isFloats(constant) || made === undefined || !single(y)) return undefined;
  const [x, weights, bias] = made.inputs;
  if (!isFloats(weights) || (bias !== undefined && !isFloats(bias))) return undefined;
  const isConv = made.op === 'Conv' || (made.op === 'ConvTranspose' && op === 'Add');
  if (!isConv && y.shape.length !== 2) return undefined;
  if (!isConv && !isPlainProduct(made.op, made.attributes, weights, bias)) return undefined;
  // The channels of a convolution are axis 1, those of a product the last one.
  const axis = isConv ? 1 : y.shape.length - 1;
  const channels = y.shape[axis]!;
  const values = byChannel(constant, y.shape, axis);
  if (values === undefined) return undefined;
  const before = bias?.data ?? new Float32Array(channels);
  const shift = Float32Array.from(before, (v, c) => (op === 'Add' ? v + values[c]! : v * values[c]!));
  let scaled: Value = weights;
  if (op === 'Mul') {
    const each = isConv ? weights.data.length / channels : 1;
    const data = weights.data.map((v, i) => v * values[isConv ? Math.floor(i / each) : i % channels]!);
    scaled = b.constantOf(data, weights.shape);
  }
  if (bias === undefined && op === 'Mul') return b.op(made.op, [x!, scaled], y.shape, made.attributes);
  return b.op(isConv ? made.op : 'Gemm', [x!, scaled, vector(b, shift)], y.shape, made.attributes);
}

function isPlainProduct(op: string, attributes: object, weights: Value, bias: Value | undefined): boolean {
  const plain = op === 'MatMul' || (op === 'Gemm' && Object.keys(attributes).length === 0);
  return plain && weights.shape.length === 2 && (bias === undefined || bias.shape.length === 1);
}

/** One number for each channel; undefined where a constant differs along other axes, or has more of them. */
function byChannel(constant: Value, shape: readonly number[], axis: number): Float32Array | undefined {
  const channels = shape[axis]!;
  const data = constant.data as Float32Array;
  if (data.length === 1 && constant.shape.length <= shape.length) return new Float32Array(channels).fill(data[0]!);
  const at = constant.shape.length - (shape.length - axis);
  return data.length === channels && constant.shape[at] === channels && constant.shape.length <= shape.length
    ? data
    : undefined;
}

function vector(b: Builder, data: Float32Array): Value {
  return b.constantOf(data, [data.length]);
}
