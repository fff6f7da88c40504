import { knownOptions, type TrainableModel } from '@amnl/core-loop';
import { tensor } from '@tensorflow/tfjs-core';
import { isCheckpoint, type StoredFacts, verify } from './checkpoint-file.js';
import { type StoredValues, valuesOf } from './dtypes.js';
import { failure } from './errors.js';
import { type FileSystem, nodeFiles } from './file-system.js';
import { type Fit, fit, type LoadReport, type Pair, type Rename } from './fit.js';
import type { FileEntry } from './safetensors-header.js';
import { shown } from './shown.js';
import { type TensorFile, withTensorFile } from './tensor-file.js';

/** Options of {@link loadWeights}. */
export interface LoadOptions {
  /**
   * Names of the file as names of the model, as a function or a table: `{ 'fc.weight': '0.Dense/kernel' }`. `null` leaves a tensor
   * out. @default names are the same
   */
  readonly rename?: Rename;
  /** Loads what fits, and reports the rest. A file of which nothing fits is an error all the same. @default false */
  readonly partial?: boolean;
}

/** What was loaded, the metadata of the file, and where it is a checkpoint what it says of its run: `metrics`, `epochs`, … */
export type LoadedWeights = LoadReport & Partial<StoredFacts> & { readonly metadata: Readonly<Record<string, string>> };

const MODEL_PREFIX = 'model/';

/**
 * Loads weights into a model from any safetensors file: a checkpoint (the averaged weights from `best.safetensors`, those of
 * training from `last.safetensors`), or a file that PyTorch or another program wrote. Every parameter and buffer must be in
 * the file with the same shape, and nothing besides, or nothing is changed. F64, F16 and BF16 become float32; whole numbers and
 * bools int32 or bool. Of a file that is no checkpoint only the header and the tensors that are loaded are read.
 * @throws CK_MODEL_MISMATCH with all that differs, CK_DTYPE_UNKNOWN where that is all, CK_OUT_OF_RANGE, CL_OPTION_INVALID,
 *   CK_NOT_FOUND, CK_READ_FAILED, CK_CORRUPT; CK_NOT_A_CHECKPOINT for a checkpoint of a newer version
 */
export async function loadWeights(
  model: TrainableModel,
  path: string,
  options: LoadOptions = {},
): Promise<LoadedWeights> {
  knownOptions('loadWeights', options, ['rename', 'partial']);
  return loadWeightsWith(nodeFiles, model, path, options);
}

/** {@link loadWeights} from any file system. */
export function loadWeightsWith(
  files: FileSystem,
  model: TrainableModel,
  path: string,
  { rename, partial = false }: LoadOptions = {},
): Promise<LoadedWeights> {
  return withTensorFile(files, path, async (file) => {
    const { entries, bytes, facts } = await weightsOf(path, file);
    const found = fit({ ...model.parameters, ...model.buffers }, entries, rename);
    if (!partial || found.pairs.length === 0) checkFit(path, found, partial);
    const values: StoredValues[] = [];
    for (const { entry, variable } of found.pairs) {
      values.push(valuesOf(entry, await bytes(entry), variable.dtype as 'float32', path).data);
    }
    for (const [i, pair] of found.pairs.entries()) assign(pair, values[i]!); // only now: all or nothing
    return { ...facts, metadata: file.header.metadata, ...reportOf(found) };
  });
}

/** The weights in a file, and how to get at their bytes. */
async function weightsOf(path: string, file: TensorFile) {
  const entries = [...file.header.entries.values()];
  if (!isCheckpoint(file)) {
    return { entries, bytes: ({ begin, end }: FileEntry) => file.data(begin, end), facts: {} };
  }
  const { data, ...facts } = await verify(path, file);
  return {
    entries: entries
      .filter(({ name }) => name.startsWith(MODEL_PREFIX))
      .map((entry): FileEntry => ({ ...entry, name: entry.name.slice(MODEL_PREFIX.length) })),
    bytes: async ({ begin, end }: FileEntry) => data.subarray(begin, end),
    facts,
  };
}

function assign({ variable }: Pair, values: StoredValues): void {
  const value = tensor(values, variable.shape, variable.dtype);
  variable.assign(value);
  value.dispose();
}

function reportOf({ pairs, missing, leftOut, extra, different }: Fit): LoadReport {
  return {
    loaded: pairs.map(({ name }) => name),
    missing,
    unused: [...leftOut, ...extra],
    different: Object.fromEntries([...different].map(([name, { why }]) => [name, why])),
  };
}

/** @throws with everything that does not fit */
function checkFit(path: string, { missing, extra, different }: Fit, partial: boolean): void {
  const wrong = missing.length + extra.length + different.size;
  if (wrong === 0) return;
  const onlyUnknown = wrong === different.size && [...different.values()].every(({ unknown }) => unknown);
  const differing = list([...different.keys()], (name) => ` (${different.get(name)!.why})`);
  const lastResort = partial ? '' : ', or load what fits with { partial: true }';
  throw failure(
    onlyUnknown ? 'CK_DTYPE_UNKNOWN' : 'CK_MODEL_MISMATCH',
    `the weights in ${path} do not fit the model. Not in the file: ${list(missing)}; not in the model: ${list(extra)}; of another shape or dtype: ${differing}. Build the model with the options that it was trained with, map names with { rename }, or store transposed tensors as the model has them${lastResort}`,
  );
}

/** Names at most that a message lists of each kind. */
const MOST = 20;

function list(names: readonly string[], remark: (name: string) => string = () => ''): string {
  const some = names.slice(0, MOST).map((name) => shown(name).slice(1, -1) + remark(name));
  const more = names.length > MOST ? [`and ${names.length - MOST} more`] : [];
  return [...some, ...more].join(', ') || 'none';
}
