import { backend_util } from '@tensorflow/tfjs-core';
import { engineError } from '../errors/errors.js';
import type { Builder } from '../graph/builder.js';
import type { Value } from '../graph/graph.js';
import { activate } from './activation.js';
import type { Call, KernelAttributes, KernelTable } from './kernel.js';
import { pad } from './shapes.js';
import { windowsOf } from './windows.js';

/** Sizes, strides and padding of a convolution, as TensorFlow.js works them out. */
type ConvInfo = backend_util.Conv2DInfo;
type Shape4D = [number, number, number, number];

/**
 * Convolutions over two dimensions (one-dimensional ones arrive with height 1), channels last. Forward and for the filter they
 * are one matrix product of shifted copies; the copies are shared by both.
 */
export const CONVOLUTIONS: KernelTable = {
  Conv2D: ({ b, inputs, attrs }) => convolve(b, inputs['x']!, inputs['filter']!, attrs),
  FusedConv2D: ({ b, inputs, attrs }) => finish(b, convolve(b, inputs['x']!, inputs['filter']!, attrs), inputs, attrs),
  Conv2DBackpropFilter: ({ b, inputs, attrs }) => {
    const [x, dy] = [inputs['x']!, inputs['dy']!];
    const shape = attrs['filterShape'] as Shape4D;
    const info = infoOf(x.shape, shape, attrs);
    const columns = b.reshape(taps(b, x, info), [rowsOf(info), info.filterHeight * info.filterWidth * info.inChannels]);
    const slopes = b.reshape(dy, [rowsOf(info), info.outChannels]);
    const flat = b.op('Gemm', [columns, slopes], [columns.shape[1]!, info.outChannels], { transA: 1 });
    return b.reshape(flat, shape);
  },
  Conv2DBackpropInput: ({ b, inputs, attrs }) => {
    const [dy, filter] = [inputs['dy']!, inputs['filter']!];
    const info = infoOf(attrs['inputShape'] as Shape4D, filter.shape, attrs);
    return transposed(b, dy, b.transpose(filter, [3, 2, 0, 1]), info, 1);
  },
  DepthwiseConv2dNative: ({ b, inputs, attrs }) => depthwise(b, inputs['x']!, inputs['filter']!, attrs),
  FusedDepthwiseConv2D: ({ b, inputs, attrs }) =>
    finish(b, depthwise(b, inputs['x']!, inputs['filter']!, attrs), inputs, attrs),
  DepthwiseConv2dNativeBackpropInput: ({ b, inputs, attrs }) => {
    const [dy, filter] = [inputs['dy']!, inputs['filter']!];
    const info = infoOf(attrs['inputShape'] as Shape4D, filter.shape, attrs, true);
    return transposed(b, dy, channelwise(b, filter), info, info.inChannels);
  },
  DepthwiseConv2dNativeBackpropFilter: ({ b, inputs, attrs }) => {
    const [x, dy] = [inputs['x']!, inputs['dy']!];
    const shape = attrs['filterShape'] as Shape4D;
    const info = infoOf(x.shape, shape, attrs, true);
    const [height, width, channels, multiplier] = shape;
    const count = height * width;
    const seen = b.reshape(taps(b, x, info), [rowsOf(info), count, channels, 1]);
    const slopes = b.reshape(dy, [rowsOf(info), 1, channels, multiplier]);
    return b.reshape(b.reduce('ReduceSum', b.mul(seen, slopes), [0]), shape);
  },
};

function convolve(b: Builder, x: Value, filter: Value, attrs: KernelAttributes): Value {
  const info = infoOf(x.shape, filter.shape, attrs);
  const width = info.filterHeight * info.filterWidth * info.inChannels;
  const columns = b.reshape(taps(b, x, info), [rowsOf(info), width]);
  const flat = b.op(
    'MatMul',
    [columns, b.reshape(filter, [width, info.outChannels])],
    [rowsOf(info), info.outChannels],
  );
  return b.reshape(flat, info.outShape);
}

