import { type StepEngine, type TrainableModel, TrainError } from '@amnl/core-loop';
import { valueAndGrad } from '@tensorflow/tfjs-core';
import { cliError } from '../../terminal/errors.js';
import { type Differentiable, POINTS_AT_A_TIME } from './integrated-gradients.js';

/** What of a network is differentiated: an output of shape [batch], by an input of shape [batch, …shape]. */
export interface Derivative {
  readonly input: string;
  readonly shape: readonly number[];
  readonly output: string;
}

/**
 * A network's output and its gradient by an input, as they are in prediction, on any engine: a compiled one makes one program of it. The
 * samples of a batch must not depend on each other, which they do not in prediction.
 * @throws at the first call: CLI_NOT_EXPLAINED where an operation has no gradient, and what the engine throws
 */
export function differentiable(
  engine: StepEngine,
  model: TrainableModel,
  { input, shape, output }: Derivative,
): Differentiable {
  const variables = { ...model.parameters, ...model.buffers };
  const program = engine.prepare(
    `gradient of ${output}`,
    ({ points }, random) => {
      const outputs = (x: typeof points) => model.forward({ [input]: x! }, { training: false, random })[output]!;
      const { value, grad } = valueAndGrad(outputs)(points!);
      return { values: value, gradients: grad };
    },
    () => variables,
  );
  const sizes = [POINTS_AT_A_TIME, ...shape];
  return async (points) => {
    try {
      const made = await program.run({ points: { data: points, shape: sizes } }, { seed: 0, counter: 0 });
      return { values: made['values']!.data, gradients: made['gradients']!.data };
    } catch (error) {
      throw withoutGradient(error, input, output) ?? error;
    }
  };
}

/** TensorFlow.js's errors about gradients, for the user; undefined for any other one. */
function withoutGradient(error: unknown, input: string, output: string): Error | undefined {
  if (!(error instanceof Error) || error instanceof TrainError) return undefined;
  const kernel = /gradient function not found for (\w+)/.exec(error.message)?.[1];
  if (kernel !== undefined) {
    const why = `it uses the operation ${kernel}, which has no gradient in TensorFlow.js`;
    return cliError('CLI_NOT_EXPLAINED', `the network cannot be explained: ${why}. ${INSTEAD}`, error);
  }
  if (!error.message.startsWith('Cannot compute gradient')) return undefined;
  const why = `its output '${output}' does not depend on its input '${input}' by operations that have gradients`;
  return cliError('CLI_NOT_EXPLAINED', `the network cannot be explained: ${why}. ${INSTEAD}`, error);
}

const INSTEAD = 'Use operations that have one, or register one with tf.registerGradient. Predictions need none';
