import { dataError } from './errors.js';
import { describeValue, quote } from './number.js';
import { asSubset, type Subset } from './subsets.js';

/** Data of a scaler; plain JSON. */
export interface ScalerData {
  readonly format: 'amnl-scaler';
  readonly version: 1;
  readonly subset: Subset;
  readonly features: readonly string[];
  /** Divisors of the three settings in the distance to a centroid: their standard deviations over the fitted rows. */
  readonly settingScale: readonly number[];
  /** Settings of each condition, in NASA's units, sorted by altitude, Mach number, throttle; [conditions, 3]. */
  readonly centroids: readonly (readonly number[])[];
  /** μ of each condition and feature; [conditions, 17]. */
  readonly mean: readonly (readonly number[])[];
  /** σ of each condition and feature, 1 where the column hardly varies; [conditions, 17]. */
  readonly std: readonly (readonly number[])[];
  /** The data it was fitted on. */
  readonly fittedOn: {
    readonly units: number;
    /** Earlier name of `units`: files have both for one version. @deprecated */
    readonly engines?: number;
    readonly rows: number;
    readonly checksum: string;
    readonly simulated: boolean;
  };
}

/** A scaler as files have it for one version: `fittedOn` has its earlier name `engines` next to `units`. */
export function storedScaler(data: ScalerData): ScalerData {
  const { units, ...rest } = data.fittedOn;
  return { ...data, fittedOn: { units, engines: units, ...rest } };
}

/** Checks stored scaler data. Throws `DC_SCALER_INVALID`, or `DC_SCALER_MISMATCH` if the features differ. */
export function validateScaler(json: unknown, features: readonly string[]): ScalerData {
  const data = record(typeof json === 'string' ? parse(json) : json, 'the scaler');
  if (data['format'] !== 'amnl-scaler' || data['version'] !== 1) {
    throw invalid(
      `format ${describeValue(data['format'])} version ${describeValue(data['version'])} is not amnl-scaler version 1`,
    );
  }
  const stored = data['features'];
  if (!Array.isArray(stored) || stored.some((name) => typeof name !== 'string'))
    throw invalid('`features` must be strings');
  if (stored.length !== features.length || stored.some((name, i) => name !== features[i])) {
    throw dataError(
      'DC_SCALER_MISMATCH',
      `this scaler has ${stored.length} features (${quote(stored.join(' '))}); expected ${features.length} (${features.join(' ')})`,
    );
  }
  const conditions = Array.isArray(data['centroids']) ? data['centroids'].length : 0;
  if (conditions < 1) throw invalid('it has no centroids');
  const fittedOn = record(data['fittedOn'], 'fittedOn');
  return {
    format: 'amnl-scaler',
    version: 1,
    subset: asSubset(data['subset']),
    features: [...features],
    settingScale: numbers(data['settingScale'], 3, 'settingScale', true),
    centroids: matrix(data['centroids'], conditions, 3, 'centroids'),
    mean: matrix(data['mean'], conditions, features.length, 'mean'),
    std: matrix(data['std'], conditions, features.length, 'std', true),
    fittedOn: {
      // Scalers of earlier releases have only `engines`.
      units: numbers([fittedOn['units'] ?? fittedOn['engines']], 1, 'fittedOn.units')[0]!,
      rows: numbers([fittedOn['rows']], 1, 'fittedOn.rows')[0]!,
      checksum: text(fittedOn['checksum'], 'fittedOn.checksum'),
      simulated: fittedOn['simulated'] === true,
    },
  };
}

function matrix(value: unknown, rows: number, columns: number, name: string, positive = false): number[][] {
  if (!Array.isArray(value) || value.length !== rows) throw invalid(`${name} does not have ${rows} rows`);
  return value.map((row, i) => numbers(row, columns, `${name}[${i}]`, positive));
}

function numbers(value: unknown, length: number, name: string, positive = false): number[] {
  const good = (x: unknown) => typeof x === 'number' && Number.isFinite(x) && (!positive || x > 0);
  if (Array.isArray(value) && value.length === length && value.every(good)) return [...value];
  throw invalid(`${name} is not a list of ${length} ${positive ? 'positive ' : ''}finite numbers`);
}

function text(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw invalid(`${name} must be a string; found ${describeValue(value)}`);
}

function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw invalid(`${name} must be an object; found ${describeValue(value)}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw dataError(
      'DC_SCALER_INVALID',
      'the stored scaler is not valid JSON. Train again, or restore the file',
      cause,
    );
  }
}

function invalid(what: string): Error {
  return dataError('DC_SCALER_INVALID', `the stored scaler is damaged: ${what}. Train again, or restore the file`);
}
