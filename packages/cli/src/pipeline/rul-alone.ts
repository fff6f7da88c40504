import type { TrainableModel } from '@amnl/core-loop';
import type { HealthBorders } from '@amnl/data-fleet';
import { cast, greater, lessEqual, mul, stack, sub, type Tensor } from '@tensorflow/tfjs-core';
import { withForward } from './with-forward.js';

/** A logit so far above the others that its probability is 1. */
const CERTAIN = 100;

/**
 * A network that is trained on the RUL alone. Its output `health` is not that of a head that nobody trained, but the state that
 * the predicted RUL falls into, by the borders that make the labels.
 * @param untrained names of parameters that nothing trains: left out
 */
export function rulAlone(
  model: TrainableModel,
  borders: HealthBorders,
  untrained?: (parameter: string) => boolean,
): TrainableModel {
  const forward: TrainableModel['forward'] = (given, context) => {
    const outputs = model.forward(given, context);
    return { ...outputs, health: statesOf(outputs['rul']!, borders) };
  };
  return withForward(model, forward, untrained);
}

/** Logits of healthy, degrading, critical, `[B, 3]`, of a RUL `[B]`. */
function statesOf(rul: Tensor, { degrading, critical }: HealthBorders): Tensor {
  const healthy = cast(greater(rul, degrading), 'float32');
  const dying = cast(lessEqual(rul, critical), 'float32');
  return mul(stack([healthy, sub(sub(1, healthy), dying), dying], 1), CERTAIN);
}
