import { checkOnce } from './check-fleet.js';
import { fleetError } from './errors.js';
import { channelIndices, type Fleet } from './fleet.js';
import { nearestCentroid } from './kmeans.js';
import { type ScalerData, validateScaler } from './scaler-data.js';

/**
 * z-score per operating condition: z = (x − μ_c) / σ_c, where c is the condition whose centroid is nearest to the row's
 * settings. Made by `fitScaler` on training units, stored with the model, applied to everything else.
 */
export class Scaler {
  readonly data: ScalerData;
  readonly #inputs: readonly number[];
  readonly #settings: readonly number[];
  readonly #scale: Float64Array;
  readonly #centroids: Float64Array;
  readonly #means: readonly Float64Array[];
  readonly #stds: readonly Float64Array[];
  readonly #point: Float64Array;

  constructor(data: ScalerData) {
    this.data = data;
    this.#inputs = channelIndices(data, data.inputs);
    this.#settings = channelIndices(data, data.settings);
    this.#scale = Float64Array.from(data.settingScale);
    this.#point = new Float64Array(this.#settings.length);
    this.#centroids = Float64Array.from(
      data.centroids.flat(),
      (value, i) => value / this.#scale[i % this.#scale.length]!,
    );
    this.#means = data.mean.map((row) => Float64Array.from(row));
    this.#stds = data.std.map((row) => Float64Array.from(row));
  }

  /** Number of operating conditions. */
  get conditions(): number {
    return this.data.centroids.length;
  }

  /** Names of the network's inputs, in the order of the scaled rows. */
  get inputs(): readonly string[] {
    return this.data.inputs;
  }

  /** Condition (0-based) of the raw row at `values[offset …]`. */
  condition(values: ArrayLike<number>, offset = 0): number {
    for (const [i, channel] of this.#settings.entries()) {
      this.#point[i] = values[offset + channel]! / this.#scale[i]!;
    }
    return nearestCentroid(this.#point, 0, this.#centroids, this.#settings.length);
  }

  /** Scales one raw row (all channels, at `offset`) into the inputs, in `out` at `outOffset`. @returns its condition */
  scaleRow(values: Float32Array, offset: number, out: Float32Array, outOffset: number): number {
    const condition = this.condition(values, offset);
    const mean = this.#means[condition]!;
    const std = this.#stds[condition]!;
    const inputs = this.#inputs;
    for (let i = 0; i < inputs.length; i++) out[outOffset + i] = (values[offset + inputs[i]!]! - mean[i]!) / std[i]!;
    return condition;
  }

  /**
   * Scales all rows of a fleet.
   * @returns row-major [rows, inputs]; throws `DF_SCALER_MISMATCH` for a fleet with other channels, and what `checkFleet` throws
   */
  transform(fleet: Fleet): Float32Array {
    checkOnce(fleet);
    this.checkFits(fleet);
    const rows = fleet.times.length;
    const [from, to] = [fleet.channels.length, this.#inputs.length];
    const out = new Float32Array(rows * to);
    for (let row = 0; row < rows; row++) this.scaleRow(fleet.values, row * from, out, row * to);
    return out;
  }

  /** Throws `DF_SCALER_MISMATCH` unless the fleet has the channels, in their order, the settings and the unit of time of the scaler's. */
  checkFits({ name, channels, settings, timeUnit }: Fleet): void {
    const { data } = this;
    const missing = data.channels.filter((channel) => !channels.includes(channel));
    const extra = channels.filter((channel) => !data.channels.includes(channel));
    const others = [
      missing.length > 0 && `lacks ${missing.join(', ')}`,
      extra.length > 0 && `has also ${extra.join(', ')}`,
    ];
    const fault =
      others.filter((text) => text !== false).join(' and ') ||
      (channels.some((channel, i) => channel !== data.channels[i]) && `has the channels in another order`) ||
      (settings.toSorted().join() !== data.settings.toSorted().join() && otherSettings(settings, data.settings)) ||
      (timeUnit !== data.timeUnit && `counts life in ${timeUnit}`);
    if (!fault) return;
    const fitted = `This scaler was fitted on ${data.name}: ${data.channels.join(', ')}, in ${data.timeUnit}`;
    throw fleetError('DF_SCALER_MISMATCH', `${name} ${fault}. ${fitted}`);
  }

  /** Plain data for `JSON.stringify`; numbers come back exactly. */
  toJSON(): ScalerData {
    return this.data;
  }

  /**
   * A scaler from the output of `toJSON`. Throws `DF_SCALER_INVALID` for damaged data.
   * @param json an object, or its JSON text
   */
  static fromJSON(json: unknown): Scaler {
    return new Scaler(validateScaler(json));
  }
}

function otherSettings(found: readonly string[], fitted: readonly string[]): string {
  const list = (names: readonly string[]) => (names.length > 0 ? names.join(', ') : 'none');
  return `has the settings ${list(found)} where the scaler has ${list(fitted)}`;
}
