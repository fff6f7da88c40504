import * as tf from '@tensorflow/tfjs';
import type { KernelCase } from './kernel-cases.js';

/** Outputs as `y…`; gradients of a weighted sum of them by the float inputs as `dx…`. */
export function evaluate(one: KernelCase, inputs: readonly tf.Tensor[]): Record<string, tf.Tensor> {
  const run = (...x: tf.Tensor[]) => [(one.fn as (...x: tf.Tensor[]) => tf.Tensor | tf.Tensor[])(...x)].flat();
  const results: Record<string, tf.Tensor> = {};
  run(...inputs).forEach((y, i) => {
    results[`y${i}`] = y;
  });
  if (!one.gradient) return results;
  const floats = inputs.flatMap((input, i) => (input.dtype === 'float32' ? [i] : []));
  const weighted = (...x: tf.Tensor[]): tf.Tensor => {
    const all = [...inputs];
    floats.forEach((at, i) => {
      all[at] = x[i]!;
    });
    // Another weight for every element, so that a gradient at the wrong place shows.
    return tf.addN(run(...all).map((y) => tf.sum(tf.mul(y, tf.reshape(weights(y.size), y.shape)))));
  };
  tf.grads(weighted)(floats.map((i) => inputs[i]!)).forEach((gradient, i) => {
    results[`dx${floats[i]}`] = gradient;
  });
  return results;
}

function weights(size: number): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from({ length: size }, (_, i) => Math.cos(i) + 1.5));
}
