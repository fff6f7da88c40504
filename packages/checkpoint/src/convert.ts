import type { NamedVariables } from '@amnl/core-loop';
import { dispose, Tensor, tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { type StoredValues, valuesOf } from './dtypes.js';
import { failure } from './errors.js';
import type { FileEntry } from './safetensors-header.js';
import { valueInMessage } from './value-in-message.js';

/** How to make a variable from tensors that a file has in another layout. */
export interface Conversion {
  /** Names in the file, in the order of the arguments of `with`. */
  readonly from: string | readonly string[];
  /**
   * The variable's value: transposed, added up, cut. Its intermediate tensors are freed. Floats are passed as float32,
   * whole numbers as int32.
   * It must be synchronous.
   */
  readonly with: (...tensors: Tensor[]) => Tensor;
}

/** Conversions by the names of the model. */
export type Conversions = Readonly<Record<string, Conversion>>;

/** A variable whose tensors are all in the file. */
export interface Made {
  readonly name: string;
  readonly variable: Variable;
  readonly sources: readonly FileEntry[];
  readonly conversion: Conversion;
}

/** Names in the file that a conversion uses. */
export function sourcesOf({ from }: Conversion): readonly string[] {
  return typeof from === 'string' ? [from] : from;
}

/** Sorts conversions by whether the file has all their inputs. @throws CL_OPTION_INVALID if one is invalid */
export function plan(variables: NamedVariables, entries: Iterable<FileEntry>, conversions: Conversions) {
  const found = new Map([...entries].map((entry) => [entry.name, entry]));
  const made: Made[] = [];
  const missing: string[] = [];
  for (const [name, conversion] of Object.entries(conversions)) {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (variable === undefined) throw bad(name, 'which is not a name in the model');
    const { from, with: make } = (conversion ?? {}) as Partial<Conversion>;
    const isNames = typeof from === 'string' || (Array.isArray(from) && from.every((part) => typeof part === 'string'));
    if (!isNames || typeof make !== 'function') throw bad(name, 'which is not { from: names, with: function }');
    const sources = sourcesOf(conversion).flatMap((source) => found.get(source) ?? []);
    if (sources.length < sourcesOf(conversion).length) missing.push(name);
    else made.push({ name, variable, sources, conversion });
  }
  return { made, missing };
}

/**
 * The value of a variable, or a description of what is wrong with it.
 * @throws CL_OPTION_INVALID if the conversion fails, CK_DTYPE_UNKNOWN, CK_OUT_OF_RANGE
 */
export async function make(
  { name, variable, sources, conversion }: Made,
  bytes: (entry: FileEntry) => Promise<Uint8Array>,
  path: string,
): Promise<StoredValues | string> {
  const parts: Tensor[] = [];
  try {
    for (const source of sources) {
      const { data, dtype } = valuesOf(source, await bytes(source), undefined, path);
      parts.push(tensor(data, [...source.shape], dtype));
    }
    const given = sources
      .map((source) => `${valueInMessage(source.name)} of shape ${valueInMessage(source.shape)}`)
      .join(' and ');
    const value = call(name, conversion, parts, given);
    const fits = value.dtype === variable.dtype && String(value.shape) === String(variable.shape);
    const values = fits
      ? ((await value.data()) as StoredValues)
      : `made of ${given} ${value.dtype}[${value.shape}], model ${variable.dtype}[${variable.shape}]`;
    value.dispose();
    return values;
  } finally {
    dispose(parts);
  }
}

function call(name: string, conversion: Conversion, parts: readonly Tensor[], given: string): Tensor {
  let value: unknown;
  try {
    // A copy, so that `with` may return what it was given.
    value = tidy(() => {
      const made: unknown = conversion.with(...parts);
      return made instanceof Tensor ? made.clone() : undefined;
    });
  } catch (cause) {
    throw bad(name, `whose \`with\` threw on ${given}: ${(cause as Error).message}`, cause);
  }
  if (value instanceof Tensor) return value;
  throw bad(name, 'whose `with` did not return a tensor');
}

function bad(name: string, what: string, cause?: unknown) {
  const remedy = 'Keys are names in the model; { from, with } says which tensors of the file to use, and how';
  return failure('CL_OPTION_INVALID', `\`convert\` has ${valueInMessage(name)}, ${what}. ${remedy}`, cause);
}
