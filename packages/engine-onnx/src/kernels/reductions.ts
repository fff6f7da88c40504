import { util } from '@tensorflow/tfjs-core';
import type { Builder } from '../builder.js';
import type { Value } from '../graph.js';
import type { Call, Kernel, KernelTable } from './kernel.js';

/** Axes as non-negative numbers. */
export function axesOf(axis: unknown, shape: readonly number[]): number[] {
  return util.parseAxisParam(axis as number[], [...shape]);
}

const reduction =
  (reduce: (b: Builder, x: Value, axes: number[], keepDims: boolean) => Value): Kernel =>
  ({ b, inputs, attrs }: Call) => {
    const x = inputs['x']!;
    return reduce(b, x, axesOf(attrs['axis'] ?? attrs['reductionIndices'], x.shape), attrs['keepDims'] === true);
  };

/** Of bools: as numbers 0 and 1. */
const ofBools = (op: string): Kernel =>
  reduction((b, x, axes, keepDims) => b.cast(b.reduce(op, b.cast(x, 'int32'), axes, keepDims), 'bool'));

const argument =
  (op: string): Kernel =>
  ({ b, inputs, attrs }) => {
    const x = inputs['x']!;
    const [axis] = axesOf(attrs['axis'], x.shape) as [number];
    const shape = x.shape.filter((_, i) => i !== axis);
    return b.cast(b.op(op, [x], shape, { axis, keepdims: 0 }, 'int64'), 'int32');
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

/** Kernels that reduce axes. */
export const REDUCTIONS: KernelTable = {
  Sum: reduction((b, x, axes, keepDims) =>
    b.reduce('ReduceSum', x.type === 'bool' ? b.cast(x, 'int32') : x, axes, keepDims),
  ),
  Mean: reduction((b, x, axes, keepDims) => b.reduce('ReduceMean', b.cast(x, 'float32'), axes, keepDims)),
  Max: reduction((b, x, axes, keepDims) => b.reduce('ReduceMax', x, axes, keepDims)),
  Min: reduction((b, x, axes, keepDims) => b.reduce('ReduceMin', x, axes, keepDims)),
  Prod: reduction((b, x, axes, keepDims) =>
    b.reduce('ReduceProd', x.type === 'bool' ? b.cast(x, 'int32') : x, axes, keepDims),
  ),
  All: ofBools('ReduceMin'),
  Any: ofBools('ReduceMax'),
  ArgMax: argument('ArgMax'),
  ArgMin: argument('ArgMin'),
  Cumsum: cumsum,
  Cumprod: cumprod,
  Softmax: ({ b, inputs, attrs }) => {
    const x = b.cast(inputs['logits']!, 'float32');
    return b.op('Softmax', [x], x.shape, { axis: attrs['dim'] as number });
  },
};
