import { add, clone, customGrad, engine, type Scalar, scalar, type Tensor, zerosLike } from '@tensorflow/tfjs-core';
import type { StepContext, TaskCombiner } from '../contract/step-context.js';
import type { NamedTensors } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';

/** The same number, from which no gradient leads back. */
export function detached(x: Scalar): Scalar {
  return offTape(() => clone(x));
}

/**
 * The total with the gradient that `combiner` makes out of those of the tasks: one more backward pass over the same tape for each.
 * Called while the tape is recorded.
 * @param hooked what `loss` hooks and penalty made (`to`) of the detached total of the tasks (`of`)
 */
export function withTaskGradients(
  step: StepContext,
  combiner: TaskCombiner,
  losses: Readonly<Record<string, Scalar | undefined>>,
  hooked: { readonly of: Scalar; readonly to: Scalar },
): Scalar {
  const parameters = Object.entries(step.parameters);
  const variables = parameters.map(([, variable]) => variable);
  const combined = offTape(() => {
    const [slope] = backward(hooked.to, [hooked.of]);
    const scale = (slope ?? zerosLike(hooked.of)) as Scalar;
    const tasks = combiner.tasks.map((name) => {
      const loss = losses[name];
      if (loss === undefined) throw missing(name, losses);
      const found = backward(loss, variables, clone(scale));
      return { name, loss, gradients: present(parameters.map(([of], i) => [of, found[i]])) };
    });
    return combiner.combine(step, tasks, scale);
  });
  const carried = parameters.filter(([name]) => combined[name] !== undefined);
  if (carried.length === 0) return hooked.to;
  const carrier = customGrad((...args) => {
    (args.at(-1) as unknown as (kept: Tensor[]) => void)(carried.map(([name]) => combined[name]!));
    // Clones: what is saved is freed with the tape.
    return { value: scalar(0), gradFunc: (_: Tensor, saved: Tensor[]) => saved.map((gradient) => clone(gradient)) };
  });
  return add(hooked.to, carrier(...carried.map(([, variable]) => variable)));
}

/** Gradients of `y` over the tape so far; undefined for what it does not depend on. */
function backward(y: Scalar, xs: Tensor[], dy?: Scalar): readonly (Tensor | undefined)[] {
  return engine().gradients(() => y, xs, dy, true).grads;
}

/** Records none of the operations of `body`: the gradients of gradients are not needed, and would hold memory. */
function offTape<T>(body: () => T): T {
  const { state } = engine();
  state.kernelDepth++; // TensorFlow.js records what is called from outside of its kernels
  try {
    return body();
  } finally {
    state.kernelDepth--;
  }
}

function present(entries: readonly (readonly [string, Tensor | undefined])[]): NamedTensors {
  return Object.fromEntries(entries.filter(([, tensor]) => tensor !== undefined)) as NamedTensors;
}

function missing(name: string, losses: Readonly<Record<string, unknown>>): TrainError {
  return new TrainError(
    'CL_LOSS_INVALID',
    `gradients of the task '${name}' are to be combined, and the loss returned { ${Object.keys(losses).join(', ')} }. Return it under that name`,
  );
}
