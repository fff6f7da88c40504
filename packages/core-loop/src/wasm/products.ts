import { backend_util, getKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { repeats } from '../tfjs-fixes/products.js';
import { asKernel, type Kernel, sizeOf, type WasmBackend } from './registry.js';

/** Swaps the last two axes with wasm's Transpose kernel. The caller disposes the data. */
function swapLastAxes(x: TensorInfo, backend: WasmBackend): TensorInfo {
  const rank = x.shape.length;
  const perm = x.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return asKernel<WasmBackend>(getKernel('Transpose', 'wasm')!)({ x }, { perm }, backend) as TensorInfo;
}

/**
 * wasm multiplies fast (XNNPACK) only if nothing is transposed and the batch is 1, else in a naive loop
 * (`batch_mat_mul_impl.cc`, 4.22). So transpose first. The gradient of every product needs this.
 */
export function transposedFirst(multiply: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const a = attrs['transposeA'] ? swapLastAxes(inputs['a']!, backend) : inputs['a']!;
    const b = attrs['transposeB'] ? swapLastAxes(inputs['b']!, backend) : inputs['b']!;
    const product = multiply({ ...inputs, a, b }, { ...attrs, transposeA: false, transposeB: false }, backend);
    if (a !== inputs['a']) backend.disposeData(a.dataId);
    if (b !== inputs['b']) backend.disposeData(b.dataId);
    return product;
  };
}

/**
 * A weight gradient xᵀ·dy with many more columns in dy than in x as (dyᵀ·x)ᵀ: packing the right factor costs more than
 * transposing it, so the narrow one goes there.
 */
export function narrowToTheRight(multiply: Kernel): Kernel {
  return (inputs, attrs, backend) => {
    const [a, b] = [inputs['a']!, inputs['b']!];
    const narrow = attrs['transposeA'] && !attrs['transposeB'] && b.shape.at(-1)! >= 2 * a.shape.at(-1)!;
    if (!narrow) return multiply(inputs, attrs, backend);
    const flipped = multiply({ a: b, b: a }, { ...attrs, transposeA: true, transposeB: false }, backend) as TensorInfo;
    const product = swapLastAxes(flipped, backend);
    backend.disposeData(flipped.dataId);
    return product;
  };
}

/** Ids of the views in {@link oneByOne}: the right factor's count down from the last, all above what the backend reaches. */
const VIEW = { a: 0x7ffffff1, out: 0x7ffffff0, lastB: 0x7fffffef };
type Product = (...args: unknown[]) => void;

/**
 * Runs a batched product as one fast product after the other, on views into the three tensors: nothing is copied. XNNPACK
 * packs the right factor and keeps that with its id, so the views of the last right factor stay: a recurrent kernel is
 * packed once for all time steps.
 */
export function oneByOne(multiply: Kernel): Kernel {
  let last: { backend: WasmBackend; product: Product; b: object; start: number; count: number } | undefined;
  const viewsOf = (b: TensorInfo, count: number, length: number, start: number, backend: WasmBackend) => {
    if (last?.backend === backend && last.b === b.dataId && last.start === start && last.count === count) return last;
    const { cwrap, tfjs } = backend.wasm;
    let product = last?.product;
    if (last?.backend === backend) {
      for (let i = 0; i < last.count; i++) tfjs.disposeData(VIEW.lastB - i);
    } else {
      const signature = ['number', 'array', 'number', 'number', 'array', 'number', 'number', 'number', 'number'];
      product = cwrap('BatchMatMul', null, signature);
    }
    for (let i = 0; i < count; i++) tfjs.registerTensor(VIEW.lastB - i, length, start + 4 * i * length);
    last = { backend, product: product!, b: b.dataId, start, count };
    return last;
  };
  return (inputs, attrs, backend) => {
    const [a, b] = [inputs['a']!, inputs['b']!];
    const [outerA, outerB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const [countA, countB] = [sizeOf(outerA), sizeOf(outerB)];
    const batches = Math.max(countA, countB);
    if (batches < 2 || !repeats(outerA, outerB) || a.dtype !== 'float32') return multiply(inputs, attrs, backend);

    const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
    const outer = backend_util.assertAndGetBroadcastShape(outerA, outerB);
    const out = backend.makeOutput([...outer, m, n], 'float32');
    const start = (tensor: TensorInfo): number => backend.dataIdMap.get(tensor.dataId).memoryOffset;
    const { product } = viewsOf(b, countB, k * n, start(b), backend);
    const { registerTensor, disposeData } = backend.wasm.tfjs;
    const bytesOf = (shape: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(shape).buffer);
    const [aShape, bShape] = [bytesOf([1, m, k]), bytesOf([1, k, n])];
    const [aStart, outStart] = [start(a), start(out)];
    for (let i = 0; i < batches; i++) {
      registerTensor(VIEW.a, m * k, aStart + 4 * (i % countA) * m * k);
      registerTensor(VIEW.out, m * n, outStart + 4 * i * m * n);
      product(VIEW.a, aShape, 3, VIEW.lastB - (i % countB), bShape, 3, 0, 0, VIEW.out);
      disposeData(VIEW.a);
      disposeData(VIEW.out);
    }
    return out;
  };
}
