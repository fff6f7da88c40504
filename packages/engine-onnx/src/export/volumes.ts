import { backend_util } from '@tensorflow/tfjs-core';
import { engineError } from '../errors/errors.js';
import type { Value } from '../graph/graph.js';
import type { Call, KernelTable } from '../kernels/kernel.js';
import { channelsFirst } from './channels-first.js';

type Shape5D = [number, number, number, number, number];

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
    const weights = b.transpose(filter, [4, 3, 0, 1, 2]);
    return channelsFirst(b, 'Conv', [x, weights], info.outShape, windowsOf(info));
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
  return channelsFirst(b, op, [x], info.outShape, { kernel_shape, strides, pads });
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
