import { RowGauge, Together } from '../row-gauge.js';
import type { Scaler } from '../scaler.js';

/** Measures what drift is judged by, one row at a time: z-scores, and how far inputs are from what the others say. */
export class DriftGauge {
  /** Measures of a row: its inputs, then those of the envelope's `together`. */
  readonly width: number;
  /** How many of them are inputs. */
  readonly inputs: number;
  readonly out: Float32Array;
  condition = 0;
  readonly #rows: RowGauge;
  readonly #together: Together | undefined;

  constructor(scaler: Scaler) {
    const { together } = scaler.data.envelope ?? {};
    const varying = (together?.inputs ?? []).map((name) => scaler.inputs.indexOf(name));
    this.inputs = scaler.inputs.length;
    this.width = this.inputs + varying.length;
    this.out = new Float32Array(this.width);
    this.#rows = new RowGauge(scaler);
    this.#together = together && new Together(varying, together.precision);
  }

  /** Measures the raw row at `values[offset …]`. */
  measure(values: Float32Array, offset: number): void {
    this.#rows.measure(values, offset);
    this.condition = this.#rows.condition;
    this.out.set(this.#rows.z);
    for (let i = this.inputs; i < this.width; i++) {
      this.out[i] = this.#together!.residual(this.#rows.z, i - this.inputs);
    }
  }
}
