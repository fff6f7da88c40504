// The work of one training step: the compact network, a batch for it, and its floating-point operations.

/** Sizes of the compact network; the rest are the defaults of @amnl/model-rul. */
export const NETWORK = {
  features: 17,
  window: 30,
  channels: [64, 128, 64],
  hidden: 128,
  heads: 8,
  funnel: [256, 64, 32],
  rulHead: [64, 32, 16, 1],
  healthHead: [32, 16, 3],
};

/** The networks that presets of @amnl/cli make, and the batch size of each preset; `tiny` is for many steps in little time. */
export const PRESETS = {
  tiny: { network: { ...NETWORK, window: 6, channels: [4], hidden: 4, heads: 2, funnel: [8] }, batch: 4 },
  compact: { network: NETWORK, batch: 64 },
  paper: { network: { ...NETWORK, hidden: 256 }, batch: 32 },
};

/** Side of the square matrix product that a step's rate is compared with. */
export const PRODUCT_SIDE = 1024;

/** FLOPs of one product of PRODUCT_SIDE squared matrices. */
export const PRODUCT_FLOPS = 2 * PRODUCT_SIDE ** 3;

/**
 * FLOPs of the matrix products of one training step, the least that the network asks for; 2 for each multiply-add.
 *
 * A product `[m, k] · [k, n]` costs 2mkn forward and twice that backward (one product for each factor's gradient), less what
 * nobody needs: the gradient by the network's input, and the recurrent products of the first time step, whose state is zero.
 * Elementwise work, norms, softmax, loss, clipping and the optimiser are left out: they are counted as time, not as work.
 */
export function stepFlops(batch, { features, window, channels, hidden, heads, funnel, rulHead, healthHead } = NETWORK) {
  const width = 2 * hidden;
  const rows = window * batch;
  const product = (m, k, n) => 2 * m * k * n;
  const stack = (sizes) => sizes.slice(1).reduce((sum, units, i) => sum + product(batch, sizes[i], units), 0);

  const firstConvolution = product(rows, 3 * features, channels[0]);
  const convolutions = channels.slice(1).reduce((sum, to, i) => sum + product(rows, 3 * channels[i], to), 0);
  const lstm = (inputs) => 2 * (product(rows, inputs, 4 * hidden) + (window - 1) * product(batch, hidden, 4 * hidden)); // both directions
  const attention =
    product(rows, width, 3 * width) +
    2 * batch * heads * product(window, width / heads, window) + // Q Kᵀ and the weights times V
    product(rows, width, width);
  const dense = stack([width, ...funnel]) + stack([funnel.at(-1), ...rulHead]) + stack([funnel.at(-1), ...healthHead]);
  const rest = convolutions + lstm(channels.at(-1)) + lstm(width) + attention + dense;
  return 2 * firstConvolution + 3 * rest;
}

/** A batch with every health state in it, as host arrays; numbers from a fixed, simple sequence. */
export function makeBatch(size, { features, window } = NETWORK) {
  const x = Float32Array.from({ length: size * window * features }, (_, i) => Math.sin(1 + i * 0.7) * 1.4);
  const rul = Float32Array.from({ length: size }, (_, i) => (i * 37) % 126);
  const health = Int32Array.from(rul, (cycles) => (cycles > 50 ? 0 : cycles > 15 ? 1 : 2));
  return {
    inputs: { window: { data: x, shape: [size, window, features] } },
    targets: { rul: { data: rul, shape: [size] }, health: { data: health, shape: [size] } },
    size,
  };
}

/** A source that gives the same batch `count()` times an epoch. */
export const repeated = (batch, count) => ({
  *batches() {
    for (let i = count(); i > 0; i--) yield batch;
  },
});
