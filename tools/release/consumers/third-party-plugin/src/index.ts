import type { NamedTensors, Plugin } from '@amnl/core-loop';
import { mean, sub, type Tensor } from '@tensorflow/tfjs-core';

/** The gradient of a kernel with the mean over all axes but the last taken out; vectors are left as they are. */
export function centralised(gradient: Tensor): Tensor {
  if (gradient.rank < 2) return gradient;
  const axes = Array.from({ length: gradient.rank - 1 }, (_, axis) => axis);
  return sub(gradient, mean(gradient, axes, true));
}

/** Gradient centralisation (Yong et al. 2020) before the optimiser. */
export function gradientCentralisation(): Plugin {
  return {
    name: 'gradient-centralisation',
    after: ['grad-clip'],
    hooks: {
      gradients: (_step, gradients): NamedTensors =>
        Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, centralised(gradient)])),
    },
  };
}
