import { Scaler } from '@amnl/data-fleet';
import { RAW_NAMES, SETTING_NAMES } from './columns.js';
import { SUBSETS } from './subsets.js';

/**
 * A stored scaler, also one of an earlier release, which knew NASA's channels only. Throws `DF_SCALER_INVALID`.
 * @param text JSON
 */
export function readScaler(text: string): Scaler {
  return Scaler.fromJSON(upgraded(text));
}

function upgraded(text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text; // Scaler.fromJSON says what is wrong with it
  }
  const { version, subset, features, fittedOn, ...rest } = Object(json) as Record<string, unknown>;
  if (version !== 1 || typeof subset !== 'string' || !Object.hasOwn(SUBSETS, subset)) return json;
  const { engines, units = engines, ...fitted } = Object(fittedOn) as Record<string, unknown>;
  const facts = { name: subset, timeUnit: 'cycles', channels: RAW_NAMES, settings: SETTING_NAMES, inputs: features };
  return { ...rest, version: 2, ...facts, fittedOn: { units, ...fitted } };
}
