import type { NamedTensors, NamedVariables } from '@amnl/core-loop';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Gives variables other values for a while.
 * @param variables what to change
 * @param values new values by the same names; names that are not among `variables` are ignored, variables without a value
 *   keep theirs
 * @returns a function that puts the old values back, bit for bit; call it once, in `finally`
 */
export function swapIn(variables: NamedVariables, values: NamedTensors): () => void {
  // A clone shares its buffer and tensors never change: both ways are pointer swaps.
  const kept: [name: string, old: Tensor][] = [];
  const restore = () => {
    for (const [name, old] of kept.splice(0)) {
      variables[name]!.assign(old);
      old.dispose();
    }
  };
  try {
    for (const [name, variable] of Object.entries(variables)) {
      const value = values[name];
      if (value === undefined) continue;
      kept.push([name, variable.clone()]);
      variable.assign(value);
    }
  } catch (error) {
    restore(); // a wrong shape half way must not leave half of them swapped
    throw error;
  }
  return restore;
}
