import { clone, customGrad, type Tensor, zerosLike } from '@tensorflow/tfjs-core';

/**
 * Passes `x` through and stops its gradient (PyTorch's `detach()`, JAX's `stop_gradient`), which TensorFlow.js lacks.
 * @param x any tensor
 */
export function stopGradient<T extends Tensor>(x: T): T {
  return customGrad((value) => ({
    value: clone(value as Tensor),
    gradFunc: (dy: Tensor) => zerosLike(dy),
  }))(x) as T;
}
