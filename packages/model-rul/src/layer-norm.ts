import { composite } from '@amnl/core-loop';
import { add, customGrad, mul, reshape, rsqrt, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Layer normalisation over the last axis, as `torch.nn.LayerNorm(C)`: biased variance, then gain and bias.
 *
 * @param x `[…, C]`
 * @param gain `[C]`
 * @param bias `[C]`
 * @param epsilon added to the variance
 * @returns as `x`
 */
export function layerNorm(x: Tensor, gain: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  const width = x.shape.at(-1)!;
  const mean = (v: Tensor): Tensor => mul(sum(v, 1, true), 1 / width);
  const f = customGrad((...args) => {
    const [input, weight, offset, save] = args as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const centred = sub(input, mean(input));
    const scale = rsqrt(add(mean(square(centred)), epsilon));
    const normal = mul(centred, scale);
    save([normal, scale, weight]);
    return {
      value: add(mul(normal, weight), offset),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [n, s, w] = saved as [Tensor, Tensor, Tensor];
        const dNormal = mul(dy, w);
        const projected = add(mul(n, mean(mul(dNormal, n))), mean(dNormal));
        return [mul(sub(dNormal, projected), s), sum(mul(dy, n), 0), sum(dy, 0)];
      },
    };
  });
  const parts = (): Tensor => reshape(f(reshape(x, [-1, width]), gain, bias), x.shape);
  return composite('layerNorm', { x, gain, bias }, { epsilon }, parts);
}
