import { engine, type Tensor } from '@tensorflow/tfjs-core';

/** One kernel that ran. */
export interface KernelRun {
  /** TensorFlow.js's name of the operation, e.g. `'Log'`. */
  readonly kernel: string;
  readonly output: Tensor;
  /** Where it was called from, outside TensorFlow.js: `forward (file:///…/model.ts:12:3)`. */
  readonly site: () => string | undefined;
}

/** Runs `body` and shows every tensor that a TensorFlow.js kernel makes meanwhile, in order, to `see`. Slow. */
export function watchKernels<T>(see: (run: KernelRun) => void, body: () => T): T {
  const owner = engine();
  const original = owner.runKernel;
  owner.runKernel = ((kernel, ...given) => {
    const outputs = original.call(owner, kernel, ...given);
    const { stack } = new Error();
    for (const output of [outputs].flat() as Tensor[]) see({ kernel, output, site: () => siteIn(stack) });
    return outputs;
  }) as typeof original;
  try {
    return body();
  } finally {
    owner.runKernel = original;
  }
}

/** The first line of a stack below TensorFlow.js and this file. */
function siteIn(stack = ''): string | undefined {
  return stack
    .split('\n')
    .slice(1)
    .find((line) => !/@tensorflow|tfjs|watch-kernels/.test(line))
    ?.trim()
    .replace(/^at /, '');
}
