import type { ForwardContext } from '@amnl/core-loop';
import { mul, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Inverted dropout: in training, zeroes elements with probability `rate` and divides the rest by 1 − rate. The mask is a
 * function of the run's seed, `name` and the step, hence the same on every engine and after a resume. (`tf.dropout` draws from
 * `Math.random`, and a compiled step would freeze its mask.)
 *
 * @param x any shape
 * @param rate in [0, 1); 0 returns `x`
 * @param name unique within a step, e.g. `'conv1/dropout'`
 */
export function dropout(x: Tensor, rate: number, name: string, context: ForwardContext): Tensor {
  if (!context.training || rate === 0) return x;
  return mul(x, context.random.dropoutMask(name, x.shape, rate));
}
