import {
  type DataType,
  getKernel,
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';

/** What these kernels use of the wasm backend (4.22); its own kernels use the same members. */
export interface WasmBackend {
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo;
  /** A view of a tensor in wasm memory. Valid until the next `makeOutput`, which may grow (and so move) the memory. */
  typedArrayFromHeap(info: TensorInfo): Float32Array;
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

export type Inputs = Readonly<Record<string, TensorInfo>>;
export type Attributes = Readonly<Record<string, unknown>>;
/** A kernel: inputs and attributes by name, backend; to one or more outputs. */
export type Kernel = (inputs: Inputs, attrs: Attributes, backend: WasmBackend) => TensorInfo | TensorInfo[];

/** Number of elements. */
export const sizeOf = (shape: readonly number[]): number => util.sizeFromShape([...shape]);

/** A registered kernel as a plain function. */
export function asKernel(config: KernelConfig): Kernel {
  return (inputs, attrs, backend) => config.kernelFunc({ inputs, attrs, backend } as never);
}

/** Registers a wasm kernel. */
export function register(name: string, kernel: Kernel, base?: KernelConfig): void {
  registerKernel({
    ...base, // keeps the original's set-up, in case the backend does not run yet
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => kernel(inputs as Inputs, (attrs ?? {}) as Attributes, backend as never),
  });
}

/** Puts `wrap(original)` in the place of a wasm kernel. */
export function replace(name: string, wrap: (original: Kernel) => Kernel): void {
  const config = getKernel(name, 'wasm');
  if (config === undefined) return; // not in this build of the backend: nothing to speed up
  unregisterKernel(name, 'wasm');
  register(name, wrap(asKernel(config)), config);
}
