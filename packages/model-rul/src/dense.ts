import { add, matMul, type Tensor } from '@tensorflow/tfjs-core';

/**
 * A linear layer, `x · kernel + bias`; `torch.nn.Linear` with its weight transposed.
 *
 * @param x `[B, inputs]`
 * @param kernel `[inputs, units]`
 * @param bias `[units]`
 * @returns `[B, units]`
 */
export function dense(x: Tensor, kernel: Tensor, bias: Tensor): Tensor {
  return add(matMul(x, kernel), bias);
}
