import { plainText } from '@amnl/core-loop';
import { fleetError } from './errors.js';

/** Data of a scaler; plain JSON. */
export interface ScalerData {
  readonly format: 'amnl-scaler';
  readonly version: 2;
  /** Name of the data it was fitted on. */
  readonly name: string;
  readonly timeUnit: string;
  /** All channels of a raw row, in order. */
  readonly channels: readonly string[];
  /** Channels by which the condition is recognised. */
  readonly settings: readonly string[];
  /** Channels that are scaled, in the order of the network's inputs. */
  readonly inputs: readonly string[];
  /** Divisors of the settings in the distance to a centroid: their standard deviations over the fitted rows. */
  readonly settingScale: readonly number[];
  /** Settings of each condition, in raw units, in ascending order; [conditions, settings]. */
  readonly centroids: readonly (readonly number[])[];
  /** μ of each condition and input; [conditions, inputs]. */
  readonly mean: readonly (readonly number[])[];
  /** σ of each condition and input, 1 where the channel hardly varies; [conditions, inputs]. */
  readonly std: readonly (readonly number[])[];
  /** The data it was fitted on. */
  readonly fittedOn: {
    readonly units: number;
    readonly rows: number;
    readonly checksum: string;
    readonly simulated: boolean;
  };
}

/** Checks stored scaler data. Throws `DF_SCALER_INVALID`. */
export function validateScaler(json: unknown): ScalerData {
  const data = record(typeof json === 'string' ? parse(json) : json, 'the scaler');
  if (data['format'] !== 'amnl-scaler' || data['version'] !== 2) {
    throw invalid(
      `format ${describeValue(data['format'])} version ${describeValue(data['version'])} is not amnl-scaler version 2`,
    );
  }
  const channels = names(data['channels'], 'channels');
  const among = (key: 'settings' | 'inputs') => {
    const some = names(data[key], key);
    const unknown = some.find((name) => !channels.includes(name));
    if (unknown !== undefined) throw invalid(`${key} has ${quote(unknown)}, which is not among its channels`);
    return some;
  };
  const settings = among('settings');
  const inputs = among('inputs');
  if (inputs.length === 0) throw invalid('it has no inputs');
  const conditions = Array.isArray(data['centroids']) ? data['centroids'].length : 0;
  if (conditions < 1) throw invalid('it has no centroids');
  const fittedOn = record(data['fittedOn'], 'fittedOn');
  return {
    format: 'amnl-scaler',
    version: 2,
    name: text(data['name'], 'name'),
    timeUnit: text(data['timeUnit'], 'timeUnit'),
    channels,
    settings,
    inputs,
    settingScale: numbers(data['settingScale'], settings.length, 'settingScale', true),
    centroids: matrix(data['centroids'], conditions, settings.length, 'centroids'),
    mean: matrix(data['mean'], conditions, inputs.length, 'mean'),
    std: matrix(data['std'], conditions, inputs.length, 'std', true),
    fittedOn: {
      units: numbers([fittedOn['units']], 1, 'fittedOn.units')[0]!,
      rows: numbers([fittedOn['rows']], 1, 'fittedOn.rows')[0]!,
      checksum: text(fittedOn['checksum'], 'fittedOn.checksum'),
      simulated: fittedOn['simulated'] === true,
    },
  };
}

function names(value: unknown, key: string): string[] {
  const good = Array.isArray(value) && value.every((name) => typeof name === 'string');
  if (good && new Set(value).size === value.length) return [...value];
  throw invalid(`${key} must be different strings`);
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
  } catch (error) {
    throw invalid(`it is not JSON (${plainText((error as Error).message, 120)})`);
  }
}

/** Lists and objects are described, not printed: they may be nested so deeply that `JSON.stringify` overflows the stack. */
function describeValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return quote(String(value));
}

function quote(text: string): string {
  return `"${plainText(text, 40)}"`;
}

function invalid(what: string): Error {
  return fleetError('DF_SCALER_INVALID', `the stored scaler is damaged: ${what}. Train again, or restore the file`);
}