/** What each filter element meets, side by side: `[N, H, W, C]` → `[N, outH, outW, taps · C]`. */
function taps(b: Builder, x: Value, info: ConvInfo): Value {
  const { batchSize, outHeight, outWidth, inChannels, strideHeight, strideWidth } = info;
  const [top, left, bottom, right] = windowsOf(info, 'convolution').pads;
  const padded = pad(b, x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
  const parts: Value[] = [];
  for (let row = 0; row < info.filterHeight; row++) {
    for (let column = 0; column < info.filterWidth; column++) {
      const begin = [0, row * info.dilationHeight, column * info.dilationWidth, 0];
      const size = [batchSize, outHeight, outWidth, inChannels];
      parts.push(b.slice(padded, begin, size, [1, strideHeight, strideWidth, 1]));
    }
  }
  return b.concat(parts, 3);
}

/** The adjoint of a convolution by its input. @param weights `[outChannels, inChannels / groups, H, W]` */
function transposed(b: Builder, dy: Value, weights: Value, info: ConvInfo, groups: number): Value {
  const { rest, ...windows } = windowsOf(info, 'convolution');
  const shape = [info.batchSize, info.inChannels, info.inHeight, info.inWidth];
  const dx = b.op('ConvTranspose', [b.transpose(dy, [0, 3, 1, 2]), weights], shape, {
    ...windows,
    group: groups,
    output_padding: rest,
  });
  return b.transpose(dx, [0, 2, 3, 1]);
}

function depthwise(b: Builder, x: Value, filter: Value, attrs: KernelAttributes): Value {
  const info = infoOf(x.shape, filter.shape, attrs, true);
  const { rest: _, ...windows } = windowsOf(info, 'convolution');
  const shape = [info.batchSize, info.outChannels, info.outHeight, info.outWidth];
  const y = b.op('Conv', [b.transpose(x, [0, 3, 1, 2]), channelwise(b, filter)], shape, {
    ...windows,
    group: info.inChannels,
  });
  return b.transpose(y, [0, 2, 3, 1]);
}

/** A depthwise filter `[H, W, C, M]` as ONNX wants it: `[C · M, 1, H, W]`. */
export function channelwise(b: Builder, filter: Value): Value {
  const [height, width, channels, multiplier] = filter.shape as Shape4D;
  return b.reshape(b.transpose(filter, [2, 3, 0, 1]), [channels * multiplier, 1, height, width]);
}

function finish(
  b: Builder,
  y: Value,
  { bias, preluActivationWeights: weights }: Call['inputs'],
  attrs: KernelAttributes,
): Value {
  const options = { alpha: attrs['leakyreluAlpha'] as number | undefined, weights };
  return activate(b, bias === undefined ? y : b.add(y, bias), (attrs['activation'] as string) ?? 'linear', options);
}

function rowsOf({ batchSize, outHeight, outWidth }: ConvInfo): number {
  return batchSize * outHeight * outWidth;
}

function infoOf(
  x: readonly number[],
  filter: readonly number[],
  attrs: KernelAttributes,
  isDepthwise = false,
): ConvInfo {
  const format = (attrs['dataFormat'] as string | undefined) ?? 'NHWC';
  if (format !== 'NHWC') {
    throw engineError(
      'EO_KERNEL_UNSUPPORTED',
      `a convolution with dataFormat '${format}' cannot be compiled. Use 'NHWC'`,
    );
  }
  const { strides, pad: padding, dilations, dimRoundingMode } = attrs;
  return backend_util.computeConv2DInfo(
    [...x] as Shape4D,
    [...filter] as Shape4D,
    strides as number,
    (dilations as number | null) ?? 1, // null where a layer leaves them out
    padding as 'same',
    dimRoundingMode as 'floor',
    isDepthwise,
  );
}
