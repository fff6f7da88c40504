import { knownOptions, type TrainableModel } from '@amnl/core-loop';
import { tensor, type Variable } from '@tensorflow/tfjs-core';
import type { StoredFacts } from './checkpoint-file.js';
import { type Conversions, make, sourcesOf } from './convert.js';
import { type StoredValues, valuesOf } from './dtypes.js';
import { failure } from './errors.js';
import { type FileSystem, nodeFiles } from './file-system.js';
import { type LoadReport, type Match, matchWeights, type Rename } from './match-weights.js';
import { valueInMessage } from './value-in-message.js';
import { withWeights } from './weight-source.js';

/** Options of {@link loadWeights}. */
export interface LoadOptions {
  /**
   * Maps names in the file to names in the model, as a function or a table: `{ 'fc.weight': '0.Dense/kernel' }`. `null`
   * leaves a tensor out. @default names are the same
   */
  readonly rename?: Rename;
  /**
   * Variables that the file has in another layout, and how to make them from its tensors:
   * `{ '0.Dense/kernel': { from: 'fc.weight', with: (weight) => tf.transpose(weight) } }`. @default none
   */
  readonly convert?: Conversions;
  /** Loads what fits, and reports the rest. A file of which nothing fits is still an error. @default false */
  readonly partial?: boolean;
}

/** What was loaded, the metadata of the file, and for a checkpoint those of its run: `metrics`, `epochs`, … */
export type LoadedWeights = LoadReport & Partial<StoredFacts> & { readonly metadata: Readonly<Record<string, string>> };

/**
 * Loads weights into a model from any safetensors file: a checkpoint (the averaged weights from `best.safetensors`, those of
 * training from `last.safetensors`), or a file that PyTorch or another program wrote, or by its index (`….index.json`) a model that
 * Hugging Face keeps in several files. Every parameter and buffer must be in
 * the file with the same shape, and nothing else, or nothing is changed. F64, F16 and BF16 become float32; whole numbers and
 * bools int32 or bool. Of a file that is not a checkpoint, only the header and the loaded tensors are read.
 * @throws CK_MODEL_MISMATCH with all that differs, CK_DTYPE_UNKNOWN if that is the only difference, CK_OUT_OF_RANGE,
 * CL_OPTION_INVALID,
 *   CK_NOT_FOUND, CK_READ_FAILED, CK_CORRUPT, CK_PATH; CK_NOT_A_CHECKPOINT for a checkpoint of a newer version
 */
export async function loadWeights(
  model: TrainableModel,
  path: string,
  options: LoadOptions = {},
): Promise<LoadedWeights> {
  knownOptions('loadWeights', options, ['rename', 'convert', 'partial']);
  return loadWeightsWith(nodeFiles, model, path, options);
}

/** {@link loadWeights} from any file system. */
export function loadWeightsWith(
  files: FileSystem,
  model: TrainableModel,
  path: string,
  { rename, convert = {}, partial = false }: LoadOptions = {},
): Promise<LoadedWeights> {
  return withWeights(files, path, async ({ entries, metadata, facts, bytes }) => {
    const found = matchWeights({ ...model.parameters, ...model.buffers }, entries, rename, convert);
    const different = new Map(found.different);
    const values: (readonly [Variable, StoredValues])[] = [];
    for (const made of found.made) {
      const value = await make(made, bytes, path);
      if (typeof value === 'string') different.set(made.name, { why: value, unknown: false });
      else values.push([made.variable, value]);
    }
    const loaded = [...found.pairs, ...found.made].map(({ name }) => name).filter((name) => !different.has(name));
    const fitting = { ...found, different };
    if (!partial || loaded.length === 0) checkFit(path, fitting, partial, convert);
    for (const { entry, variable } of found.pairs) {
      values.push([variable, valuesOf(entry, await bytes(entry), variable.dtype as 'float32', path).data]);
    }
    for (const [variable, value] of values) assign(variable, value); // only now: all or nothing
    return { ...facts, metadata, ...reportOf(fitting, loaded) };
  });
}

function assign(variable: Variable, values: StoredValues): void {
  const value = tensor(values, variable.shape, variable.dtype);
  variable.assign(value);
  value.dispose();
}

function reportOf({ missing, leftOut, extra, different }: Match, loaded: readonly string[]): LoadReport {
  return {
    loaded,
    missing,
    unused: [...leftOut, ...extra],
    different: Object.fromEntries([...different].map(([name, { why }]) => [name, why])),
  };
}

/** @throws with everything that does not fit */
function checkFit(path: string, { missing, extra, different }: Match, partial: boolean, convert: Conversions): void {
  const wrong = missing.length + extra.length + different.size;
  if (wrong === 0) return;
  const onlyUnknown = wrong === different.size && [...different.values()].every(({ unknown }) => unknown);
  const differing = list([...different.keys()], (name) => ` (${different.get(name)!.why})`);
  const made = (name: string) =>
    Object.hasOwn(convert, name) ? ` (made of ${sourcesOf(convert[name]!).join(', ')})` : '';
  const lastResort = partial ? '' : ', or load what fits with { partial: true }';
  throw failure(
    onlyUnknown ? 'CK_DTYPE_UNKNOWN' : 'CK_MODEL_MISMATCH',
    `the weights in ${path} do not fit the model. Not in the file: ${list(missing, made)}; not in the model: ${list(extra)}; of another shape or dtype: ${differing}. Build the model with the options that it was trained with, map names with { rename }, transpose tensors with { convert }${lastResort}`,
  );
}

/** Most names of each kind that a message lists. */
const MOST = 20;

function list(names: readonly string[], remark: (name: string) => string = () => ''): string {
  const some = names.slice(0, MOST).map((name) => valueInMessage(name).slice(1, -1) + remark(name));
  const more = names.length > MOST ? [`and ${names.length - MOST} more`] : [];
  return [...some, ...more].join(', ') || 'none';
}
