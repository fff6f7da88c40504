import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { TrainError } from '../errors/errors.js';
import type { Attributes, Kernel, WasmBackend } from './registry.js';

/** Pooling over depth, height and width; a picture is one layer deep. */
interface Pool {
  readonly shape: readonly number[];
  readonly batch: number;
  readonly channels: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly before: readonly number[];
  /** Whether the backend's own code, which rounds sizes down, comes to the same output. */
  readonly plain: boolean;
}

function poolOf(x: readonly number[], attrs: Attributes): Pool {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as never;
  const flat = x.length === 4;
  const info = flat
    ? {
        ...backend_util.computePool2DInfo(x as never, filterSize, strides, 1, pad, dimRoundingMode),
        ...{ inDepth: 1, outDepth: 1, filterDepth: 1, strideDepth: 1 },
      }
    : backend_util.computePool3DInfo(x as never, filterSize, strides, 1, pad, dimRoundingMode);
  const { front = 0, back = 0, top, left, bottom, right } = info.padInfo as backend_util.PadInfo3D;
  const [input, output] = [
    [info.inDepth, info.inHeight, info.inWidth],
    [info.outDepth, info.outHeight, info.outWidth],
  ];
  const window = [info.filterDepth, info.filterHeight, info.filterWidth];
  const stride = [info.strideDepth, info.strideHeight, info.strideWidth];
  const [before, after] = [
    [front, top, left],
    [back, bottom, right],
  ];
  const natural = (i: number) => Math.floor((input[i]! + before[i]! + after[i]! - window[i]!) / stride[i]!) + 1;
  return {
    ...{ shape: info.outShape, batch: info.batchSize, channels: info.inChannels },
    ...{ input, output, window, stride, before },
    plain: output.every((size, i) => size === natural(i)),
  };
}

/**
 * Visits every window.
 * @param visit the place of its first output number, and the places of the first channel of the input pixels in it
 */
function windows({ batch, channels, input, output, window, stride, before }: Pool, visit: Visit): void {
  const [depth, height, width] = input as [number, number, number];
  const ranges = output.map((size, axis) =>
    Array.from({ length: size }, (_, i) => {
      const start = i * stride[axis]! - before[axis]!;
      return [Math.max(start, 0), Math.min(start + window[axis]!, input[axis]!)] as const;
    }),
  );
  const seen: number[] = [];
  let place = 0;
  for (let n = 0; n < batch; n++) {
    for (const [front, back] of ranges[0]!) {
      for (const [top, bottom] of ranges[1]!) {
        for (const [left, right] of ranges[2]!) {
          seen.length = 0;
          for (let z = front; z < back; z++) {
            for (let y = top; y < bottom; y++) {
              for (let x = left; x < right; x++) seen.push((((n * depth + z) * height + y) * width + x) * channels);
            }
          }
          visit(place, seen);
          place += channels;
        }
      }
    }
  }
}

type Visit = (place: number, seen: readonly number[]) => void;

/** Index of the largest number among `seen`, `-1` if there is none above −∞: NaN is never the largest. */
function largest(from: Float32Array, seen: readonly number[], channel: number): number {
  let [best, place] = [Number.NEGATIVE_INFINITY, -1];
  for (const pixel of seen) {
    if (from[pixel + channel]! > best) {
      best = from[pixel + channel]!;
      place = pixel + channel;
    }
  }
  return place;
}

/** The gradient of max pooling: wasm's own takes 0 for the largest number of a window where all are negative. */
export const maxPoolGrad: Kernel = (inputs, attrs, backend) => {
  const [x, dy] = [inputs['input']!, inputs['dy']!];
  const pool = poolOf(x.shape, attrs);
  const dx = backend.makeOutput(x.shape, 'float32');
  const [from, slopes, to] = [x, dy, dx].map((tensor) => backend.typedArrayFromHeap(tensor)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  to.fill(0);
  windows(pool, (place, seen) => {
    for (let channel = 0; channel < pool.channels; channel++) {
      const at = largest(from, seen, channel);
      if (at >= 0) to[at]! += slopes[place + channel]!;
    }
  });
  return dx;
};

/**
 * Pooling where wasm's own code is wrong: where sizes are rounded up it reads and writes beyond its tensors, a NaN comes
 * to −∞, and in three dimensions the largest number is at least 0.
 */
export function pooling(kind: 'max' | 'mean'): (original: Kernel) => Kernel {
  return (original) => (inputs, attrs, backend) => {
    const x = inputs['x']!;
    const pool = poolOf(x.shape, attrs);
    const wrong = (kind === 'max' && x.shape.length === 5) || !allFinite(backend.typedArrayFromHeap(x));
    return pool.plain && !wrong ? original(inputs, attrs, backend) : slowly(x, pool, kind, backend);
  };
}

/** A plain loop: `every` takes thirty times as long. */
function allFinite(numbers: Float32Array): boolean {
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i])) return false;
  return true;
}

function slowly(x: TensorInfo, pool: Pool, kind: 'max' | 'mean', backend: WasmBackend): TensorInfo {
  const y = backend.makeOutput(pool.shape, 'float32');
  const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(y)];
  windows(pool, (place, seen) => {
    for (let channel = 0; channel < pool.channels; channel++) {
      const total = () => seen.reduce((sum, pixel) => sum + from[pixel + channel]!, 0);
      const best = () => from[largest(from, seen, channel)] ?? Number.NEGATIVE_INFINITY;
      to[place + channel] = kind === 'max' ? best() : total() / seen.length;
    }
  });
  return y;
}

/**
 * A convolution whose size and beginning TensorFlow.js works out as its kernel in wasm does. Padding in numbers with a filter or strides that
 * differ by axis is not such a one: the kernel would write beyond its tensors.
 */
export function checkedConvolution(shapesOf: (...args: Parameters<Kernel>) => Shapes): (original: Kernel) => Kernel {
  return (original) => (inputs, attrs, backend) => {
    const { x, filter, depthwise } = shapesOf(inputs, attrs, backend);
    const { strides, dilations, pad, dimRoundingMode } = attrs as never;
    const info = backend_util.computeConv2DInfo(
      x as never,
      filter as never,
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      depthwise,
    );
    const { top, bottom, left, right } = info.padInfo;
    const size = (input: number, window: number, stride: number) => Math.floor((input - window) / stride) + 1;
    const over = (axis: 0 | 1) =>
      axis === 0
        ? (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight - info.inHeight
        : (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth - info.inWidth;
    const natural = [
      size(info.inHeight + top + bottom, info.effectiveFilterHeight, info.strideHeight),
      size(info.inWidth + left + right, info.effectiveFilterWidth, info.strideWidth),
    ];
    if (natural[0] !== info.outHeight || natural[1] !== info.outWidth) {
      throw new TrainError(
        'CL_OPTION_INVALID',
        `a convolution with pad ${JSON.stringify(pad)} comes to ${natural.join(' × ')} on wasm, and to ${info.outHeight} × ${info.outWidth} in TensorFlow.js. Use 'same', 'valid' or [[0, 0], [top, bottom], [left, right], [0, 0]]`,
      );
    }
    // With 'same' and strides that skip the end, padding would be negative: wasm takes another beginning then.
    const skips = pad === 'same' && (over(0) < 0 || over(1) < 0);
    const zeros = [0, 0];
    const given = { pad: [zeros, [top, bottom], [left, right], zeros], dimRoundingMode: 'floor' };
    return original(inputs, skips ? { ...attrs, ...given } : attrs, backend);
  };
}

interface Shapes {
  readonly x: readonly number[];
  readonly filter: readonly number[];
  readonly depthwise: boolean;
}
