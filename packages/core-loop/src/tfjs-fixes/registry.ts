import {
  getKernel,
  type KernelConfig,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';

/** The part of a backend that fixed kernels use. */
export interface AnyBackend {
  readSync(dataId: object): ArrayLike<number>;
  disposeData(dataId: object): boolean;
}

export type Inputs = Readonly<Record<string, TensorInfo>>;
export type Attributes = Readonly<Record<string, unknown>>;
/** A kernel: inputs and attributes by name, backend; to one or more outputs. */
export type Kernel<B = AnyBackend> = (inputs: Inputs, attrs: Attributes, backend: B) => TensorInfo | TensorInfo[];

/** Number of elements. */
export const sizeOf = (shape: readonly number[]): number => util.sizeFromShape([...shape]);

/** A registered kernel as a plain function. */
export function asKernel<B>(config: KernelConfig): Kernel<B> {
  return (inputs, attrs, backend) => config.kernelFunc({ inputs, attrs, backend } as never);
}

/** Registers a kernel. */
export function register<B>(backendName: string, kernelName: string, kernel: Kernel<B>, base?: KernelConfig): void {
  registerKernel({
    ...base, // keeps the original's set-up, in case the backend does not run yet
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => kernel(inputs as Inputs, (attrs ?? {}) as Attributes, backend as B),
  });
}

/** Replaces a kernel by `wrap(original)`, if the backend has it. */
export function replace<B>(backendName: string, kernelName: string, wrap: (original: Kernel<B>) => Kernel<B>): void {
  const config = getKernel(kernelName, backendName);
  if (config === undefined) return;
  unregisterKernel(kernelName, backendName);
  register(backendName, kernelName, wrap(asKernel(config)), config);
}
