import {
  type NamedTensors,
  type NamedVariables,
  requireOption,
  type TrainableModel,
  TrainError,
} from '@amnl/core-loop';
import { log, maximum, mean, moments, softmax, sqrt, stack, type Tensor } from '@tensorflow/tfjs-core';

/** Probabilities below it count as this: their logarithm stays finite. */
const LEAST = 1e-30;

/**
 * Several trained networks as one that predicts, a deep ensemble (Lakshminarayanan et al. 2017, without their variance head): `rul` is the
 * mean of the members' and `health` the logarithm of the mean of their probabilities, so that its softmax is that mean. `rul_spread`
 * `[B]` is the population standard deviation of the members' `rul`, in its unit.
 *
 * Parameters and buffers are the members' own, under `member1/…`. It cannot be trained: its members have no loss of their own in it.
 * Throws `CL_OPTION_INVALID` for fewer than two members.
 */
export function ensemble(members: readonly TrainableModel[]): TrainableModel {
  requireOption('model-rul', members.length >= 2, 'members', 'at least two networks', members.length);
  const all = (of: (member: TrainableModel) => NamedVariables | undefined): NamedVariables =>
    Object.fromEntries(
      members.flatMap((member, i) =>
        Object.entries(of(member) ?? {}).map(([name, variable]) => [`member${i + 1}/${name}`, variable]),
      ),
    );
  const { inputs } = members[0]!;
  return {
    ...(inputs && { inputs }),
    parameters: all(({ parameters }) => parameters),
    buffers: all(({ buffers }) => buffers),
    forward(window, context): NamedTensors {
      if (context.training) {
        throw new TrainError('RUL_ENSEMBLE_TRAINED', 'an ensemble cannot be trained. Train its members, then make it', {
          by: 'model-rul',
        });
      }
      const outputs = members.map((member) => member.forward(window, context));
      const of = (name: string, finish: (x: Tensor) => Tensor = (x) => x) =>
        stack(outputs.map((output) => finish(output[name]!)));
      const { mean: rul, variance } = moments(of('rul'), 0);
      return { rul, rul_spread: sqrt(variance), health: log(maximum(mean(of('health', softmax), 0), LEAST)) };
    },
  };
}
