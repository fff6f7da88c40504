import { createRequire } from 'node:module';
import { backend, setBackend } from '@tensorflow/tfjs-core';
import { importOptional } from './optional-import.js';

/** The native packages, the faster first. */
const PACKAGES = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'] as const;

/** What became of one attempt at a backend. */
export interface BackendAttempt {
  readonly name: string;
  readonly status: 'ok' | 'absent' | 'broken' | 'slow';
  /** What was found, and what to do about it. */
  readonly message: string;
}

/**
 * Tries the native TensorFlow packages. `'slow'` is the GPU package that found no GPU: it computes, on the CPU.
 * @returns one attempt per package tried; the last one is `ok` or `slow` where the backend `tensorflow` is now current
 */
export async function tryTensorflow(): Promise<BackendAttempt[]> {
  restoreNodeUtil();
  const attempts: BackendAttempt[] = [];
  for (const name of PACKAGES) {
    const attempt = await tryPackage(name);
    attempts.push(attempt);
    if (attempt.status === 'ok' || attempt.status === 'slow') break; // a second package would register the same backend
  }
  return attempts;
}

async function tryPackage(name: string): Promise<BackendAttempt> {
  const found = await importOptional(name);
  if (found.status === 'absent') {
    return { name, status: 'absent', message: `${name} is not installed. 'npm install ${name}' adds it` };
  }
  if (found.status === 'broken') {
    const unbuilt = /tfjs_binding|native addon/i.test(found.error.message);
    const message = unbuilt
      ? `${name} is installed but its native library is not built (its download is often blocked). Run 'npm rebuild ${name} --build-addon-from-source', or remove it`
      : `${name} is installed but does not load: ${firstLine(found.error.message)}. Reinstall or remove it`;
    return { name, status: 'broken', message };
  }
  if (!(await setBackend('tensorflow').catch(() => false))) {
    return { name, status: 'broken', message: `${name} loads, but its backend does not start. Reinstall or remove it` };
  }
  const native = backend() as { readonly isGPUPackage?: boolean; readonly isUsingGpuDevice?: boolean };
  if (native.isGPUPackage && !native.isUsingGpuDevice) {
    const message = `${name} found no GPU and computes on the CPU. It needs an NVIDIA GPU, CUDA 11.2 and cuDNN 8.1 (libtensorflow 2.9.1)`;
    return { name, status: 'slow', message };
  }
  return { name, status: 'ok', message: `${name} on the ${native.isUsingGpuDevice ? 'GPU' : 'CPU'}` };
}

/** tfjs-node 4.22 calls `util.isNullOrUndefined`, which Node 23 removed (tensorflow/tfjs#8609). */
function restoreNodeUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
}

function firstLine(text: string): string {
  return text.split('\n')[0]!.replace(/\.$/, '');
}
