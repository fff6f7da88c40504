import { RAW_NAMES } from './columns.js';

/** A model input: its name, its column in a row of the fleet, NASA's symbol. */
export interface Feature {
  readonly name: string;
  /** Column in `fleet.values` (0–23). */
  readonly column: number;
  /** NASA's symbol, e.g. `T24`. */
  readonly symbol: string;
}

const sensors = [2, 3, 4, 7, 8, 9, 11, 12, 13, 14, 15, 17, 20, 21];
const symbols = 'altitude Mach TRA T24 T30 T50 P30 Nf Nc Ps30 phi NRf NRc BPR htBleed W31 W32'.split(' ');

/**
 * The 17 inputs of the network, in order: settings 1–3 and sensors 2, 3, 4, 7, 8, 9, 11, 12, 13, 14, 15, 17, 20, 21. The
 * seven others (1, 5, 6, 10, 16, 18, 19) are constant within an operating condition or nearly so.
 */
export const FEATURES: readonly Feature[] = [0, 1, 2, ...sensors.map((sensor) => sensor + 2)].map((column, i) => ({
  name: RAW_NAMES[column]!,
  column,
  symbol: symbols[i]!,
}));

/** Names of {@link FEATURES}. */
export const FEATURE_NAMES: readonly string[] = FEATURES.map((feature) => feature.name);
