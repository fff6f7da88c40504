import {
  backend_util,
  getKernel,
  matMul,
  pad,
  reshape,
  stack,
  stridedSlice,
  type Tensor4D,
  type TensorInfo,
  tidy,
  util,
} from '@tensorflow/tfjs-core';
import { TrainError } from './errors.js';
import { oneByOne, transposedFirst } from './wasm-products.js';
import { asKernel, type Kernel, register, replace, sizeOf } from './wasm-registry.js';
import { slice, splitV, unpack } from './wasm-slices.js';

/** Sums over adjacent axes that are not the last row by row; wasm's own kernel transposes first. Adds up in 64 bits. */
function sum(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    const rank = x.shape.length;
    const axes = util.parseAxisParam(attrs['axis'] as number | number[], x.shape).sort((a, b) => a - b);
    const [first, last] = [axes[0], axes.at(-1)];
    const fits = first !== undefined && last! < rank - 1 && last! - first === axes.length - 1;
    if (!fits || x.dtype !== 'float32' || sizeOf(x.shape) === 0) return original(inputs, attrs, backend);
    const [outer, inner] = [x.shape.slice(0, first), x.shape.slice(last! + 1)];
    const out = backend.makeOutput([...outer, ...(attrs['keepDims'] ? axes.map(() => 1) : []), ...inner], 'float32');
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    const totals = new Float64Array(sizeOf(inner));
    const block = from.length / sizeOf(outer);
    for (let start = 0, target = 0; start < from.length; start += block, target += totals.length) {
      totals.fill(0);
      for (let row = start; row < start + block; row += totals.length) {
        for (let i = 0; i < totals.length; i++) totals[i]! += from[row + i]!;
      }
      to.set(totals, target);
    }
    return out;
  };
}

/** tanh x = 2 σ(2x) − 1 by XNNPACK's sigmoid, and the power series near 0 where the difference would lose digits. */
export function tanh(original: Kernel): Kernel {
  const sigmoid = asKernel(getKernel('Sigmoid', 'wasm'));
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    if (x.dtype !== 'float32') return original(inputs, attrs, backend);
    const doubled = backend.makeOutput(x.shape, 'float32');
    const [from, twice] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(doubled)];
    for (let i = 0; i < from.length; i++) twice[i] = 2 * from[i]!;
    const out = sigmoid({ x: doubled }, {}, backend) as TensorInfo;
    backend.disposeData(doubled.dataId);
    const [values, result] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    for (let i = 0; i < result.length; i++) {
      const v = values[i]!;
      const q = v * v;
      // |x| < 0.3: the next term, 1382/155925 x^11, is below 5e-8 of x.
      result[i] =
        q < 0.09 ? v * (1 + q * (-1 / 3 + q * (2 / 15 + q * (-17 / 315 + q * (62 / 2835))))) : 2 * result[i]! - 1;
    }
    return out;
  };
}

/** Attributes of Conv2DBackpropFilter that count here. */
interface FilterGradientAttributes {
  readonly strides: number | [number, number];
  readonly pad: Parameters<typeof backend_util.computeConv2DInfo>[4];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly filterShape: [number, number, number, number];
}

/**
 * The gradient of a 2-D (or 1-D) convolution by its filter, which wasm lacks (tensorflow/tfjs#8474): for each tap of the
 * filter the input shifted by that tap, transposed, times the output's gradient.
 */
const conv2DBackpropFilter: Kernel = (inputs, attrs) => {
  const {
    strides,
    pad: padding,
    dimRoundingMode,
    dataFormat,
    filterShape,
  } = attrs as unknown as FilterGradientAttributes;
  if (dataFormat === 'NCHW') {
    throw new TrainError('CL_OPTION_INVALID', "a convolution on wasm was given dataFormat 'NCHW'. Use 'NHWC'");
  }
  const x = inputs['x'] as Tensor4D;
  const dy = inputs['dy'] as Tensor4D;
  const info = backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, padding, dimRoundingMode);
  const { strideHeight, strideWidth, outHeight, outWidth, padInfo, inChannels, outChannels, batchSize } = info;
  // Tensors from here on are freed by the tidy, except the one returned.
  return tidy(() => {
    const { top, bottom, left, right } = padInfo;
    const padded = pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
    const gradient = reshape(dy, [-1, outChannels]);
    const taps = [];
    for (let row = 0; row < filterShape[0]; row++) {
      for (let column = 0; column < filterShape[1]; column++) {
        const end = [
          batchSize,
          row + (outHeight - 1) * strideHeight + 1,
          column + (outWidth - 1) * strideWidth + 1,
          inChannels,
        ];
        const seen = stridedSlice(padded, [0, row, column, 0], end, [1, strideHeight, strideWidth, 1]);
        taps.push(matMul(reshape(seen, [-1, inChannels]), gradient, true));
      }
    }
    return reshape(stack(taps), filterShape);
  });
};

/** Adds up rows by segment: the gradient of `gather` and of embeddings, which wasm lacks (tensorflow/tfjs#8082). */
const unsortedSegmentSum: Kernel = (inputs, attrs, backend) => {
  const x = inputs['x']!;
  const segments = inputs['segmentIds']!;
  const count = attrs['numSegments'] as number;
  const inner = x.shape.slice(segments.shape.length);
  const width = sizeOf(inner);
  const out = backend.makeOutput([count, ...inner], x.dtype);
  const [from, ids, to] = [x, segments, out].map((tensor) => backend.typedArrayFromHeap(tensor)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  to.fill(0);
  ids.forEach((id, row) => {
    if (id < 0 || id >= count) return; // as TensorFlow: rows of unknown segments are dropped
    for (let i = 0; i < width; i++) to[id * width + i]! += from[row * width + i]!;
  });
  return out;
};

let prepared = false;

/**
 * Makes the wasm backend of TensorFlow.js 4.22 fit for training: adds the two gradient kernels it lacks
 * (`Conv2DBackpropFilter`, `UnsortedSegmentSum`) and replaces those that take slow paths in training (products that are
 * transposed or batched, slices, sums over leading axes, tanh). Results stay within float32 rounding of the originals'.
 * Acts once per process; may be called before or after the backend is set. Throws `CL_BACKEND_MISSING` where
 * `@tensorflow/tfjs-backend-wasm` was not imported.
 */
export function prepareWasm(): void {
  if (prepared) return;
  if (getKernel('BatchMatMul', 'wasm') === undefined) {
    throw new TrainError(
      'CL_BACKEND_MISSING',
      "the wasm backend has no kernels. Import '@tensorflow/tfjs-backend-wasm' before you use it",
    );
  }
  prepared = true;
  replace('BatchMatMul', (original) => transposedFirst(oneByOne(original)));
  replace('_FusedMatMul', transposedFirst);
  replace('Slice', slice);
  replace('SplitV', splitV);
  replace('Unpack', unpack);
  replace('Sum', sum);
  replace('Tanh', tanh);
  if (getKernel('Conv2DBackpropFilter', 'wasm') === undefined) register('Conv2DBackpropFilter', conv2DBackpropFilter);
  if (getKernel('UnsortedSegmentSum', 'wasm') === undefined) register('UnsortedSegmentSum', unsortedSegmentSum);
}
