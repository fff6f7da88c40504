import { invalid, matrix, numbers, record } from '../stored.js';

/** Where the values of a channel lay in training. Plain JSON. */
export interface SharesData {
  /** Inner borders of its bins, ascending: at the deciles of all rows. */
  readonly borders: readonly number[];
  /** Share of each bin in the rows of each condition; [conditions, borders + 1]. */
  readonly shares: readonly (readonly number[])[];
  /**
   * Population stability index that samples of `DriftData.sizes` training units stay below, 99 in 100 in all channels at once: what is reached
   * by chance. Empty where too few units say so.
   */
  readonly chance: readonly number[];
}

/** What the training rows were like, to see whether other rows have drifted from them. Plain JSON, stored in a scaler. */
export interface DriftData {
  /** Numbers of units, ascending, that the levels of chance are of. */
  readonly sizes: readonly number[];
  /** Share of each operating condition, and the level of chance of these shares. */
  readonly conditions: { readonly shares: readonly number[]; readonly chance: readonly number[] };
  /** Of each input: its z-scores. */
  readonly values: readonly SharesData[];
  /**
   * Of each input of `EnvelopeData.together`: how far it is from what the others say. Wear moves inputs together, and so hardly moves this; a
   * sensor that drifts moves alone. Absent with `together`.
   */
  readonly alone?: readonly SharesData[];
}

/** Checks stored drift data. Throws `DF_SCALER_INVALID`. */
export function validateDrift(
  json: unknown,
  { inputs, together, conditions }: { readonly inputs: number; readonly together: number; readonly conditions: number },
): DriftData {
  const data = record(json, 'drift');
  const sizes = list(data['sizes'], 'drift.sizes');
  const mix = record(data['conditions'], 'drift.conditions');
  const each = (value: unknown, length: number, name: string): SharesData[] => {
    if (!Array.isArray(value) || value.length !== length) throw invalid(`${name} is not a list of ${length} inputs`);
    return value.map((one, i) => shares(one, { conditions, sizes: sizes.length }, `${name}[${i}]`));
  };
  return {
    sizes,
    conditions: {
      shares: numbers(mix['shares'], conditions, 'drift.conditions.shares'),
      chance: numbers(mix['chance'], sizes.length, 'drift.conditions.chance'),
    },
    values: each(data['values'], inputs, 'drift.values'),
    ...(data['alone'] !== undefined && { alone: each(data['alone'], together, 'drift.alone') }),
  };
}

function shares(json: unknown, count: { conditions: number; sizes: number }, name: string): SharesData {
  const data = record(json, name);
  const borders = list(data['borders'], `${name}.borders`);
  if (borders.some((border, i) => i > 0 && border <= borders[i - 1]!)) throw invalid(`${name}.borders do not ascend`);
  return {
    borders,
    shares: matrix(data['shares'], count.conditions, borders.length + 1, `${name}.shares`),
    chance: numbers(data['chance'], count.sizes, `${name}.chance`),
  };
}

function list(value: unknown, name: string): number[] {
  return numbers(value, Array.isArray(value) ? value.length : 0, name);
}
