import { backend_util } from '@tensorflow/tfjs-core';
import { type Attributes, type Inputs, type Kernel, sizeOf, type WasmBackend } from './registry.js';

/** The gradient of a depthwise convolution by its filter, which wasm lacks. Adds up in float64. */
export const depthwiseFilterGradient: Kernel = (inputs, attrs, backend) => {
  const shape = attrs['filterShape'] as Shape;
  const info = infoOf(inputs['x']!.shape as Shape, shape, attrs);
  const sums = new Float64Array(sizeOf(shape));
  return computed(backend, shape, inputs, ['x', 'dy'], (out, x, dy) => {
    const { inChannels, outChannels } = info;
    const multiplier = outChannels / inChannels;
    meetings(info, (pixel, slope, tap) => {
      for (let i = 0; i < outChannels; i++) {
        sums[tap + i]! += x[pixel + Math.floor(i / multiplier)]! * dy[slope + i]!;
      }
    });
    out.set(sums);
  });
};

/** The gradient of a depthwise convolution by its input, which wasm lacks. */
export const depthwiseInputGradient: Kernel = (inputs, attrs, backend) => {
  const shape = attrs['inputShape'] as Shape;
  const info = infoOf(shape, inputs['filter']!.shape as Shape, attrs);
  return computed(backend, shape, inputs, ['filter', 'dy'], (out, filter, dy) => {
    const { inChannels, outChannels } = info;
    const multiplier = outChannels / inChannels;
    out.fill(0);
    meetings(info, (pixel, slope, tap) => {
      for (let i = 0; i < outChannels; i++) {
        out[pixel + Math.floor(i / multiplier)]! += filter[tap + i]! * dy[slope + i]!;
      }
    });
  });
};

type Shape = [number, number, number, number];
type ConvInfo = backend_util.Conv2DInfo;

function infoOf(x: Shape, filter: Shape, { strides, dilations, pad, dimRoundingMode }: Attributes): ConvInfo {
  return backend_util.computeConv2DInfo(
    x,
    filter,
    strides as number,
    (dilations as number | null) ?? 1,
    pad as 'same',
    dimRoundingMode as 'floor',
    true,
  );
}

/** Makes the output first: that may move the memory of wasm, and the inputs with it. */
function computed(
  backend: WasmBackend,
  shape: Shape,
  inputs: Inputs,
  [first, second]: readonly [string, string],
  fill: (out: Float32Array, first: Float32Array, second: Float32Array) => void,
) {
  const out = backend.makeOutput(shape, 'float32');
  const [to, a, b] = [out, inputs[first]!, inputs[second]!].map((tensor) => backend.typedArrayFromHeap(tensor));
  fill(to!, a!, b!);
  return out;
}

/** Calls `meet` wherever an element of the filter lies on the input, with the first channel's place in each of the three arrays. */
function meetings(info: ConvInfo, meet: (pixel: number, slope: number, tap: number) => void): void {
  const { inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, inChannels, outChannels } = info;
  for (let sample = 0; sample < info.batchSize; sample++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const slope = ((sample * outHeight + row) * outWidth + column) * outChannels;
        for (let down = 0; down < filterHeight; down++) {
          const y = row * info.strideHeight + down * info.dilationHeight - info.padInfo.top;
          if (y < 0 || y >= inHeight) continue;
          for (let right = 0; right < filterWidth; right++) {
            const x = column * info.strideWidth + right * info.dilationWidth - info.padInfo.left;
            if (x < 0 || x >= inWidth) continue;
            const pixel = ((sample * inHeight + y) * inWidth + x) * inChannels;
            meet(pixel, slope, (down * filterWidth + right) * outChannels);
          }
        }
      }
    }
  }
}
