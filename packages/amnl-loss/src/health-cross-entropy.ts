import { TrainError } from '@amnl/core-loop';
import {
  cast,
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';

/**
 * Mean softmax cross-entropy, as `torch.nn.functional.cross_entropy` with its defaults. Computed from a log-softmax that
 * subtracts the largest logit first, so logits of any size stay finite.
 *
 * @param logits [B, K], K ≥ 2
 * @param labels class of each sample, int32 [B], in 0 … K−1. A label outside adds nothing to the loss (values cannot be
 *   read inside a step)
 * @returns scalar, in nats
 * @throws AL_SHAPE when ranks, batch sizes or the dtype of `labels` do not fit
 */
export function healthCrossEntropy(logits: Tensor, labels: Tensor): Scalar {
  const [samples, classes] = logits.shape;
  const fits = logits.rank === 2 && labels.rank === 1 && labels.shape[0] === samples && labels.dtype === 'int32';
  if (!fits) {
    throw new TrainError(
      'AL_SHAPE',
      `healthCrossEntropy needs logits [B, K] and int32 labels [B]; found logits [${logits.shape}] and ${labels.dtype} labels [${labels.shape}]`,
      { by: 'amnl-loss' },
    );
  }
  // As int32, then cast: in tfjs 4.22 the wasm kernel ignores the dtype and writes the bits of integers (1 → 1.4e-45).
  const chosen = cast(oneHot(labels as Tensor1D, classes!), 'float32');
  return neg(mean(sum(mul(chosen, logSoftmax(logits)), -1)));
}
