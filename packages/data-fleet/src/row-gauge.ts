import { channelIndices } from './fleet.js';
import type { Scaler } from './scaler.js';

/** Measures rows one at a time, without making an object for each. */
export class RowGauge {
  /** Of the row measured last: its condition, its inputs scaled, and how far its settings are from the centroid. */
  condition = 0;
  readonly z: Float32Array;
  distance = 0;
  /** Index in the scaler's `settings` of the one that contributes most to the distance. */
  setting = 0;
  readonly #scaler: Scaler;
  readonly #settings: readonly number[];

  constructor(scaler: Scaler) {
    this.#scaler = scaler;
    this.#settings = channelIndices(scaler.data, scaler.data.settings);
    this.z = new Float32Array(scaler.inputs.length);
  }

  /** Measures the raw row at `values[offset …]`. */
  measure(values: Float32Array, offset: number): void {
    const { centroids, settingScale } = this.#scaler.data;
    this.condition = this.#scaler.scaleRow(values, offset, this.z, 0);
    const centroid = centroids[this.condition]!;
    let [sum, most] = [0, -1];
    for (const [i, channel] of this.#settings.entries()) {
      const square = ((values[offset + channel]! - centroid[i]!) / settingScale[i]!) ** 2;
      sum += square;
      if (square > most) [most, this.setting] = [square, i];
    }
    this.distance = Math.sqrt(sum);
  }
}

/** How the inputs that vary go together: see `EnvelopeData.together`. */
export class Together {
  readonly #inputs: readonly number[];
  readonly #precision: readonly Float64Array[];

  /** @param inputs indices of the network's inputs that vary */
  constructor(inputs: readonly number[], precision: readonly (readonly number[])[]) {
    this.#inputs = inputs;
    this.#precision = precision.map((row, i) => Float64Array.from(row, (value) => value / Math.sqrt(row[i]!)));
  }

  /** How far input `inputs[i]` is from what the others say, in standard deviations of what they leave open. */
  residual(z: Float32Array, i: number): number {
    const row = this.#precision[i]!;
    let sum = 0;
    for (let j = 0; j < row.length; j++) sum += row[j]! * z[this.#inputs[j]!]!;
    return sum;
  }
}
