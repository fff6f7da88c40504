import { util } from '@tensorflow/tfjs-core';
import { engineError } from '../errors/errors.js';
import type { Builder } from '../graph/builder.js';
import type { Value } from '../graph/graph.js';
import type { Call, Kernel, KernelTable } from './kernel.js';

/** Axes as non-negative numbers. */
export function axesOf(axis: unknown, shape: readonly number[]): number[] {
  return util.parseAxisParam(axis as number[], [...shape]);
}

/** @param ofNothing what a reduction over no numbers gives; ONNX Runtime has its own ideas */
const reduction =
  (reduce: (b: Builder, x: Value, axes: number[], keepDims: boolean) => Value, ofNothing: number): Kernel =>
  ({ b, inputs, attrs }: Call) => {
    const x = inputs['x']!;
    const axes = axesOf(attrs['axis'] ?? attrs['reductionIndices'], x.shape);
    const made = reduce(b, x, axes, attrs['keepDims'] === true);
    if (!axes.some((axis) => x.shape[axis] === 0)) return made;
    const whole = Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, ofNothing));
    return b.fill(made.type === 'float32' ? ofNothing : whole, made.shape, made.type);
  };

/** Of bools: as numbers 0 and 1. */
const ofBools = (op: string, ofNothing: number): Kernel =>
  reduction((b, x, axes, keepDims) => b.cast(b.reduce(op, b.cast(x, 'int32'), axes, keepDims), 'bool'), ofNothing);

/** As on TensorFlow.js's backends, NaN is chosen where it comes first and nowhere else. */
const argument =
  (op: string, last: number): Kernel =>
  ({ b, inputs, attrs }) => {
    const x = inputs['x']!;
    const [axis] = axesOf(attrs['axis'], x.shape) as [number];
    const shape = x.shape.filter((_, i) => i !== axis);
    if (x.shape[axis] === 0) {
      throw engineError(
        'EO_KERNEL_UNSUPPORTED',
        `${op} of no numbers, along axis ${axis} of [${x.shape}], has no result`,
      );
    }
    const numbers = x.type === 'float32' ? b.where(b.unary('IsNaN', x, 'bool'), b.scalar(last), x) : b.cast(x, 'int32');
    const place = b.cast(b.op(op, [numbers], shape, { axis, keepdims: 0 }, 'int64'), 'int32');
    if (x.type !== 'float32') return place;
    const first = b.reshape(
      b.slice(
        x,
        x.shape.map(() => 0),
        x.shape.with(axis, 1),
      ),
      shape,
    );
    return b.where(b.unary('IsNaN', first, 'bool'), b.scalar(0, 'int32'), place);
  };

/** The axis and the flags of a running total. */
function runningOf({ inputs, attrs }: Call): { x: Value; axis: number; exclusive: boolean; reverse: boolean } {
  const x = inputs['x']!;
  const [axis] = axesOf(attrs['axis'], x.shape) as [number];
  return { x, axis, exclusive: attrs['exclusive'] === true, reverse: attrs['reverse'] === true };
}

const cumsum: Kernel = (call) => {
  const { x, axis, exclusive, reverse } = runningOf(call);
  const { b } = call;
  return b.op('CumSum', [x, b.reshape(b.ints([axis]), [])], x.shape, { exclusive: +exclusive, reverse: +reverse });
};

/** ONNX has no running product: every round multiplies by what lies 1, 2, 4, … places before (Hillis and Steele, 1986). */
const cumprod: Kernel = (call) => {
  const { x, axis, exclusive, reverse } = runningOf(call);
  const { b } = call;
  const length = x.shape[axis]!;
  const shifted = (y: Value, by: number): Value => {
    const kept = b.slice(
      y,
      y.shape.map((_, i) => (i === axis && reverse ? by : 0)),
      y.shape.with(axis, length - by),
    );
    const ones = b.fill(1, y.shape.with(axis, by), y.type);
    return b.concat(reverse ? [kept, ones] : [ones, kept], axis);
  };
  let product = exclusive && length > 0 ? shifted(x, 1) : x;
  for (let by = 1; by < length; by *= 2) product = b.mul(product, shifted(product, by));
  return product;
};

/** Bools count as 0 and 1. */
export function number(b: Builder, x: Value): Value {
  return x.type === 'bool' ? b.cast(x, 'int32') : x;
}

/** The largest or smallest number, NaN where there is a NaN: ONNX Runtime sees only one that comes first. */
function extreme(b: Builder, op: string, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const found = b.reduce(op, x, axes, keepDims);
  if (x.type !== 'float32' || found.node?.op !== op) return found;
  const flags = b.where(b.unary('IsNaN', x, 'bool'), x, b.scalar(0));
  return b.add(found, b.reduce('ReduceSum', flags, axes, keepDims));
}

/** Kernels that reduce axes. */
export const REDUCTIONS: KernelTable = {
  Sum: reduction((b, x, axes, keepDims) => b.reduce('ReduceSum', number(b, x), axes, keepDims), 0),
  Mean: reduction((b, x, axes, keepDims) => b.reduce('ReduceMean', b.cast(x, 'float32'), axes, keepDims), Number.NaN),
  Max: reduction((b, x, axes, keepDims) => extreme(b, 'ReduceMax', x, axes, keepDims), Number.NEGATIVE_INFINITY),
  Min: reduction((b, x, axes, keepDims) => extreme(b, 'ReduceMin', x, axes, keepDims), Number.POSITIVE_INFINITY),
  Prod: reduction((b, x, axes, keepDims) => b.reduce('ReduceProd', number(b, x), axes, keepDims), 1),
  All: ofBools('ReduceMin', 1),
  Any: ofBools('ReduceMax', 0),
  ArgMax: argument('ArgMax', Number.NEGATIVE_INFINITY),
  ArgMin: argument('ArgMin', Number.POSITIVE_INFINITY),
  Cumsum: cumsum,
  Cumprod: cumprod,
  Softmax: ({ b, inputs, attrs }) => {
    const x = b.cast(inputs['logits']!, 'float32');
    return b.op('Softmax', [x], x.shape, { axis: attrs['dim'] as number });
  },
};
