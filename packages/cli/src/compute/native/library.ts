import type { NativePackage } from './find-package.js';

/** The TensorFlow that a native package computes with. */
export interface NativeLibrary {
  /** `@tensorflow/tfjs-node` or `@tensorflow/tfjs-node-gpu`. */
  readonly package: string;
  /** Version of the package. */
  readonly version: string;
  /** Version of its C library, as that says itself. */
  readonly tensorflow: string;
  readonly device: 'CPU' | 'GPU';
}

/** The part of a native TensorFlow.js backend that describes its library. */
export interface NativeBackend {
  readonly isUsingGpuDevice?: boolean;
  readonly binding?: { readonly TF_Version?: unknown };
}

/** Reads the versions from what is loaded. */
export function readLibrary({ name, version }: NativePackage, backend: NativeBackend): NativeLibrary {
  return {
    package: name,
    version,
    tensorflow: String(backend.binding?.TF_Version ?? 'of unknown version'),
    device: backend.isUsingGpuDevice ? 'GPU' : 'CPU',
  };
}

/** E.g. `TensorFlow 2.15.1 on the CPU`. */
export function libraryInWords({ tensorflow, device }: Pick<NativeLibrary, 'tensorflow' | 'device'>): string {
  return `TensorFlow ${tensorflow} on the ${device}`;
}
