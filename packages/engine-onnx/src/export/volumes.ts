import { backend_util } from '@tensorflow/tfjs-core';
import { engineError } from '../errors.js';
import type { Value } from '../graph.js';
import type { Call, KernelTable } from '../kernels/kernel.js';

type Shape5D = [number, number, number, number, number];
const TO_FIRST = [0, 4, 1, 2, 3];
const TO_LAST = [0, 2, 3, 4, 1];

/** Convolution and pooling over three dimensions, channels last: ONNX has them, the compiled engine has not (no gradients). */
export const VOLUMES: KernelTable = {
  Conv3D: ({ b, inputs, attrs }) => {
    const [x, filter] = [inputs['x']!, inputs['filter']!];
    const info = backend_util.computeConv3DInfo(
      [...x.shape] as Shape5D,
      [...filter.shape] as Shape5D,
      attrs['strides'] as number,
      (attrs['dilations'] as number | null) ?? 1,
      attrs['pad'] as 'same',
    );
    const windows = windowsOf(info);
    const weights = b.transpose(filter, [4, 3, 0, 1, 2]);
    const [batch, depth, height, width, channels] = info.outShape;
    const shape = [batch, channels, depth, height, width];
    return b.transpose(b.op('Conv', [b.transpose(x, TO_FIRST), weights], shape, windows), TO_LAST);
  },
  MaxPool3D: (call) => pooling('MaxPool', call),
  AvgPool3D: (call) => pooling('AveragePool', call),
};

function pooling(op: string, { b, inputs, attrs }: Call): Value {
  const x = inputs['x']!;
  const info = backend_util.computePool3DInfo(
    [...x.shape] as Shape5D,
    attrs['filterSize'] as number,
    attrs['strides'] as number,
    1,
    attrs['pad'] as 'same',
    attrs['dimRoundingMode'] as 'floor',
  );
  const { kernel_shape, strides, pads } = windowsOf(info);
  const [batch, depth, height, width, channels] = info.outShape;
  const shape = [batch, channels, depth, height, width];
  const y = b.op(op, [b.transpose(x, TO_FIRST)], shape, { kernel_shape, strides, pads });
  return b.transpose(y, TO_LAST);
}

/** As {@link backend_util.Conv3DInfo} puts them; padding at the end is what the last window needs. */
function windowsOf(info: backend_util.Conv3DInfo) {
  const { front, top, left } = info.padInfo;
  const after = (input: number, output: number, window: number, stride: number, before: number): number => {
    const over = (output - 1) * stride + window - input - before;
    if (-over >= stride) {
      throw engineError(
        'EO_KERNEL_UNSUPPORTED',
        "a convolution or pooling over three dimensions with this padding makes fewer windows than there is room for. Use 'same' or 'valid'",
      );
    }
    return Math.max(0, over);
  };
  const ends = [
    after(info.inDepth, info.outDepth, info.effectiveFilterDepth, info.strideDepth, front),
    after(info.inHeight, info.outHeight, info.effectiveFilterHeight, info.strideHeight, top),
    after(info.inWidth, info.outWidth, info.effectiveFilterWidth, info.strideWidth, left),
  ];
  return {
    kernel_shape: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    pads: [front, top, left, ...ends],
  };
}
