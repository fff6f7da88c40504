import type { DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { Kernel as AnyKernel } from '../tfjs-fixes/registry.js';

export { type Attributes, asKernel, type Inputs, register, replace, sizeOf } from '../tfjs-fixes/registry.js';

/** What these kernels use of the wasm backend (4.22); its own kernels use the same members. */
export interface WasmBackend {
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
  /** A view of a tensor in wasm memory. Valid until the next `makeOutput`, which may grow (and so move) the memory. */
  typedArrayFromHeap(info: TensorInfo): Float32Array;
  readSync(dataId: object): ArrayLike<number>;
  disposeData(dataId: object): boolean;
  incRef(dataId: object): void;
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  readonly wasm: {
    cwrap(name: string, result: null, signature: readonly string[]): (...args: unknown[]) => void;
    readonly tfjs: {
      registerTensor(id: number, length: number, memoryOffset: number): void;
      disposeData(id: number): void;
    };
  };
}

/** A kernel of the wasm backend. */
export type Kernel = AnyKernel<WasmBackend>;
