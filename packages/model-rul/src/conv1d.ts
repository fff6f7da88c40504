import { composite, requireOption } from '@amnl/core-loop';
import {
  add,
  concat,
  customGrad,
  matMul,
  reshape,
  slice,
  stack,
  type Tensor,
  transpose,
  unstack,
  zeros,
} from '@tensorflow/tfjs-core';

/**
 * One-dimensional convolution over time, stride 1, with zeros around ("same" padding): `out[t] = Σ_j x[t + j − (K−1)/2] · kernel[j]
 * + bias`. The same numbers as `torch.nn.Conv1d(C, F, K, padding=(K−1)/2)`, whose weight is `kernel` with its axes reversed.
 *
 * Three shifted copies side by side and one matrix product, forward and backward: so it trains on every backend (wasm lacks
 * `Conv2DBackpropFilter`) and at the speed of products.
 *
 * @param x `[T, B, C]`, time first
 * @param kernel `[K, C, F]`, K odd
 * @param bias `[F]`
 * @returns `[T, B, F]`
 * @throws CL_OPTION_INVALID for an even K
 */
export function conv1d(x: Tensor, kernel: Tensor, bias: Tensor): Tensor {
  const [taps, channels, filters] = kernel.shape as [number, number, number];
  requireOption('model-rul', taps % 2 === 1, 'kernel', 'a kernel of odd length', taps);
  const rows = x.shape[0]! * x.shape[1]!;
  const convolve = customGrad((...args) => {
    const [input, weights, save] = args as unknown as [Tensor, Tensor, (tensors: Tensor[]) => void];
    const seen = neighbours(input, taps);
    save([seen, weights]);
    const flat = reshape(weights, [taps * channels, filters]);
    return {
      value: reshape(matMul(seen, flat), [x.shape[0]!, x.shape[1]!, filters]),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [before, kernels] = saved as [Tensor, Tensor];
        // dx is the convolution of dy with the kernel mirrored in time and transposed.
        const mirrored = reshape(stack(unstack(transpose(kernels, [0, 2, 1])).reverse()), [taps * filters, channels]);
        const dx = reshape(matMul(neighbours(dy, taps), mirrored), x.shape);
        const dKernel = reshape(matMul(before, reshape(dy, [rows, filters]), true), kernel.shape);
        return [dx, dKernel];
      },
    };
  });
  return composite('conv1d', { x, kernel, bias }, {}, () => add(convolve(x, kernel), bias));
}

/** For each time its `taps` neighbours side by side, zeros beyond the ends: `[T, B, C]` → `[T·B, taps·C]`. */
function neighbours(x: Tensor, taps: number): Tensor {
  const [time, batch, channels] = x.shape as [number, number, number];
  const half = (taps - 1) / 2;
  const ends = zeros([half, batch, channels]);
  const padded = concat([ends, x, ends], 0);
  const shifted = Array.from({ length: taps }, (_, j) =>
    j === half ? x : slice(padded, [j, 0, 0], [time, batch, channels]),
  );
  return reshape(concat(shifted, 2), [time * batch, taps * channels]);
}
