import { knownOptions, requireOption, TrainError } from '@amnl/core-loop';
import {
  cast,
  div,
  logSoftmax,
  maximum,
  mean,
  mul,
  neg,
  notEqual,
  oneHot,
  type Scalar,
  sum,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';

/** Options of {@link healthCrossEntropy}. */
export interface HealthCrossEntropyOptions {
  /** A label that says that the class is not known, e.g. −1. @default none */
  readonly ignoreIndex?: number;
}

/**
 * Mean softmax cross-entropy, as `torch.nn.functional.cross_entropy` with its defaults. Computed from a log-softmax that
 * subtracts the largest logit first, so logits of any size stay finite.
 *
 * With `ignoreIndex` the mean is over the samples whose class is known, as in PyTorch. If none is, it is 0 and has no gradient
 * (PyTorch gives NaN).
 *
 * @param logits [B, K], K ≥ 2
 * @param labels class of each sample, int32 [B], in 0 … K−1. Another label outside adds nothing to the sum (values cannot be
 *   read inside a step)
 * @returns scalar, in nats
 * @throws AL_SHAPE when ranks, batch sizes or the dtype of `labels` do not fit; CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export function healthCrossEntropy(logits: Tensor, labels: Tensor, options: HealthCrossEntropyOptions = {}): Scalar {
  knownOptions('healthCrossEntropy', options, ['ignoreIndex']);
  const { ignoreIndex } = options;
  const whole = ignoreIndex === undefined || Number.isSafeInteger(ignoreIndex);
  requireOption('amnl-loss', whole, 'ignoreIndex', 'a whole number', ignoreIndex);
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
  const likelihoods = sum(mul(chosen, logSoftmax(logits)), -1);
  if (ignoreIndex === undefined) return neg(mean(likelihoods));
  const known = cast(notEqual(labels, ignoreIndex), 'float32');
  return neg(div(sum(mul(likelihoods, known)), maximum(knownLabels(labels, ignoreIndex), 1)));
}

/** How many labels say a class. */
export function knownLabels(labels: Tensor, ignoreIndex: number): Scalar {
  return sum(cast(notEqual(labels, ignoreIndex), 'float32'));
}
