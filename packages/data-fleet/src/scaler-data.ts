import { type DriftData, validateDrift } from './drift/drift-data.js';
import { type EnvelopeData, validateEnvelope } from './envelope-data.js';
import { type HistoryData, validateHistory } from './history-data.js';
import { describeValue, quote } from './in-words.js';
import { invalid, matrix, names, numbers, parse, record, text } from './stored.js';

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
  /** What the rows were like that it was fitted on; absent in scalers of earlier releases. */
  readonly envelope?: EnvelopeData;
  /** What they were like from row to row; likewise. */
  readonly history?: HistoryData;
  /** What other rows are compared with to see whether they have drifted; likewise. */
  readonly drift?: DriftData;
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
  const centroids = matrix(data['centroids'], conditions, settings.length, 'centroids');
  const envelope =
    data['envelope'] === undefined ? undefined : validateEnvelope(data['envelope'], { inputs, conditions });
  const counts = { inputs: inputs.length, together: envelope?.together?.inputs.length ?? 0, conditions };
  return {
    format: 'amnl-scaler',
    version: 2,
    name: text(data['name'], 'name'),
    timeUnit: text(data['timeUnit'], 'timeUnit'),
    channels,
    settings,
    inputs,
    settingScale: numbers(data['settingScale'], settings.length, 'settingScale', true),
    centroids,
    mean: matrix(data['mean'], conditions, inputs.length, 'mean'),
    std: matrix(data['std'], conditions, inputs.length, 'std', true),
    fittedOn: {
      units: numbers([fittedOn['units']], 1, 'fittedOn.units')[0]!,
      rows: numbers([fittedOn['rows']], 1, 'fittedOn.rows')[0]!,
      checksum: text(fittedOn['checksum'], 'fittedOn.checksum'),
      simulated: fittedOn['simulated'] === true,
    },
    ...(envelope && { envelope }),
    ...(data['history'] !== undefined && { history: validateHistory(data['history'], inputs) }),
    ...(data['drift'] !== undefined && { drift: validateDrift(data['drift'], counts) }),
  };
}
