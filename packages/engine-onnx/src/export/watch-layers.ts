import { type LayerLike, layersWithin, TrainError } from '@amnl/core-loop';
import type { Tensor } from '@tensorflow/tfjs-core';
import { engineError } from '../errors/errors.js';

type Call = (inputs: Tensor | Tensor[], given: Record<string, unknown> | undefined) => Tensor | Tensor[];
/** A layer of `tf.layers`. */
export type Layer = LayerLike & { readonly name: string; call: Call };

/** Where a forward pass is: the layers it is in, outermost first. */
export class LayerPath {
  readonly #layers: Layer[] = [];

  /** Names, joined by `/`; '' outside of layers. */
  get name(): string {
    return this.#layers.map(({ name }) => name).join('/');
  }

  within<T>(layer: Layer, body: () => T): T {
    this.#layers.push(layer);
    try {
      return body();
    } finally {
      this.#layers.pop();
    }
  }
}

/** Does a layer's work in its stead, or returns undefined to leave it to the layer. */
export type LayerStandIn = (
  layer: Layer,
  inputs: Tensor | Tensor[],
  given: Record<string, unknown>,
) => Tensor | Tensor[] | undefined;

/** Runs `body`; every layer, and those inside of it, asks `standIn` first and is on `path` meanwhile. */
export function watchLayers<T>(layers: readonly LayerLike[], path: LayerPath, standIn: LayerStandIn, body: () => T): T {
  const all = new Set(layers.flatMap((layer) => [layer, ...layersWithin(layer)])) as Set<Layer>;
  const restore: (() => void)[] = [];
  try {
    for (const layer of all) {
      const { call } = layer;
      const own = Object.getOwnPropertyDescriptor(layer, 'call');
      layer.call = (inputs, given) =>
        path.within(layer, () => {
          try {
            return standIn(layer, inputs, given ?? {}) ?? call.call(layer, inputs, given);
          } catch (error) {
            throw inLayer(error, path, layer);
          }
        });
      restore.push(() => {
        if (own === undefined) delete (layer as { call?: Call }).call;
        else Object.defineProperty(layer, 'call', own);
      });
    }
    return body();
  } finally {
    for (const undo of restore) undo();
  }
}

/** An operation without an ONNX form, with the layer it lies in; the innermost one says so. */
function inLayer(error: unknown, path: LayerPath, layer: Layer): unknown {
  if (!(error instanceof TrainError) || error.code !== 'EO_KERNEL_UNSUPPORTED') return error;
  return unsupported(error, `layer '${path.name}' (${layer.getClassName()})`);
}

/** What the exporter says where the compiled engine would say that it cannot compile something. */
export function unsupported(error: TrainError, where: string): Error {
  const what = error.detail.replace(' cannot be compiled', '').replace(/\.( |$).*/s, '');
  return engineError(
    'EO_EXPORT_UNSUPPORTED',
    `${where} cannot be exported, as there is no ONNX form of this here: ${what}. Make it of supported operations (docs/supported-kernels.md), or leave it out of what is exported and do it where the model is run`,
    error,
  );
}
