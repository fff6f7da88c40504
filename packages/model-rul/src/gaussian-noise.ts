import type { ForwardContext } from '@amnl/core-loop';
import { add, mul, type Tensor } from '@tensorflow/tfjs-core';

/**
 * In training, adds Gaussian noise of mean 0: as `tf.keras.layers.GaussianNoise`, but a function of the run's seed, `name` and the
 * step, hence the same on every engine and after a resume.
 *
 * @param x any shape
 * @param deviation standard deviation, ≥ 0; 0 returns `x`
 * @param name unique within a step, e.g. `'window/noise'`
 */
export function gaussianNoise(x: Tensor, deviation: number, name: string, context: ForwardContext): Tensor {
  if (!context.training || deviation === 0) return x;
  return add(x, mul(context.random.normal(name, x.shape), deviation));
}
