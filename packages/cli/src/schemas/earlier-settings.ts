import { PRESETS } from '../config/presets.js';

/** Settings that an earlier release did not have: with the values of the published loop they change nothing. */
const LATER = [
  ...(['age', 'settingInputs', 'inputNoise', 'holdoutCuts', 'pool'] as const),
  ...([
    'loss',
    'weighNearFailure',
    'rulWeight',
    'dwaTemperature',
    'gradNormAlpha',
    'caGradRadius',
    'lossRate',
  ] as const),
] as const;

/** The settings of a record as they are read: those that an earlier release did not have, with what its runs did. */
export function withLaterSettings(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const later = Object.fromEntries(LATER.map((name) => [name, PRESETS.paper[name]]));
  return { ...later, minHistory: config['window'], ...config, preset: presetNow(config['preset']) };
}

/** A record, or a line of a plan, with {@link withLaterSettings} of its `config`; what has none is left as it is. */
export function withSettings(json: unknown): unknown {
  const { config } = (json ?? {}) as { readonly config?: unknown };
  if (typeof config !== 'object' || config === null) return json;
  return { ...(json as object), config: withLaterSettings(config as Record<string, unknown>) };
}

/** Earlier releases had a preset `compact`: the published loop with a smaller network. A record has all settings, so only its words change. */
export function presetNow(preset: unknown): unknown {
  return preset === 'compact' ? 'paper' : preset;
}
