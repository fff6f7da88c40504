import type { NamedVariables } from '@amnl/core-loop';

/** A weight on the host, row-major. */
export interface Weight {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Weights by name; a name that is not there is a bug. */
export type Weights = (name: string) => Weight;

/** Downloads the current values of a model's variables. */
export async function readWeights(...groups: readonly NamedVariables[]): Promise<Weights> {
  const weights = new Map<string, Weight>();
  for (const [name, variable] of groups.flatMap((group) => Object.entries(group))) {
    weights.set(name, { data: (await variable.data<'float32'>()).slice(), shape: variable.shape });
  }
  return (name) => {
    const weight = weights.get(name);
    if (weight === undefined) throw new Error(`the network has no variable '${name}'`);
    return weight;
  };
}

/** A matrix `[rows, columns]` transposed. */
export function transposed({ data, shape }: Weight): Float32Array {
  const [rows, columns] = shape as [number, number];
  const out = new Float32Array(data.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c]!;
  return out;
}

/** Arrays one after the other. */
export function joined(...parts: readonly Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
