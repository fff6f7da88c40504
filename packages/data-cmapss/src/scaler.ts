import { RAW_COLUMNS } from './columns.js';
import { dataError } from './errors.js';
import { FEATURE_NAMES, FEATURES } from './features.js';
import type { Fleet } from './fleet.js';
import { nearestCentroid } from './kmeans.js';
import { type ScalerData, storedScaler, validateScaler } from './scaler-data.js';
import type { Subset } from './subsets.js';

/** Columns of the settings, by which the operating condition is recognised. */
export const SETTINGS = 3;

/**
 * z-score per operating condition: z = (x − μ_c) / σ_c, where c is the condition whose centroid is nearest to the row's
 * three settings. Made by `fitScaler` on training units, stored with the model, applied to everything else.
 */
export class Scaler {
  readonly data: ScalerData;
  readonly #scale: Float64Array;
  readonly #centroids: Float64Array;
  readonly #means: readonly Float64Array[];
  readonly #stds: readonly Float64Array[];
  readonly #point = new Float64Array(SETTINGS);

  constructor(data: ScalerData) {
    this.data = data;
    this.#scale = Float64Array.from(data.settingScale);
    this.#centroids = Float64Array.from(data.centroids.flat(), (value, i) => value / this.#scale[i % SETTINGS]!);
    this.#means = data.mean.map((row) => Float64Array.from(row));
    this.#stds = data.std.map((row) => Float64Array.from(row));
  }

  /** Number of operating conditions. */
  get conditions(): number {
    return this.data.centroids.length;
  }

  /** Names of the features, in the order of the scaled rows. */
  get features(): readonly string[] {
    return this.data.features;
  }

  /** Condition (0-based) of the settings at `values[offset …]`. */
  condition(values: ArrayLike<number>, offset = 0): number {
    for (let i = 0; i < SETTINGS; i++) this.#point[i] = values[offset + i]! / this.#scale[i]!;
    return nearestCentroid(this.#point, 0, this.#centroids, SETTINGS);
  }

  /** Scales one raw row (24 columns at `offset`) into 17 features of `out` at `outOffset`. */
  scaleRow(values: Float32Array, offset: number, out: Float32Array, outOffset: number): void {
    const condition = this.condition(values, offset);
    const mean = this.#means[condition]!;
    const std = this.#stds[condition]!;
    for (let i = 0; i < FEATURES.length; i++) {
      out[outOffset + i] = (values[offset + FEATURES[i]!.column]! - mean[i]!) / std[i]!;
    }
  }

  /**
   * Scales all rows of a fleet.
   * @returns row-major [rows, 17]; throws `DC_SCALER_MISMATCH` for a fleet of another subset
   */
  transform(fleet: Fleet): Float32Array {
    this.checkSubset(fleet.subset);
    const rows = fleet.values.length / RAW_COLUMNS;
    const out = new Float32Array(rows * FEATURES.length);
    for (let row = 0; row < rows; row++) this.scaleRow(fleet.values, row * RAW_COLUMNS, out, row * FEATURES.length);
    return out;
  }

  /** Throws `DC_SCALER_MISMATCH` unless the scaler was fitted on `subset`. */
  checkSubset(subset: Subset): void {
    if (subset === this.data.subset) return;
    throw dataError(
      'DC_SCALER_MISMATCH',
      `this scaler was fitted on ${this.data.subset}, but the data are ${subset}. Use a model trained on ${subset}`,
    );
  }

  /** Plain data for `JSON.stringify`; numbers come back exactly. */
  toJSON(): ScalerData {
    return storedScaler(this.data);
  }

  /**
   * A scaler from the output of `toJSON`. Throws `DC_SCALER_INVALID` for damaged data, `DC_SCALER_MISMATCH` for other
   * features or, with `expect.subset`, another subset.
   * @param json an object, or its JSON text
   */
  static fromJSON(json: unknown, expect: { readonly subset?: Subset } = {}): Scaler {
    const scaler = new Scaler(validateScaler(json, FEATURE_NAMES));
    if (expect.subset !== undefined) scaler.checkSubset(expect.subset);
    return scaler;
  }
}
