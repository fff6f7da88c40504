import { requireOption } from '@amnl/core-loop';
import { add, matMul, mul, reshape, softmax, split, type Tensor, transpose } from '@tensorflow/tfjs-core';

/** Weights of {@link multiHeadAttention} for width E. */
export interface AttentionWeights {
  /** `[E, 3E]`: query, key and value side by side (`in_proj_weight` transposed). */
  readonly inKernel: Tensor;
  /** `[3E]` */
  readonly inBias: Tensor;
  /** `[E, E]` (`out_proj.weight` transposed). */
  readonly outKernel: Tensor;
  /** `[E]` */
  readonly outBias: Tensor;
}

/**
 * Multi-head self-attention, `softmax(Q Kᵀ / √d) V` for each head, as `torch.nn.MultiheadAttention(E, heads)` without masks and
 * without dropout of the attention weights.
 *
 * @param x `[T, B, E]`, time first
 * @param heads number of heads; divides E
 * @returns `[T, B, E]`
 * @throws CL_OPTION_INVALID if heads does not divide E
 */
export function multiHeadAttention(x: Tensor, weights: AttentionWeights, heads: number): Tensor {
  const [time, batch, width] = x.shape as [number, number, number];
  const depth = width / heads;
  requireOption('model-rul', Number.isInteger(depth), 'heads', `a divisor of the width ${width}`, heads);
  const projected = add(matMul(reshape(x, [time * batch, width]), weights.inKernel), weights.inBias);
  // Batch and head outermost, then every product below is over plain [T, d] or [T, T] matrices.
  const byHead = transpose(reshape(projected, [time, batch * 3 * heads, depth]), [1, 0, 2]);
  const [queries, keys, values] = split(reshape(byHead, [batch, 3, heads * time * depth]), 3, 1).map((part) =>
    reshape(part, [batch * heads, time, depth]),
  ) as [Tensor, Tensor, Tensor];
  const query = mul(queries, 1 / Math.sqrt(depth));
  const attention = softmax(matMul(query, keys, false, true));
  const context = transpose(matMul(attention, values), [1, 0, 2]);
  const joined = matMul(reshape(context, [time * batch, width]), weights.outKernel);
  return reshape(add(joined, weights.outBias), [time, batch, width]);
}
