import type { NamedTensors, NamedVariables } from '@amnl/core-loop';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/**
 * Swaps the values of variables for a while.
 * @param variables what to change
 * @param values new values by the same names; names that are not among `variables` are ignored, variables without a value
 *   keep theirs
 * @returns a function that restores the old values, bit for bit; call it once, in `finally`
 */
export function swapIn(variables: NamedVariables, values: NamedTensors): () => void {
  const changed = Object.entries(variables).filter(([name]) => values[name] !== undefined);
  const restore = keepValues(Object.fromEntries(changed));
  try {
    for (const [name, variable] of changed) variable.assign(values[name]!);
  } catch (error) {
    restore(); // a wrong shape must not leave half of them swapped
    throw error;
  }
  return restore;
}

/** @returns a function that restores the current values of variables, bit for bit; call it once */
export function keepValues(variables: NamedVariables): () => void {
  // A clone shares its buffer and tensors never change: both ways are pointer swaps.
  const kept = Object.values(variables).map((variable): [Variable, Tensor] => [variable, variable.clone()]);
  return () => {
    for (const [variable, old] of kept.splice(0)) {
      variable.assign(old);
      old.dispose();
    }
  };
}
