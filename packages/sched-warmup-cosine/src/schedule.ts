import { knownOptions } from '@amnl/core-loop';

/** Shape of a linear warm-up. */
export interface WarmupShape {
  /** W, length in epochs, ≥ 0. @default 10 */
  readonly epochs?: number;
  /** Factor at epoch 0, in [0, 1]. @default 0.1 */
  readonly from?: number;
}

/**
 * Linear warm-up as a factor on the base rate: from + (1 − from) · e / W for e < W, exactly 1 from e = W on.
 *
 * @param epoch e ≥ 0, zero-based; may be a fraction of an epoch
 * @see Goyal et al., Accurate, Large Minibatch SGD, 2017 (arXiv:1706.02677), section 2.2
 */
export function warmupFactor(epoch: number, shape: WarmupShape = {}): number {
  knownOptions('warmupFactor', shape, ['epochs', 'from']);
  const { epochs = 10, from = 0.1 } = shape;
  return epoch < epochs ? from + ((1 - from) * epoch) / epochs : 1;
}

/** Shape of a cosine annealing. */
export interface CosineShape {
  /** Rate at the start. */
  readonly base: number;
  /** η_min, rate at the end, ≤ base. @default 5e-6 */
  readonly min?: number;
  /** Epoch at which it starts; `base` before. @default 0 */
  readonly start?: number;
  /** Epoch at which it ends; `min` after. */
  readonly end: number;
}

/**
 * Cosine annealing as a rate: η_min + ½ (base − η_min) (1 + cos(π (e − start) / (end − start))); exactly `base` up to
 * the start and exactly η_min from the end on (torch.optim.lr_scheduler.CosineAnnealingLR rises again there).
 *
 * @param epoch e ≥ 0, zero-based; may be a fraction of an epoch
 * @see Loshchilov & Hutter, SGDR, ICLR 2017 (arXiv:1608.03983), equation 5, without restarts
 */
export function cosineRate(epoch: number, shape: CosineShape): number {
  knownOptions('cosineRate', shape, ['base', 'min', 'start', 'end']);
  const { base, min = 5e-6, start = 0, end } = shape;
  if (epoch <= start) return base;
  if (epoch >= end) return min;
  return min + 0.5 * (base - min) * (1 + Math.cos((Math.PI * (epoch - start)) / (end - start)));
}

/** Shape of a warm-up followed by a cosine annealing. */
export interface WarmupCosineShape {
  readonly base: number;
  readonly warmup?: WarmupShape;
  /** Rate at the end, ≤ base. @default 5e-6 */
  readonly min?: number;
  /** Epoch at which it ends, the warm-up included. */
  readonly end: number;
}

/** {@link warmupFactor} times the base for e < W, then {@link cosineRate} from W to `end`; a rate. */
export function warmupCosineRate(epoch: number, shape: WarmupCosineShape): number {
  knownOptions('warmupCosineRate', shape, ['base', 'warmup', 'min', 'end']);
  const { base, warmup = {}, min = 5e-6, end } = shape;
  const { epochs: start = 10 } = warmup;
  return epoch < start ? base * warmupFactor(epoch, warmup) : cosineRate(epoch, { base, min, start, end });
}
