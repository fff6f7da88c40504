import type { LayerLike } from '../contract/layers.js';

/**
 * What does not affect a training step: names that count up within a process, frozen flags (variables show them),
 * initial weights.
 */
const LEFT_OUT = /^(name|trainable|inboundNodes|inputLayers|outputLayers)$|Initializer$/;

/**
 * Of a layer its class and its options, e.g. `{ '1.Dropout': { rate: 0.5 } }`, and how layers are connected: what names and shapes
 * of weights do not show.
 */
export function layersFingerprint(model: Configured & { readonly layers: readonly LayerLike[] }): object {
  const layers = model.layers.map(
    (layer, place) => [`${place}.${layer.getClassName()}`, stripped(configOf(layer))] as const,
  );
  return { ...Object.fromEntries(layers), ...wiringOf(configOf(model)) };
}

interface Configured {
  getConfig?(): unknown;
}

/** A custom layer may have no configuration. */
function configOf(layer: object): unknown {
  try {
    return (layer as Configured).getConfig?.() ?? {};
  } catch {
    return {};
  }
}

/** One layer's part of the configuration of a functional model. */
interface Connected {
  readonly name: string;
  /** For every use of the layer where its inputs come from: layer, use of that, output of it. */
  readonly inboundNodes?: readonly (readonly (readonly [layer: string, use: number, output: number])[])[];
}

/**
 * Of every layer where its inputs come from, by place: `'0.0.0 + 2.0.0'` adds up the layers 0 and 2. A sequential model
 * has none.
 */
function wiringOf(config: unknown): { readonly wiring?: readonly string[] } {
  const { layers } = config as { readonly layers?: readonly Connected[] };
  if (!Array.isArray(layers) || !layers.some(({ inboundNodes = [] }: Connected) => inboundNodes.length > 0)) return {};
  const places = new Map(layers.map(({ name }: Connected, place) => [name, place]));
  const wiring = layers.map(({ inboundNodes = [] }: Connected) => {
    const uses = inboundNodes.map((node) =>
      node.map(([name, ...at]) => [places.get(name), ...at.slice(0, 2)].join('.')),
    );
    return uses.map((use) => use.join(' + ')).join(', ');
  });
  return { wiring };
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripped);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, own]) => !LEFT_OUT.test(key) && own !== null && own !== undefined);
  return { ...Object.fromEntries(kept.map(([key, own]) => [key, stripped(own)])), ...wiringOf(value) };
}
