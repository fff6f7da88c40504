import type { LayerLike } from './layer-weights.js';

/** What does not bear on a trained step: names that count up within a process, what is frozen (variables tell), how weights began. */
const LEFT_OUT = /^(name|trainable|inboundNodes|inputLayers|outputLayers)$|Initializer$/;

/** Of a layer its class and its options, e.g. `{ '1.Dropout': { rate: 0.5 } }`: what names and shapes of weights do not tell. */
export function layersFingerprint(layers: readonly LayerLike[]): object {
  return Object.fromEntries(
    layers.map((layer, place) => [`${place}.${layer.getClassName()}`, stripped(configOf(layer))]),
  );
}

/** A layer of the user's own may have no configuration. */
function configOf(layer: LayerLike & { getConfig?(): unknown }): unknown {
  try {
    return layer.getConfig?.() ?? {};
  } catch {
    return {};
  }
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, own]) => !LEFT_OUT.test(key) && own !== null && own !== undefined);
  return Object.fromEntries(kept.map(([key, own]) => [key, stripped(own)]));
}
