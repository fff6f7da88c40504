import type { HostTensor, HostTensors } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';
import { requireOption } from '../errors/require-option.js';
import { toNumbers } from '../numbers/host-numbers.js';

/** Tensors of all batches of a source, to be concatenated along the samples. */
export class ConcatenatedBatches {
  readonly #parts: HostTensors[] = [];
  readonly #kind: string;
  readonly #of: string;
  readonly #pad: number | undefined;

  /**
   * @param kind `'output'` or `'target'`, for messages
   * @param of the source, for messages
   * @param pad what fills shorter ones up to the longest; undefined: all have one shape
   */
  constructor(kind: string, of: string, pad?: number) {
    this.#kind = kind;
    this.#of = of;
    this.#pad = pad;
  }

  /**
   * Takes the tensors of the next batch, which has `size` samples.
   * @param copy for arrays, of data and of shapes, that may change afterwards
   * @throws CL_OUTPUT_INVALID if they cannot be concatenated, CL_OPTION_INVALID if `pad` does not fit them
   */
  add(tensors: HostTensors, size: number, copy = false): void {
    const first = this.#parts[0] ?? tensors;
    const part: Record<string, HostTensor> = {};
    for (const name of Object.keys({ ...first, ...tensors })) {
      const [tensor, known] = [tensors[name], first[name]];
      const data = toNumbers(tensor?.data);
      const misfit =
        tensor === undefined || known === undefined
          ? `is ${tensor ? 'new' : 'missing'}: batch 0 has others. Give the same ones in every batch`
          : typeof data === 'string'
            ? data
            : this.#misfit(tensor, known, size);
      if (misfit !== undefined) {
        const place = `${this.#kind} '${name}' of batch ${this.#parts.length} of ${this.#of}`;
        throw new TrainError('CL_OUTPUT_INVALID', `${place} ${misfit}`);
      }
      const numbers = data as HostTensor['data'];
      const { shape } = tensor!;
      if (this.#pad !== undefined) checkPad(this.#pad, numbers);
      part[name] = copy ? { data: numbers.slice(), shape: [...shape] } : { data: numbers, shape };
    }
    this.#parts.push(part);
  }

  /** All of them. */
  join(): HostTensors {
    const joined: Record<string, HostTensor> = {};
    for (const name of Object.keys(this.#parts[0] ?? {})) {
      const parts = this.#parts.map((part) => part[name]!);
      joined[name] = concat(parts, this.#pad);
    }
    return joined;
  }

  /** Why a tensor cannot be joined to that of the first batch, and what to do. */
  #misfit({ data, shape }: HostTensor, known: HostTensor, size: number): string | undefined {
    if (shape[0] !== size) {
      return `has shape [${shape}], where the batch has a size of ${size}. Give it the sample as first dimension, or leave it out of the ${this.#kind}s`;
    }
    if (data instanceof Float32Array !== known.data instanceof Float32Array) {
      return 'has another dtype than in batch 0. Give it the same in every batch';
    }
    const fits = this.#pad === undefined ? sameRow(shape, known.shape) : shape.length === known.shape.length;
    if (fits) return undefined;
    const padded = this.#kind === 'output' ? ', or let predictions be padded: predict(source, { pad: 0 })' : '';
    return `has shape [${shape}], and [${known.shape}] in batch 0. Pad the samples to one length${padded}`;
  }
}

function checkPad(pad: number, into: HostTensor['data']): void {
  const isFloat = into instanceof Float32Array;
  const fits = isFloat ? typeof pad === 'number' : (pad | 0) === pad;
  requireOption('core-loop', fits, 'pad', isFloat ? 'a number' : 'a 32-bit integer', pad);
}

function sameRow(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => axis === 0 || size === b[axis]);
}

function concat(parts: readonly HostTensor[], pad: number | undefined): HostTensor {
  // No `Math.max(...sizes)`: a call takes about 100,000 arguments, and a source may have more batches.
  const largest = (axis: number) => parts.reduce((most, { shape }) => Math.max(most, shape[axis]!), 0);
  const row = parts[0]!.shape.slice(1).map((_, axis) => largest(axis + 1));
  const rows = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const length = row.reduce((a, b) => a * b, rows);
  const data = parts[0]!.data instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
  if (pad !== undefined) data.fill(pad);
  let at = 0;
  for (const part of parts) {
    copyInto(data, at, [part.shape[0]!, ...row], part);
    at += row.reduce((a, b) => a * b, part.shape[0]!);
  }
  return { data, shape: [rows, ...row] };
}

/** Writes a tensor into the corner of a larger one of shape `into`, which begins at `at`. */
function copyInto(data: Float32Array | Int32Array, at: number, into: readonly number[], part: HostTensor): void {
  if (sameRow(part.shape, into)) {
    data.set(part.data, at);
    return;
  }
  const [count, ...row] = part.shape;
  const [own, wide] = [row, into.slice(1)].map((shape) => shape.reduce((a, b) => a * b, 1)) as [number, number];
  for (let i = 0; i < count!; i++) {
    copyInto(data, at + i * wide, into.slice(1), { data: part.data.subarray(i * own, (i + 1) * own), shape: row });
  }
}
