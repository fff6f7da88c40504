import { getKernel, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { asKernel, type Kernel, sizeOf, type WasmBackend } from './wasm-registry.js';

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

/** Ids of the views in {@link oneByOne}: the right factor's count down from the last, all above what the backend reaches. */
const VIEW = { a: 0x7ffffff1, out: 0x7ffffff0, lastB: 0x7fffffef };

/**
 * Runs a batched product as one fast product after the other, on views into the three tensors: nothing is copied. XNNPACK
 * packs the right factor and keeps that with its id, so the views of the last right factor stay: a recurrent kernel is
 * packed once for all time steps.
 */
export function oneByOne(multiply: Kernel): Kernel {
  type Product = (...args: unknown[]) => void;
  let last: { backend: WasmBackend; product: Product; b: object; batches: number } | undefined;
  const release = (backend: WasmBackend): void => {
    if (last?.backend !== backend) return; // the views of a removed backend went with it
    for (let i = 0; i < last.batches; i++) backend.wasm.tfjs.disposeData(VIEW.lastB - i);
  };
  return (inputs, attrs, backend) => {
    const a = inputs['a']!;
    const b = inputs['b']!;
    const outer = a.shape.slice(0, -2);
    const batches = sizeOf(outer);
    if (batches < 2 || !suffix || a.dtype !== 'float32') return multiply(inputs, attrs, backend);

    const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
    const out = backend.makeOutput([...outer, m, n], 'float32');
    const start = (tensor: TensorInfo): number => backend.dataIdMap.get(tensor.dataId).memoryOffset;
    const { registerTensor, disposeData } = backend.wasm.tfjs;
    if (last?.backend !== backend || last.b !== b.dataId || last.batches !== batches) {
      release(backend);
      const signature = ['number', 'array', 'number', 'number', 'array', 'number', 'number', 'number', 'number'];
      const product = last?.backend === backend ? last.product : backend.wasm.cwrap('BatchMatMul', null, signature);
      last = { backend, product, b: b.dataId, batches };
      for (let i = 0; i < batches; i++) registerTensor(VIEW.lastB - i, k * n, start(b) + 4 * i * k * n);
    }
    const bytesOf = (shape: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(shape).buffer);
    const [aShape, bShape] = [bytesOf([1, m, k]), bytesOf([1, k, n])];
    const [aStart, outStart] = [start(a), start(out)];
    for (let i = 0; i < batches; i++) {
      registerTensor(VIEW.a, m * k, aStart + 4 * i * m * k);
      registerTensor(VIEW.out, m * n, outStart + 4 * i * m * n);
      last.product(VIEW.a, aShape, 3, VIEW.lastB - i, bShape, 3, 0, 0, VIEW.out);
      disposeData(VIEW.a);
      disposeData(VIEW.out);
    }
    return out;
  };
}
