import { dispose, type Tensor, tidy, Variable, variable, zerosLike } from '@tensorflow/tfjs-core';

/** The parts of layers and models of `tf.layers` that hold states, or layers that may. */
interface LayerLike {
  getClassName(): string;
  readonly layers?: readonly LayerLike[];
  readonly layer?: LayerLike;
  readonly forwardLayer?: LayerLike;
  readonly backwardLayer?: LayerLike;
  readonly stateful?: boolean;
  /** Of a recurrent layer: current states, and those of earlier batches. */
  states_?: Tensor[] | null;
  keptStates?: Tensor[][];
  resetStates?(states?: Tensor | Tensor[]): void;
}

/**
 * The states of a model's stateful recurrent layers as variables, which the layers use from now on: a step can assign
 * those, whichever engine runs it. TensorFlow.js itself creates a new tensor after every batch and keeps
 * the old ones.
 */
export function* layerStates(model: { readonly layers: readonly unknown[] }): Generator<[name: string, Variable]> {
  for (const [place, outer] of (model.layers as LayerLike[]).entries()) {
    for (const layer of new Set(statefulIn(outer))) {
      for (const [i, state] of adopt(layer).entries()) yield [`${place}.${outer.getClassName()}/state_${i}`, state];
    }
  }
}

function* statefulIn(layer: LayerLike): Generator<LayerLike> {
  if (layer.stateful && layer.states_) yield layer;
  for (const inner of [...(layer.layers ?? []), layer.layer, layer.forwardLayer, layer.backwardLayer]) {
    if (inner !== undefined) yield* statefulIn(inner);
  }
}

function adopt(layer: LayerLike): Variable[] {
  const before = layer.states_!;
  if (before[0] instanceof Variable) return before as Variable[];
  const states = before.map((state) => variable(state, false));
  dispose([before, layer.keptStates ?? []]);
  layer.keptStates = [];
  // Called by a layer after every batch, and by users between sequences, without states.
  layer.resetStates = (given) => {
    const list = given === undefined || Array.isArray(given) ? given : [given];
    tidy(() => {
      for (const [i, state] of states.entries()) state.assign(list?.[i] ?? zerosLike(state));
    });
  };
  Object.defineProperty(layer, 'states_', { value: states }); // read-only: another list would not be trained with
  return states;
}
