import type { Plugin, TrainableModel } from '@amnl/core-loop';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/**
 * Records every weight, buffer and layer state of a model.
 * @returns a function that restores them, bit for bit; call it once
 */
export function keepModel({ parameters, buffers = {} }: TrainableModel): () => void {
  // A clone shares its buffer and tensors never change: nothing is copied, here or on the way back.
  const kept = Object.values({ ...parameters, ...buffers }).map((v): [Variable, Tensor] => [v, v.clone()]);
  return () => {
    for (const [variable, value] of kept) {
      variable.assign(value);
      value.dispose();
    }
  };
}

/**
 * Records the state of plugins that is not a tensor.
 * @returns a function that restores it
 */
export function keepStates(plugins: readonly Plugin[]): () => void {
  const kept = plugins.flatMap(({ state }) => (state ? [{ state, data: structuredClone(state.save()) }] : []));
  return () => {
    for (const { state, data } of kept) state.load(data, state.version);
  };
}
