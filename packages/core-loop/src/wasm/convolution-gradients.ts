import { backend_util } from '@tensorflow/tfjs-core';
import type { Attributes, Inputs, Kernel, WasmBackend } from './registry.js';

/** A convolution over depth, height and width; a picture is one layer deep. */
interface Geometry {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly filter: readonly number[];
  readonly stride: readonly number[];
  readonly before: readonly number[];
}

/** Writes the gradient into `out`, which is 0 everywhere. @param other the input, or the filter */
type Fill = (out: Float64Array, other: Float32Array, dy: Float32Array, geometry: Geometry) => void;

/** By the filter: what each of its elements met, times the output's gradient. */
const byDepthwiseFilter: Fill = (out, x, dy, geometry) => {
  const { inChannels, outChannels } = geometry;
  const multiplier = outChannels / inChannels;
  meetings(geometry, (pixel, slope, tap) => {
    for (let i = 0; i < outChannels; i++) {
      out[tap * outChannels + i]! += x[pixel * inChannels + Math.floor(i / multiplier)]! * dy[slope * outChannels + i]!;
    }
  });
};

const byDepthwiseInput: Fill = (out, filter, dy, geometry) => {
  const { inChannels, outChannels } = geometry;
  const multiplier = outChannels / inChannels;
  meetings(geometry, (pixel, slope, tap) => {
    for (let i = 0; i < outChannels; i++) {
      out[pixel * inChannels + Math.floor(i / multiplier)]! +=
        filter[tap * outChannels + i]! * dy[slope * outChannels + i]!;
    }
  });
};

const byFilter: Fill = (out, x, dy, geometry) => {
  const { inChannels, outChannels } = geometry;
  meetings(geometry, (pixel, slope, tap) => {
    for (let c = 0; c < inChannels; c++) {
      const [seen, row] = [x[pixel * inChannels + c]!, (tap * inChannels + c) * outChannels];
      for (let o = 0; o < outChannels; o++) out[row + o]! += seen * dy[slope * outChannels + o]!;
    }
  });
};

const byInput: Fill = (out, filter, dy, geometry) => {
  const { inChannels, outChannels } = geometry;
  meetings(geometry, (pixel, slope, tap) => {
    for (let c = 0; c < inChannels; c++) {
      const row = (tap * inChannels + c) * outChannels;
      let sum = 0;
      for (let o = 0; o < outChannels; o++) sum += filter[row + o]! * dy[slope * outChannels + o]!;
      out[pixel * inChannels + c]! += sum;
    }
  });
};

/** Kernels of the gradients of depthwise convolutions, which wasm lacks. */
export const DEPTHWISE_GRADIENTS: Readonly<Record<string, Kernel>> = {
  DepthwiseConv2dNativeBackpropFilter: gradient('filterShape', 'x', byDepthwiseFilter, depthwiseOf),
  DepthwiseConv2dNativeBackpropInput: gradient('inputShape', 'filter', byDepthwiseInput, depthwiseOf),
};

/** Kernels of the gradients of convolutions over three dimensions, where wasm's own are wrong with padding and with strides. */
export const CONV3D_GRADIENTS: Readonly<Record<string, Kernel>> = {
  Conv3DBackpropFilterV2: gradient('filterShape', 'x', byFilter, volumeOf),
  Conv3DBackpropInputV2: gradient('inputShape', 'filter', byInput, volumeOf),
};

/**
 * @param shape the attribute that is the result's shape
 * @param other the input that is not the output's gradient
 */
function gradient(
  shape: 'filterShape' | 'inputShape',
  other: 'x' | 'filter',
  fill: Fill,
  geometryOf: (x: readonly number[], filter: readonly number[], attrs: Attributes) => Geometry,
): Kernel {
  return (inputs, attrs, backend) => {
    const made = attrs[shape] as readonly number[];
    const given = inputs[other]!.shape;
    const geometry = other === 'x' ? geometryOf(given, made, attrs) : geometryOf(made, given, attrs);
    return computed(backend, made, [inputs[other]!, inputs['dy']!], (out, a, b) => {
      const sums = new Float64Array(out.length);
      fill(sums, a, b, geometry);
      out.set(sums);
    });
  };
}

/** Makes the output first: that may move the memory of wasm, and the inputs with it. */
function computed(
  backend: WasmBackend,
  shape: readonly number[],
  inputs: readonly [Inputs[string], Inputs[string]],
  fill: (out: Float32Array, first: Float32Array, second: Float32Array) => void,
) {
  const out = backend.makeOutput(shape, 'float32');
  const [to, first, second] = [out, ...inputs].map((tensor) => backend.typedArrayFromHeap(tensor));
  fill(to!, first!, second!);
  return out;
}

function depthwiseOf(x: readonly number[], filter: readonly number[], attrs: Attributes): Geometry {
  const { strides, pad, dimRoundingMode } = attrs as never;
  const info = backend_util.computeConv2DInfo(x as never, filter as never, strides, 1, pad, dimRoundingMode, true);
  return {
    batch: info.batchSize,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    input: [1, info.inHeight, info.inWidth],
    output: [1, info.outHeight, info.outWidth],
    filter: [1, info.filterHeight, info.filterWidth],
    stride: [1, info.strideHeight, info.strideWidth],
    before: [0, info.padInfo.top, info.padInfo.left],
  };
}

function volumeOf(x: readonly number[], filter: readonly number[], attrs: Attributes): Geometry {
  const { strides, pad } = attrs as never;
  const info = backend_util.computeConv3DInfo(x as never, filter as never, strides, 1, pad);
  return {
    batch: info.batchSize,
    inChannels: info.inChannels,
    outChannels: info.outChannels,
    input: [info.inDepth, info.inHeight, info.inWidth],
    output: [info.outDepth, info.outHeight, info.outWidth],
    filter: [info.filterDepth, info.filterHeight, info.filterWidth],
    stride: [info.strideDepth, info.strideHeight, info.strideWidth],
    before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  };
}

/** Calls `meet` for every element of the filter that lies on an input pixel, with the numbers of pixel, output pixel and element. */
function meetings(geometry: Geometry, meet: (pixel: number, slope: number, tap: number) => void): void {
  const { batch, input, output } = geometry;
  const [planes, rows, columns] = [0, 1, 2].map((axis) => along(geometry, axis)) as [Along, Along, Along];
  const [, height, width] = input as [number, number, number];
  const [, tall, wide] = geometry.filter as [number, number, number];
  let slope = 0;
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < output[0]!; i++) {
      for (let j = 0; j < output[1]!; j++) {
        for (let k = 0; k < output[2]!; k++) {
          for (const [z, front] of planes[i]!) {
            for (const [y, down] of rows[j]!) {
              for (const [x, right] of columns[k]!) {
                const pixel = ((n * input[0]! + z) * height + y) * width + x;
                meet(pixel, slope, (front * tall + down) * wide + right);
              }
            }
          }
          slope++;
        }
      }
    }
  }
}

/** For each place of the output along one axis: the places of the input that the filter covers, and with which element. */
type Along = readonly (readonly (readonly [place: number, element: number])[])[];

function along({ input, output, filter, stride, before }: Geometry, axis: number): Along {
  return Array.from({ length: output[axis]! }, (_, out) =>
    Array.from({ length: filter[axis]! }, (_, element) => {
      return [out * stride[axis]! + element - before[axis]!, element] as const;
    }).filter(([place]) => place >= 0 && place < input[axis]!),
  );
}
