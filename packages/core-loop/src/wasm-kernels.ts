import {
  backend_util,
  type DataType,
  getKernel,
  type KernelConfig,
  matMul,
  pad,
  registerKernel,
  reshape,
  slice_util,
  stack,
  stridedSlice,
  type Tensor4D,
  type TensorInfo,
  tidy,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';
import { TrainError } from './errors.js';

/** What these kernels use of the wasm backend (4.22); its own kernels use the same members. */
interface WasmBackend {
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
  /** A view of a tensor in wasm memory. Valid until the next `makeOutput`, which may grow (and so move) the memory. */
  typedArrayFromHeap(info: TensorInfo): Float32Array;
  disposeData(dataId: object): boolean;
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  readonly wasm: {
    cwrap(name: string, result: null, signature: readonly string[]): (...args: unknown[]) => void;
    readonly tfjs: {
      registerTensor(id: number, length: number, memoryOffset: number): void;
      disposeData(id: number): void;
    };
  };
}

type Inputs = Readonly<Record<string, TensorInfo>>;
type Attributes = Readonly<Record<string, unknown>>;
type Kernel = (inputs: Inputs, attrs: Attributes, backend: WasmBackend) => TensorInfo | TensorInfo[];

const sizeOf = (shape: readonly number[]): number => util.sizeFromShape([...shape]);

function asKernel(config: KernelConfig): Kernel {
  return (inputs, attrs, backend) => config.kernelFunc({ inputs, attrs, backend } as never);
}

function register(name: string, kernel: Kernel, base?: KernelConfig): void {
  registerKernel({
    ...base, // keeps the original's set-up, in case the backend does not run yet
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => kernel(inputs as Inputs, (attrs ?? {}) as Attributes, backend as never),
  });
}

/** Puts `wrap(original)` in the place of a wasm kernel. */
function replace(name: string, wrap: (original: Kernel) => Kernel): void {
  const config = getKernel(name, 'wasm');
  if (config === undefined) return; // not in this build of the backend: nothing to speed up
  unregisterKernel(name, 'wasm');
  register(name, wrap(asKernel(config)), config);
}

/** Swaps the last two axes with wasm's Transpose kernel. The caller disposes the data. */
function swapLastAxes(x: TensorInfo, backend: WasmBackend): TensorInfo {
  const rank = x.shape.length;
  const perm = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return asKernel(getKernel('Transpose', 'wasm'))({ x }, { perm }, backend) as TensorInfo;
}

/**
 * wasm multiplies fast (XNNPACK) only where nothing is transposed and the batch is 1, else in a naive loop
 * (`batch_mat_mul_impl.cc`, 4.22). So transpose first. The gradient of every product needs this.
 */
function transposedFirst(multiply: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const a = attrs['transposeA'] ? swapLastAxes(inputs['a']!, backend) : inputs['a']!;
    const b = attrs['transposeB'] ? swapLastAxes(inputs['b']!, backend) : inputs['b']!;
    const product = multiply({ ...inputs, a, b }, { ...attrs, transposeA: false, transposeB: false }, backend);
    if (a !== inputs['a']) backend.disposeData(a.dataId);
    if (b !== inputs['b']) backend.disposeData(b.dataId);
    return product;
  };
}

/** Ids of the views in {@link oneByOne}, above all that the backend reaches by counting. */
const VIEW = { a: 0x7ffffff0, b: 0x7ffffff1, out: 0x7ffffff2 };

/** Runs a batched product as one fast product after the other, on views into the three tensors: nothing is copied. */
function oneByOne(multiply: Kernel): Kernel {
  const products = new WeakMap<WasmBackend, (...args: unknown[]) => void>();
  return (inputs, attrs, backend) => {
    const a = inputs['a']!;
    const b = inputs['b']!;
    const outer = a.shape.slice(0, -2);
    const batches = sizeOf(outer);
    const equalBatch = util.arraysEqual(outer, b.shape.slice(0, -2));
    if (batches < 2 || !equalBatch || a.dtype !== 'float32') return multiply(inputs, attrs, backend);

    const { wasm, dataIdMap } = backend;
    const int = 'number';
    const product =
      products.get(backend) ?? wasm.cwrap('BatchMatMul', null, [int, 'array', int, int, 'array', int, int, int, int]);
    products.set(backend, product);

    const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
    const out = backend.makeOutput([...outer, m, n], 'float32');
    const bytesOf = (shape: readonly number[]) => new Uint8Array(Int32Array.from(shape).buffer);
    const [aShape, bShape] = [bytesOf([1, m, k]), bytesOf([1, k, n])];
    const start = (tensor: TensorInfo) => dataIdMap.get(tensor.dataId).memoryOffset;
    const [aStart, bStart, outStart] = [start(a), start(b), start(out)];
    for (let i = 0; i < batches; i++) {
      wasm.tfjs.registerTensor(VIEW.a, m * k, aStart + 4 * i * m * k);
      wasm.tfjs.registerTensor(VIEW.b, k * n, bStart + 4 * i * k * n);
      wasm.tfjs.registerTensor(VIEW.out, m * n, outStart + 4 * i * m * n);
      product(VIEW.a, aShape, 3, VIEW.b, bShape, 3, 0, 0, VIEW.out);
      for (const id of [VIEW.a, VIEW.b, VIEW.out]) wasm.tfjs.disposeData(id);
    }
    return out;
  };
}

