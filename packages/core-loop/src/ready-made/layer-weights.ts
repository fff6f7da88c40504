import type { Variable } from '@tensorflow/tfjs-core';
import type { LayerLike, LayerWeight } from '../contract/layers.js';

/** Properties that hold a layer's inner layers. */
type Parts = Partial<Record<'layers' | 'cells', readonly LayerLike[]>> &
  Partial<Record<'layer' | 'forwardLayer' | 'backwardLayer' | 'cell', LayerLike>>;

/** A weight under its unique name. */
export interface NamedWeight {
  readonly name: string;
  readonly weight: LayerWeight;
}

/**
 * The weights of a model, each once: by place, class and weight of the first layer that has it. The order, and with it the number
 * that distinguishes equal names, does not depend on what is frozen.
 */
export function nameWeights(layers: readonly LayerLike[]): readonly NamedWeight[] {
  const named = new Map<LayerWeight, string>();
  const taken = new Set<string>();
  layers.forEach((layer, place) => {
    for (const weight of weightsOf(layer)) {
      if (named.has(weight)) continue; // a layer that is used twice, or also within another
      const name = unused(`${place}.${layer.getClassName()}/${weight.originalName.split('/').at(-1)}`, taken);
      named.set(weight, name);
      taken.add(name);
    }
  });
  return [...named].map(([weight, name]) => ({ name, weight }));
}

/** `val` is protected in the typings, and the only way to the variable itself. */
export function variableOf(weight: LayerWeight): Variable {
  return (weight as unknown as { val: Variable }).val;
}

/** A layer's weights in the order of the layers inside it: its own lists put the frozen ones last. */
function weightsOf(layer: LayerLike): readonly LayerWeight[] {
  const own = new Set([...layer.trainableWeights, ...layer.nonTrainableWeights]);
  const inner = innermost(layer).flatMap((part) => [...part.trainableWeights, ...part.nonTrainableWeights]);
  return [...new Set([...inner.filter((weight) => own.has(weight)), ...own])];
}

/** The layers a layer is made of: those of a model, of `timeDistributed` and `bidirectional`, the cells of an RNN. */
function partsOf(layer: object): readonly LayerLike[] {
  const { layers, cells, layer: wrapped, forwardLayer, backwardLayer, cell } = layer as Parts;
  return layers ?? cells ?? [wrapped, forwardLayer, backwardLayer, cell].filter((part) => part !== undefined);
}

function innermost(layer: LayerLike): readonly LayerLike[] {
  const parts = partsOf(layer);
  return parts.length === 0 ? [layer] : parts.flatMap(innermost);
}

/** The layers within a layer or model, on every level. */
export function layersWithin(layer: object): readonly LayerLike[] {
  return partsOf(layer).flatMap((part) => [part, ...layersWithin(part)]);
}

/** `name`, with a number if it is taken. */
export function unused(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let n = 2;
  while (taken.has(`${name}_${n}`)) n++;
  return `${name}_${n}`;
}
