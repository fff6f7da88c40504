import { backend_util, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type Kernel, sizeOf, type WasmBackend } from './registry.js';

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

/** Slice that copies what it cuts. */
export function slice(original: Kernel): Kernel {
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
    return cut(
      x,
      begin,
      x.shape.map((n, i) => (i === axis ? length : n)),
      backend,
    );
  });
}

/** SplitV that copies each piece once. */
export function splitV(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    if (x.dtype === 'string') return original(inputs, attrs, backend);
    const axis = util.parseAxisParam(attrs['axis'] as number, x.shape)[0]!;
    const lengths = backend_util.prepareSplitSize(x as never, attrs['numOrSizeSplits'] as number | number[], axis);
    return cutAll(x, axis, lengths, backend);
  };
}

/** Unpack (`unstack`) that copies each piece once. */
export function unpack(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['value']!;
    if (x.dtype === 'string') return original(inputs, attrs, backend);
    const axis = util.parseAxisParam(attrs['axis'] as number, x.shape)[0]!;
    const shape = x.shape.filter((_, i) => i !== axis);
    return cutAll(x, axis, new Array(x.shape[axis]!).fill(1), backend).map((piece) => ({ ...piece, shape }));
  };
}

/** Reverse of one axis by copying runs; wasm's own goes element by element. */
export function reverse(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    const axes = util.parseAxisParam(attrs['dims'] as number | number[], x.shape);
    const [axis] = axes;
    if (axis === undefined || axes.length > 1 || x.dtype === 'string') return original(inputs, attrs, backend);
    const out = backend.makeOutput(x.shape, x.dtype);
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    const length = x.shape[axis]!;
    const run = sizeOf(x.shape.slice(axis + 1));
    for (let block = 0; block < from.length; block += length * run) {
      for (let i = 0; i < length; i++) {
        const source = block + i * run;
        to.set(from.subarray(source, source + run), block + (length - 1 - i) * run);
      }
    }
    return out;
  };
}

/** A second tensor on the same data, as on every other backend; wasm's own copies, also for each tensor that a gradient saves. */
export function identity(original: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const x = inputs['x']!;
    if (x.dtype === 'string') return original(inputs, attrs, backend);
    backend.incRef(x.dataId);
    return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
  };
}
