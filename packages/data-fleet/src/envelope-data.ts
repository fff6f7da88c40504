import { invalid, matrix, names, numbers, record } from './stored.js';

/** What the training rows were like; numbers are z-scores unless said otherwise. Plain JSON, stored in a scaler. */
export interface EnvelopeData {
  /** How far beyond the extremes a row may be, in standard deviations. */
  readonly margin: number;
  /** Least and greatest value of each condition and input; [conditions, inputs]. */
  readonly min: readonly (readonly number[])[];
  readonly max: readonly (readonly number[])[];
  /** 1 % and 99 % quantiles, likewise: where most of the rows are. */
  readonly low: readonly (readonly number[])[];
  readonly high: readonly (readonly number[])[];
  /** Of each condition: distance of the settings to its centroid, each setting divided by its `settingScale`. */
  readonly distance: {
    /** Root of the mean square. */
    readonly rms: readonly number[];
    readonly max: readonly number[];
    /** How far beyond `max` a row may be: 1, or a tenth of the way to the nearest other centroid. */
    readonly margin: readonly number[];
  };
  /** How the inputs go together; absent where they are too many, or rows too few, to know. */
  readonly together?: {
    /** The inputs that vary. */
    readonly inputs: readonly string[];
    /** Inverse of their covariance P: (P z)ᵢ / √Pᵢᵢ is how far input i is from what the others say, in standard deviations. */
    readonly precision: readonly (readonly number[])[];
    /** Greatest such distance of each. */
    readonly max: readonly number[];
  };
}

/** Checks a stored envelope. Throws `DF_SCALER_INVALID`. */
export function validateEnvelope(
  json: unknown,
  { inputs, conditions }: { readonly inputs: readonly string[]; readonly conditions: number },
): EnvelopeData {
  const data = record(json, 'envelope');
  const distance = record(data['distance'], 'envelope.distance');
  const table = (key: 'min' | 'max' | 'low' | 'high') =>
    matrix(data[key], conditions, inputs.length, `envelope.${key}`);
  const list = (key: 'rms' | 'max' | 'margin', positive = false) =>
    numbers(distance[key], conditions, `envelope.distance.${key}`, positive);
  const known = {
    margin: numbers([data['margin']], 1, 'envelope.margin', true)[0]!,
    min: table('min'),
    max: table('max'),
    low: table('low'),
    high: table('high'),
    distance: { rms: list('rms'), max: list('max'), margin: list('margin', true) },
  };
  if (data['together'] === undefined) return known;
  const together = record(data['together'], 'envelope.together');
  const some = names(together['inputs'], 'envelope.together.inputs');
  const unknown = some.find((name) => !inputs.includes(name));
  if (unknown !== undefined) throw invalid('envelope.together.inputs has a name that is not among its inputs');
  const precision = matrix(together['precision'], some.length, some.length, 'envelope.together.precision');
  numbers(
    precision.map((row, i) => row[i]),
    some.length,
    'the diagonal of envelope.together.precision',
    true,
  );
  return {
    ...known,
    together: { inputs: some, precision, max: numbers(together['max'], some.length, 'envelope.together.max') },
  };
}
