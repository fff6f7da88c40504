import { engine, type Tensor } from '@tensorflow/tfjs-core';

/** One kernel that ran. */
export interface KernelRun {
  /** TensorFlow.js's name of the operation, e.g. `'Log'`. */
  readonly kernel: string;
  readonly output: Tensor;
  /** Where it was called from, outside TensorFlow.js: `forward (file:///…/model.ts:12:3)`. */
  readonly site: () => string | undefined;
}

/** Runs `body` and passes every tensor that a TensorFlow.js kernel creates, in order, to `see`. Slow. */
export function watchKernels<T>(see: (run: KernelRun) => void, body: () => T): T {
  const owner = engine();
  const original = owner.runKernel;
  owner.runKernel = ((kernel, ...given) => {
    const outputs = original.call(owner, kernel, ...given);
    const stack = stackHere();
    for (const output of [outputs].flat() as Tensor[]) see({ kernel, output, site: () => siteIn(stack) });
    return outputs;
  }) as typeof original;
  try {
    return body();
  } finally {
    owner.runKernel = original;
  }
}

/** Frames of TensorFlow.js: from an installed package, a CDN, or a development server. User folders may have such names, too. */
const TENSORFLOW = /@tensorflow[\\/]tfjs[\w-]*(@[\w.-]+)?[\\/]dist[\\/]|[\\/]deps[\\/]@tensorflow_tfjs/;
const OWN = /non-finite[\\/](src|dist)[\\/]/;

/**
 * The innermost line outside TensorFlow.js, among those that this package has called: none in a backward pass that is entirely
 * TensorFlow.js's.
 */
function siteIn(stack: string): string | undefined {
  const frames = stack.split('\n').slice(1);
  const above = frames.slice(frames.findIndex((line) => !OWN.test(line)));
  const called = above.slice(
    0,
    above.findIndex((line) => OWN.test(line)),
  );
  const site = called.find((line) => !TENSORFLOW.test(line));
  return site?.trim().replace(/^at /, '');
}

/** With more than the usual ten frames: layers, gradients and `tidy` lie deep. */
function stackHere(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  try {
    return new Error().stack ?? '';
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
