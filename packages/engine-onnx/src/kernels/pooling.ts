import { backend_util, util } from '@tensorflow/tfjs-core';
import type { Attributes, Value } from '../graph.js';
import type { KernelAttributes, KernelTable } from './kernel.js';

type PoolInfo = backend_util.Conv2DInfo;

/** Pooling over two dimensions, channels last; padding never counts. */
export const POOLING: KernelTable = {
  MaxPool: ({ b, inputs, attrs }) => {
    const x = inputs['x']!;
    const info = infoOf(x, attrs);
    const y = b.op('MaxPool', [b.transpose(x, TO_FIRST)], first(info.outShape), windows(info));
    return b.transpose(y, TO_LAST);
  },
  // The first largest element of each window gets its whole gradient.
  MaxPoolGrad: ({ b, inputs, attrs }) => {
    const [x, dy] = [inputs['input']!, inputs['dy']!];
    const info = infoOf(x, attrs);
    const shape = first(info.outShape);
    const [, places] = b.ops('MaxPool', [b.transpose(x, TO_FIRST)], [shape, shape], windows(info), [
      'float32',
      'int64',
    ]);
    const size = util.sizeFromShape([...x.shape]);
    const count = [util.sizeFromShape(shape)];
    const updates = b.reshape(b.transpose(dy, TO_FIRST), count);
    const dx = b.op('ScatterElements', [b.fill(0, [size]), b.reshape(places!, count), updates], [size], {
      axis: 0,
      reduction: 'add',
    });
    return b.transpose(b.reshape(dx, first(x.shape)), TO_LAST);
  },
  AvgPool: ({ b, inputs, attrs }) => {
    const x = inputs['x']!;
    const info = infoOf(x, attrs);
    const y = b.op('AveragePool', [b.transpose(x, TO_FIRST)], first(info.outShape), windows(info));
    return b.transpose(y, TO_LAST);
  },
  // Each output's gradient, divided by the filter's size, goes to its whole window: a transposed convolution with ones. (Where a
  // window reaches over the edge the divisor ought to be smaller; it is what TensorFlow.js's own backends take.)
  AvgPoolGrad: ({ b, inputs, attrs }) => {
    const [x, dy] = [inputs['input']!, inputs['dy']!];
    const info = infoOf(x, attrs);
    const planes = info.batchSize * info.inChannels;
    const shares = b.mul(dy, b.scalar(1 / (info.filterHeight * info.filterWidth)));
    const flat = b.reshape(b.transpose(shares, TO_FIRST), [planes, 1, info.outHeight, info.outWidth]);
    const { pads, strides, kernel_shape } = windows(info);
    const { padInfo } = info;
    const reach = (out: number, stride: number, size: number) => (out - 1) * stride + size;
    const output_padding = [
      info.inHeight + padInfo.top + padInfo.bottom - reach(info.outHeight, info.strideHeight, info.filterHeight),
      info.inWidth + padInfo.left + padInfo.right - reach(info.outWidth, info.strideWidth, info.filterWidth),
    ];
    const ones = b.fill(1, [1, 1, info.filterHeight, info.filterWidth]);
    const dx = b.op('ConvTranspose', [flat, ones], [planes, 1, info.inHeight, info.inWidth], {
      pads,
      strides,
      kernel_shape,
      output_padding,
    });
    return b.transpose(b.reshape(dx, first(x.shape)), TO_LAST);
  },
};

const TO_FIRST = [0, 3, 1, 2];
const TO_LAST = [0, 2, 3, 1];

function first([batch, height, width, channels]: readonly number[]): number[] {
  return [batch!, channels!, height!, width!];
}

function windows({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo }: PoolInfo) {
  return {
    kernel_shape: [filterHeight, filterWidth],
    strides: [strideHeight, strideWidth],
    pads: [padInfo.top, padInfo.left, padInfo.bottom, padInfo.right],
  } satisfies Attributes;
}

function infoOf({ shape }: Value, { filterSize, strides, pad, dimRoundingMode }: KernelAttributes): PoolInfo {
  return backend_util.computePool2DInfo(
    [...shape] as [number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad as 'same',
    dimRoundingMode as 'floor',
  );
}
