import { fillNormal, fillUniform, hostRandom, TrainError } from '@amnl/core-loop';
import { dispose, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { engineError } from '../errors/errors.js';
import { asType, type HostArray, type HostData } from '../graph/host-array.js';
import { nativeView } from '../runtime/native-realm.js';
import { loadRuntime } from '../runtime/runtime.js';
import type { SampleType } from './model-types.js';
import type { Predictor } from './trace-model.js';

/** Result of comparing an exported model with the model itself. */
export interface ExportCheck {
  /** Batch sizes that were tried. */
  readonly batches: readonly number[];
  /** The largest difference of a number, as a part of the largest number of its output (of 1, where all are smaller). */
  readonly difference: number;
  /** How many numbers were compared. NaN and infinities, which must be the same in both, are not counted. */
  readonly numbers: number;
}

type Types = Readonly<Record<string, SampleType>>;
type HostArrays = Readonly<Record<string, HostArray>>;

/** One sample, and more than were traced with in either case. */
const BATCHES = [1, 3];

/**
 * Runs an exported model in ONNX Runtime and the model itself on TensorFlow.js's current backend, with equal inputs.
 * @throws EO_EXPORT_DIFFERS, EO_EXPORT_INPUT where an output has no number to compare, EO_RUNTIME_MISSING
 */
export async function checkExport(
  bytes: Uint8Array,
  predictor: Predictor,
  types: Types,
  tolerance: number,
): Promise<ExportCheck> {
  const { InferenceSession, Tensor: OrtTensor } = await loadRuntime();
  const session = await InferenceSession.create(nativeView(bytes), { logSeverityLevel: 4 }).catch((error) => {
    throw refused('load', error);
  });
  try {
    let [difference, numbers] = [0, 0];
    for (const batch of BATCHES) {
      const { inputs, outputs } = await expectation(predictor, types, batch);
      const feeds = Object.entries(inputs)
        .filter(([name]) => session.inputNames.includes(name))
        .map(([name, { data, shape }]) => {
          return [name, new OrtTensor(types[name]!.type, nativeView(data) as never, shape)] as const;
        });
      const made = await session.run(Object.fromEntries(feeds)).catch((error) => {
        throw refused('run', error);
      });
      for (const [name, { data, shape }] of Object.entries(outputs)) {
        const found = made[name]!;
        if (found.dims.join() !== shape.join()) {
          throw differs(
            `the output '${name}' has the shape [${found.dims}] in ONNX Runtime and [${shape}] in the model, for a batch of ${batch}`,
          );
        }
        const off = apart(found.data as HostData, data);
        if (Number.isNaN(off)) {
          throw differs(
            `the output '${name}' has other NaN or infinities in ONNX Runtime than in the model, for a batch of ${batch}`,
          );
        }
        if (off > tolerance) {
          throw differs(
            `the output '${name}' is off by ${off.toExponential(1)} of its largest number for a batch of ${batch}, and ${tolerance} is allowed`,
          );
        }
        difference = Math.max(difference, off);
        numbers += finite(data);
      }
    }
    return { batches: BATCHES, difference, numbers };
  } finally {
    await session.release();
  }
}

/** The model's own predictions, for random inputs; where it refuses these (indices, say) or makes no number of them, for 0 and 1, then for 0. */
async function expectation(predictor: Predictor, types: Types, batch: number) {
  const kinds = ['normal', 'binary', 'zero'] as const;
  for (const kind of kinds) {
    const inputs = mapped(types, (type, name) => numbers(type, batch, kind, name));
    try {
      const outputs = await predictions(predictor, types, inputs);
      const empty = Object.entries(outputs).find(([, { data }]) => finite(data) === 0 && data.length > 0);
      if (empty === undefined) return { inputs, outputs };
      throw new Error(`all numbers of its output '${empty[0]}' are NaN or infinite, so that nothing can be compared`);
    } catch (error) {
      const given = Object.values(types).every(({ example }) => example !== undefined);
      if (kind !== 'zero' && !given) continue;
      const detail = error instanceof TrainError ? error.detail : (error as Error).message;
      throw engineError(
        'EO_EXPORT_INPUT',
        `the exported model cannot be checked with numbers that the model makes: ${detail}. Check its weights, give it numbers in \`inputs\` (example), or export it unchecked (check: false)`,
        error,
      );
    }
  }
  throw new Error('unreachable');
}

async function predictions(predictor: Predictor, types: Types, inputs: HostArrays): Promise<HostArrays> {
  const made = tidy(() => {
    const tensors = mapped(inputs, ({ data, shape }, name) => tensor(data, [...shape], types[name]!.type));
    return predictor.predict(tensors, hostRandom({ seed: 0, counter: 0 }));
  });
  const outputs: Record<string, HostArray> = {};
  for (const [name, output] of Object.entries(made) as [string, Tensor][]) {
    outputs[name] = { data: asType(await output.data(), output.dtype), shape: output.shape };
  }
  dispose(made);
  return outputs;
}

function numbers(
  { type, shape, example }: SampleType,
  batch: number,
  kind: 'normal' | 'binary' | 'zero',
  name: string,
): HostArray {
  const size = batch * shape.reduce((product, n) => product * n, 1);
  const out = new Float32Array(size);
  if (example !== undefined) out.forEach((_, i) => void (out[i] = example[i % example.length]!));
  else if (kind === 'normal' && type === 'float32') fillNormal(out, 1, `export/${name}`, batch);
  else if (kind !== 'zero')
    fillUniform(out, 1, `export/${name}`, batch).forEach((u, i) => void (out[i] = u < 0.5 ? 0 : 1));
  const data = type === 'float32' ? out : type === 'int32' ? Int32Array.from(out) : Uint8Array.from(out);
  return { data, shape: [batch, ...shape] };
}

function finite(data: HostData): number {
  return (data as Float32Array).reduce((count, value) => count + Number(Number.isFinite(value)), 0);
}

/** NaN and infinities must be the same: NaN if they are not. */
function apart(found: HostData, expected: HostData): number {
  let [worst, largest] = [0, 1];
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [found[i]!, expected[i]!];
    if (Object.is(a, b) || a === b) continue;
    worst = Math.max(worst, Math.abs(a - b));
    if (Number.isNaN(a - b)) return Number.NaN;
  }
  for (const value of expected) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return worst / largest;
}

function refused(what: 'load' | 'run', error: unknown): Error {
  return differs(`ONNX Runtime could not ${what} it: ${(error as Error).message}`, error);
}

function differs(what: string, cause?: unknown): Error {
  return engineError(
    'EO_EXPORT_DIFFERS',
    `the exported model differs from the model: ${what}. Rounding in a deep network is normal: raise \`tolerance\`. Anything else is a bug of the exporter: please report it with the model`,
    cause,
  );
}

function mapped<T, U>(record: Readonly<Record<string, T>>, map: (value: T, name: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
