import { mean, reshape, type Tensor } from '@tensorflow/tfjs-core';

/**
 * The mean of every `size` time steps, as `torch.nn.AvgPool1d(size)`.
 * @param x `[T, B, C]`, time first; `size` divides T
 * @returns `[T / size, B, C]`
 */
export function averagePool(x: Tensor, size: number): Tensor {
  if (size === 1) return x;
  const [steps, batch, channels] = x.shape as [number, number, number];
  return mean(reshape(x, [steps / size, size, batch, channels]), 1);
}
