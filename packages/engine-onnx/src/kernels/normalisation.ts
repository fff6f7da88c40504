import type { KernelTable } from './kernel.js';

/** Normalisation by given statistics; everything else about batch and layer norm is made of other kernels. */
export const NORMALISATION: KernelTable = {
  FusedBatchNorm: ({ b, inputs: { x, mean, variance, offset, scale }, attrs }) => {
    const deviation = b.unary('Sqrt', b.add(variance!, b.scalar(attrs['varianceEpsilon'] as number)));
    const factor = scale === undefined ? b.unary('Reciprocal', deviation) : b.div(scale, deviation);
    const scaled = b.mul(b.sub(x!, mean!), factor);
    return offset === undefined ? scaled : b.add(scaled, offset);
  },
};
