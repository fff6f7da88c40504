import { composite } from '@amnl/core-loop';
import {
  add,
  customGrad,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core';

/** Variables of a batch norm over C channels, `[C]` each. */
export interface BatchNormState {
  readonly gain: Tensor;
  readonly bias: Tensor;
  /** Running mean; assigned in training. */
  readonly mean: Variable;
  /** Running variance (unbiased); assigned in training. */
  readonly variance: Variable;
}

/** Options of {@link batchNorm}. */
export interface BatchNormOptions {
  /** True: normalise by the batch and update the running statistics. False: normalise by the running statistics. */
  readonly training: boolean;
  /** Share of the new batch in the running statistics. @default 0.1 */
  readonly momentum?: number;
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
}

/**
 * Batch normalisation over all axes but the last, as `torch.nn.BatchNorm1d`: normalised by the biased variance, while the
 * running variance averages the unbiased one.
 *
 * @param x `[…, C]`
 * @returns as `x`
 */
export function batchNorm(x: Tensor, state: BatchNormState, options: BatchNormOptions): Tensor {
  const { training, momentum = 0.1, epsilon = 1e-5 } = options;
  const { gain, bias, mean, variance } = state;
  if (!training) {
    return composite('batchNorm', { x, gain, bias, mean, variance }, { epsilon }, () => {
      const factor = mul(gain, rsqrt(add(variance, epsilon)));
      return add(mul(x, factor), sub(bias, mul(mean, factor)));
    });
  }
  const channels = x.shape.at(-1)!;
  const count = x.size / channels;
  const rows = reshape(x, [count, channels]);
  const batchMean = mul(sum(rows, 0), 1 / count);
  const squares = sum(square(sub(rows, batchMean)), 0);
  mean.assign(add(mul(mean, 1 - momentum), mul(batchMean, momentum)));
  variance.assign(add(mul(variance, 1 - momentum), mul(squares, momentum / Math.max(count - 1, 1))));
  const scale = rsqrt(add(mul(squares, 1 / count), epsilon));
  return reshape(normalise(rows, gain, bias, batchMean, scale), x.shape);
}

/**
 * `(x − mean) · scale · gain + bias` with the gradient of the whole batch norm: mean and scale are functions of `x`, so
 * `dx = gain · scale · (dy − mean(dy) − x̂ · mean(dy · x̂))` (Ioffe and Szegedy, 2015).
 */
function normalise(x: Tensor, gain: Tensor, bias: Tensor, mean: Tensor, scale: Tensor): Tensor {
  const count = x.shape[0]!;
  const f = customGrad((...args) => {
    const [input, weight, offset, save] = args as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const centred = sub(input, mean);
    save([centred, weight, scale]);
    return {
      value: add(mul(centred, mul(scale, weight)), offset),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [deviation, w, s] = saved as [Tensor, Tensor, Tensor];
        const dBias = sum(dy, 0);
        const dGain = mul(sum(mul(dy, deviation), 0), s);
        const slope = mul(w, s);
        const ofMean = mul(slope, mul(dBias, 1 / count));
        const ofScale = mul(mul(slope, s), mul(dGain, 1 / count));
        return [sub(sub(mul(dy, slope), mul(deviation, ofScale)), ofMean), dGain, dBias];
      },
    };
  });
  return f(x, gain, bias);
}
