import {
  backend_util,
  getKernel,
  matMul,
  pad,
  reshape,
  stack,
  stridedSlice,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { TrainError } from '../errors/errors.js';
import { mendTensorFlow } from '../tfjs-fixes/index.js';
import { addSegments } from '../tfjs-fixes/segments.js';
import { CONV3D_GRADIENTS, DEPTHWISE_GRADIENTS } from './convolution-gradients.js';
import { sum, tanh, toBool } from './numbers.js';
import { checkedConvolution, maxPoolGrad, pooling } from './pooling.js';
import { narrowToTheRight, oneByOne, transposedFirst } from './products.js';
import { type Attributes, type Inputs, type Kernel, register, replace } from './registry.js';
import { identity, reverse, slice, splitV, unpack } from './slices.js';
import { infinityIsNaN, keepsNaN, oneHot, reluAfterwards, selectBools } from './special-values.js';

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
  const out = backend.makeOutput([count, ...inner], x.dtype);
  const [from, ids, to] = [x, segments, out].map((tensor) => backend.typedArrayFromHeap(tensor)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  to.fill(0);
  addSegments(from, ids, to, count);
  return out;
};

/** Kernels that gradients need and wasm lacks. */
const MISSING: Readonly<Record<string, Kernel>> = {
  Conv2DBackpropFilter: conv2DBackpropFilter,
  UnsortedSegmentSum: unsortedSegmentSum,
  ...DEPTHWISE_GRADIENTS,
};

let prepared = false;

/**
 * Makes the wasm backend of TensorFlow.js 4.22 usable for training: adds the gradient kernels it lacks (of
 * convolutions, depthwise convolutions and `gather`), fixes those that are silently wrong (`mendTensorFlow`; max
 * pooling's gradient where all numbers are negative; gradients of padded or strided convolutions over three dimensions;
 * pooling whose sizes are rounded up; casts to bool) and replaces those that take slow paths in training (products that
 * are transposed or batched, copies, slices, reversals, sums over leading axes, tanh). Otherwise results stay within
 * float32 rounding of the originals'. A convolution whose padding wasm would take otherwise than TensorFlow.js is the
 * error `CL_OPTION_INVALID`. Acts once per process; may be called before or after the backend is set. Throws
 * `CL_BACKEND_MISSING` if `@tensorflow/tfjs-backend-wasm` was not imported.
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
  const put = (name: string, wrap: (original: Kernel) => Kernel) => replace('wasm', name, wrap);
  put('BatchMatMul', (original) => narrowToTheRight(transposedFirst(oneByOne(original))));
  put('_FusedMatMul', (original) => reluAfterwards(transposedFirst(original)));
  put('Identity', identity);
  put('Slice', slice);
  put('SplitV', splitV);
  put('Unpack', unpack);
  put('Reverse', reverse);
  put('Sum', sum);
  put('Tanh', tanh);
  put('Cast', toBool);
  put('OneHot', () => oneHot);
  put('Select', selectBools);
  for (const name of ['Relu6', 'ClipByValue', 'Maximum', 'Minimum']) put(name, keepsNaN);
  for (const dimensions of ['', '3D']) {
    put(`MaxPool${dimensions}`, pooling('max'));
    put(`AvgPool${dimensions}`, pooling('mean'));
    put(`MaxPool${dimensions}Grad`, () => maxPoolGrad);
  }
  for (const name of ['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D']) {
    const depthwise = name.includes('Depthwise');
    put(name, (original) => reluAfterwards(infinityIsNaN(original)));
    put(
      name,
      checkedConvolution(({ x, filter }) => ({ x: x!.shape, filter: filter!.shape, depthwise })),
    );
  }
  const given = (inputs: Inputs, attrs: Attributes) =>
    ({ x: attrs['inputShape'] as number[], filter: inputs['filter']!.shape, depthwise: false }) as const;
  put('Conv2DBackpropInput', checkedConvolution(given));
  for (const [name, kernel] of Object.entries(CONV3D_GRADIENTS)) put(name, () => kernel);
  for (const [name, kernel] of Object.entries(MISSING)) {
    if (getKernel(name, 'wasm') === undefined) register('wasm', name, kernel);
  }
  mendTensorFlow('wasm');
}
