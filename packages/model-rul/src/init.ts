import { fillNormal, fillUniform } from '@amnl/core-loop';

/** Fills an array of `length` with initial values; `stream` names the random stream and `seed` picks it. */
export type Initializer = (length: number, seed: number, stream: string) => Float32Array;

/** The same number everywhere. */
export function constant(value: number): Initializer {
  return (length) => new Float32Array(length).fill(value);
}

/** Normal, variance 2 / fanIn: for layers followed by ReLU (He et al., 2015; `kaiming_normal_`). */
export function heNormal(fanIn: number): Initializer {
  const deviation = Math.sqrt(2 / fanIn);
  return (length, seed, stream) =>
    fillNormal(new Float32Array(length), seed, stream, 0).map((value) => value * deviation);
}

/** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010; `xavier_uniform_`). */
export function glorotUniform(fanIn: number, fanOut: number): Initializer {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return (length, seed, stream) =>
    fillUniform(new Float32Array(length), seed, stream, 0).map((value) => (2 * value - 1) * limit);
}

/** LSTM bias over gates i, f, g, o: 1 for the forget gate, so that the cell remembers at first (Jozefowicz et al., 2015). */
export function forgetOne(units: number): Initializer {
  return (length) => new Float32Array(length).fill(1, units, 2 * units);
}

/**
 * A recurrent kernel `[units, 4·units]` of four random orthogonal matrices, one per gate (Saxe et al., 2014): the rows of a
 * normal matrix made orthonormal by Gram-Schmidt, twice over for accuracy, in float64.
 */
export function orthogonalGates(units: number): Initializer {
  return (length, seed, stream) => {
    const kernel = new Float32Array(length);
    for (let gate = 0; gate < 4; gate++) {
      const normal = fillNormal(new Float32Array(units * units), seed, stream, gate);
      const rows = orthonormalRows(normal, units);
      for (const [r, row] of rows.entries()) kernel.set(row, (4 * r + gate) * units);
    }
    return kernel;
  };
}

function orthonormalRows(values: Float32Array, units: number): Float64Array[] {
  const rows: Float64Array[] = [];
  for (let r = 0; r < units; r++) {
    const row = Float64Array.from(values.subarray(r * units, (r + 1) * units));
    for (const earlier of [...rows, ...rows]) {
      const overlap = dot(row, earlier);
      for (let i = 0; i < units; i++) row[i]! -= overlap * earlier[i]!;
    }
    const norm = Math.sqrt(dot(row, row));
    rows.push(row.map((value) => value / norm));
  }
  return rows;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
