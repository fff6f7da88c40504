import { backend_util, util } from '@tensorflow/tfjs-core';
import { broadcast } from '../graph/builder.js';
import type { Value } from '../graph/graph.js';
import { activate } from '../kernels/activation.js';
import { channelwise } from '../kernels/convolutions.js';
import type { Call, Kernel, KernelTable } from '../kernels/kernel.js';
import { axesOf, number } from '../kernels/reductions.js';
import { windowsOf } from '../kernels/windows.js';
import { channelsFirst } from './channels-first.js';
import { normalisation } from './normalisation.js';
import { VOLUMES } from './volumes.js';

type Shape4D = [number, number, number, number];

/**
 * Kernels as an exported model has them: the standard operator of ONNX where there is one. What only training needs is left out
 * (shared copies for the gradient, handling of NaN in ONNX Runtime), and so are operators specific to ONNX Runtime. One that
 * returns undefined leaves a call to the kernel of the compiled engine.
 */
export const EXPORT_KERNELS: Readonly<Record<string, (call: Call) => ReturnType<Kernel> | undefined>> = {
  Conv2D: (call) => convolution(call, false),
  FusedConv2D: (call) => convolution(call, false),
  DepthwiseConv2dNative: (call) => convolution(call, true),
  FusedDepthwiseConv2D: (call) => convolution(call, true),
  MaxPool: (call) => pooling('MaxPool', call),
  AvgPool: (call) => pooling('AveragePool', call),
  ...(VOLUMES satisfies KernelTable),
  BatchMatMul: product,
  _FusedMatMul: (call) => finish(call, product(call)),
  FusedBatchNorm: normalised,
  Max: extreme('ReduceMax'),
  Min: extreme('ReduceMin'),
};

function convolution(call: Call, depthwise: boolean): Value | undefined {
  const { b, inputs, attrs } = call;
  if ((attrs['dataFormat'] ?? 'NHWC') !== 'NHWC') return undefined;
  const [x, filter] = [inputs['x']!, inputs['filter']!];
  const info = backend_util.computeConv2DInfo(
    [...x.shape] as Shape4D,
    [...filter.shape] as Shape4D,
    attrs['strides'] as number,
    (attrs['dilations'] as number | null) ?? 1, // null where a layer leaves them out
    attrs['pad'] as 'same',
    attrs['dimRoundingMode'] as 'floor',
    depthwise,
  );
  const { rest: _, ...windows } = windowsOf(info, 'convolution');
  const weights = depthwise ? channelwise(b, filter) : b.transpose(filter, [3, 2, 0, 1]);
  const group = depthwise ? filter.shape[2]! : 1;
  return finish(call, channelsFirst(b, 'Conv', [x, weights], info.outShape, { ...windows, group }));
}

/** Bias and activation of a fused kernel. */
function finish({ b, inputs, attrs }: Call, y: Value): Value {
  const { bias, preluActivationWeights: weights } = inputs;
  const options = { alpha: attrs['leakyreluAlpha'] as number | undefined, weights };
  return activate(b, bias === undefined ? y : b.add(y, bias), (attrs['activation'] as string) ?? 'linear', options);
}

function pooling(op: 'MaxPool' | 'AveragePool', { b, inputs, attrs }: Call): Value {
  const x = inputs['x']!;
  const info = backend_util.computePool2DInfo(
    [...x.shape] as Shape4D,
    attrs['filterSize'] as number,
    attrs['strides'] as number,
    1,
    attrs['pad'] as 'same',
    attrs['dimRoundingMode'] as 'floor',
  );
  const { kernel_shape, strides, pads } = windowsOf(info, 'pooling');
  return channelsFirst(b, op, [x], info.outShape, { kernel_shape, strides, pads });
}

/** Products of matrices; where batches of them are read the other way round, there is a transposition before. */
function product({ b, inputs, attrs }: Call): Value {
  const side = (x: Value, turned: unknown): Value => {
    const rank = x.shape.length;
    const axes = x.shape.map((_, axis) => axis);
    return turned === true ? b.transpose(x, [...axes.slice(0, -2), rank - 1, rank - 2]) : x;
  };
  const [left, right] = [side(inputs['a']!, attrs['transposeA']), side(inputs['b']!, attrs['transposeB'])];
  const batch = broadcast(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const shape = [...batch, left.shape.at(-2)!, right.shape.at(-1)!];
  if (util.sizeFromShape(shape) === 0 || left.shape.at(-1) === 0) return b.fill(0, shape);
  if (util.sizeFromShape(batch) !== 1) return b.op('MatMul', [left, right], shape);
  const [a2, b2] = [left, right].map((x) => b.reshape(x, x.shape.slice(-2))) as [Value, Value];
  return b.reshape(b.op('MatMul', [a2, b2], shape.slice(-2)), shape);
}

function normalised({ b, inputs, attrs }: Call): Value | undefined {
  const { x, ...statistics } = inputs;
  return normalisation(b, x!, statistics, attrs['varianceEpsilon'] as number);
}

function extreme(op: string): (call: Call) => Value | undefined {
  return ({ b, inputs, attrs }) => {
    const x = number(b, inputs['x']!);
    const axes = axesOf(attrs['axis'] ?? attrs['reductionIndices'], x.shape);
    if (axes.some((axis) => x.shape[axis] === 0)) return undefined;
    return b.reduce(op, x, axes, attrs['keepDims'] === true);
  };
}
