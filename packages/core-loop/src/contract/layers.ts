import type { Tensor } from '@tensorflow/tfjs-core';

/** Keeps a weight within bounds, e.g. at a norm of at most 1. */
export interface WeightConstraint {
  /** The weight within the bounds. */
  apply(w: Tensor): Tensor;
}

/** The part of a layer variable that is used here. */
export interface LayerWeight {
  readonly trainable: boolean;
  readonly originalName: string;
  readonly constraint?: WeightConstraint | null | undefined;
}

/** The part of a layer that is used here. */
export interface LayerLike {
  readonly trainable: boolean;
  /** E.g. `Dense`. */
  getClassName(): string;
  readonly trainableWeights: readonly LayerWeight[];
  readonly nonTrainableWeights: readonly LayerWeight[];
}
