import { backend_util, util } from '@tensorflow/tfjs-core';
import type { Builder } from '../graph/builder.js';
import type { Attributes, Value } from '../graph/graph.js';
import type { KernelAttributes, KernelTable } from './kernel.js';
import { windowsOf } from './windows.js';

type PoolInfo = backend_util.Conv2DInfo;

/** Pooling over two dimensions, channels last; padding never counts. */
export const POOLING: KernelTable = {
  MaxPool: ({ b, inputs, attrs }) => {
    const x = inputs['x']!;
    const info = infoOf(x, attrs);
    const y = b.op('MaxPool', [withoutNaN(b, b.transpose(x, TO_FIRST))], first(info.outShape), windows(info));
    return b.transpose(y, TO_LAST);
  },
  // The first largest element of each window gets its whole gradient; a window without a number above −∞ has none.
  MaxPoolGrad: ({ b, inputs, attrs }) => {
    const [x, dy] = [inputs['input']!, inputs['dy']!];
    const info = infoOf(x, attrs);
    const shape = first(info.outShape);
    const seen = withoutNaN(b, b.transpose(x, TO_FIRST));
    const [largest, places] = b.ops('MaxPool', [seen], [shape, shape], windows(info), ['float32', 'int64']);
    const size = util.sizeFromShape([...x.shape]);
    const count = [util.sizeFromShape(shape)];
    const empty = b.binary('Equal', largest!, b.scalar(Number.NEGATIVE_INFINITY), 'bool');
    const updates = b.reshape(b.where(empty, b.scalar(0), b.transpose(dy, TO_FIRST)), count);
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
  // Each output's gradient, divided by the filter's size, goes to its whole window: a transposed convolution with ones. Where a
  // window reaches over the edge, the gradient function has made up for it, as TensorFlow.js's kernels divide so too.
  AvgPoolGrad: ({ b, inputs, attrs }) => {
    const [x, dy] = [inputs['input']!, inputs['dy']!];
    const info = infoOf(x, attrs);
    const planes = info.batchSize * info.inChannels;
    const shares = b.mul(dy, b.scalar(1 / (info.filterHeight * info.filterWidth)));
    const flat = b.reshape(b.transpose(shares, TO_FIRST), [planes, 1, info.outHeight, info.outWidth]);
    const ones = b.fill(1, [1, 1, info.filterHeight, info.filterWidth]);
    const dx = b.op('ConvTranspose', [flat, ones], [planes, 1, info.inHeight, info.inWidth], {
      ...windows(info),
      output_padding: windowsOf(info, 'pooling').rest,
    });
    return b.transpose(b.reshape(dx, first(x.shape)), TO_LAST);
  },
};

/** NaN is never the largest number of a window; ONNX Runtime takes it or not, depending on where it lies. */
function withoutNaN(b: Builder, x: Value): Value {
  return b.where(b.unary('IsNaN', x, 'bool'), b.scalar(Number.NEGATIVE_INFINITY), x);
}

const TO_FIRST = [0, 3, 1, 2];
const TO_LAST = [0, 2, 3, 1];

function first([batch, height, width, channels]: readonly number[]): number[] {
  return [batch!, channels!, height!, width!];
}

function windows(info: PoolInfo): Attributes {
  const { kernel_shape, strides, pads } = windowsOf(info, 'pooling');
  return { kernel_shape, strides, pads };
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