/** Copies a box out of `x`; wasm's own slice first copies all of `x`. */
function cut(x: TensorInfo, begin: readonly number[], extent: readonly number[], backend: WasmBackend): TensorInfo {
  const out = backend.makeOutput(extent, x.dtype);
  const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
  let axis = Math.max(x.shape.length - 1, 0);
  while (axis > 0 && extent[axis] === x.shape[axis]) axis--; // inner axes taken whole belong to the run
  const run = sizeOf(extent.slice(axis));
  const strides = util.computeStrides([...x.shape, 1]);
  let target = 0;
  const copy = (level: number, source: number): void => {
    const first = source + (begin[level] ?? 0) * (strides[level] ?? 1);
    if (level < axis) {
      for (let i = 0; i < extent[level]!; i++) copy(level + 1, first + i * strides[level]!);
      return;
    }
    if (run > 64) to.set(from.subarray(first, first + run), target);
    else for (let i = 0; i < run; i++) to[target + i] = from[first + i]!; // a short run costs less than a subarray
    target += run;
  };
  if (to.length > 0) copy(0, 0);
  return out;
}

function slice(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    if (x.dtype === 'string') return original(inputs, attrs, backend);
    const { begin, size } = attrs as { begin: number | number[]; size: number | number[] };
    return cut(x, ...(slice_util.parseSliceParams(x, begin, size) as [number[], number[]]), backend);
  };
}

/** Cuts `x` along `axis` into pieces of the given lengths. */
function cutAll(x: TensorInfo, axis: number, lengths: readonly number[], backend: WasmBackend): TensorInfo[] {
  let start = 0;
  return lengths.map((length) => {
    const begin = x.shape.map((_, i) => (i === axis ? start : 0));
    start += length;
    return cut(x, begin, x.shape.map((n, i) => (i === axis ? length : n)), backend);
  });
}

function splitV(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    if (x.dtype === 'string') return original(inputs, attrs, backend);
    const axis = util.parseAxisParam(attrs['axis'] as number, x.shape)[0]!;
    const lengths = backend_util.prepareSplitSize(x as never, attrs['numOrSizeSplits'] as number | number[], axis);
    return cutAll(x, axis, lengths, backend);
  };
}

function unpack(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['value']!;
    if (x.dtype === 'string') return original(inputs, attrs, backend);
    const axis = util.parseAxisParam(attrs['axis'] as number, x.shape)[0]!;
    const shape = x.shape.filter((_, i) => i !== axis);
    return cutAll(x, axis, new Array(x.shape[axis]!).fill(1), backend).map((piece) => ({ ...piece, shape }));
  };
}

/** Sums over leading axes row by row; wasm's own kernel transposes first. Accumulates in 64 bits. */
function sum(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    const axes = util.parseAxisParam(attrs['axis'] as number | number[], x.shape).sort((a, b) => a - b);
    const leading = axes.length > 0 && axes.length < x.shape.length && axes.every((axis, i) => axis === i);
    if (!leading || x.dtype !== 'float32' || sizeOf(x.shape) === 0) return original(inputs, attrs, backend);
    const shape = x.shape.slice(axes.length);
    const out = backend.makeOutput(attrs['keepDims'] ? [...axes.map(() => 1), ...shape] : shape, 'float32');
    const values = backend.typedArrayFromHeap(x);
    const totals = new Float64Array(sizeOf(shape));
    for (let row = 0; row < values.length; row += totals.length) {
      for (let i = 0; i < totals.length; i++) totals[i]! += values[row + i]!;
    }
    backend.typedArrayFromHeap(out).set(totals);
    return out;
  };
}

/** tanh x = 2 σ(2x) − 1 by XNNPACK's sigmoid, and the power series near 0 where the difference would lose digits. */
function tanh(original: Kernel): Kernel {
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
        q < 0.09
          ? v * (1 + q * (-1 / 3 + q * (2 / 15 + q * (-17 / 315 + q * (62 / 2835)))))
          : 2 * result[i]! - 1;
    }
    return out;
  };
}
