import type {
  NamedVariables,
  RestoreOptions,
  Snapshot,
  SnapshotState,
  TrainableModel,
  TrainError,
  Trainer,
} from '@amnl/core-loop';
import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { type Checkpoint, readCheckpoint } from './checkpoint-file.js';
import { failure } from './errors.js';
import type { StoredTensor } from './safetensors.js';

const MODEL_PREFIX = 'model/';

/**
 * Loads the weights of a checkpoint file into a model: the averaged ones from `best.safetensors`, those of training from
 * `last.safetensors`. Strict: every parameter and buffer must be there with the same shape, and nothing besides;
 * otherwise nothing is changed.
 * @returns the checkpoint, for its metrics
 * @throws CK_MODEL_MISMATCH with what differs, and what `readCheckpoint` throws
 */
export async function loadWeights(model: TrainableModel, path: string): Promise<Checkpoint> {
  const checkpoint = await readCheckpoint(path);
  const variables = { ...model.parameters, ...model.buffers };
  const stored = Object.fromEntries(
    Object.entries(checkpoint.tensors)
      .filter(([name]) => name.startsWith(MODEL_PREFIX))
      .map(([name, value]) => [name.slice(MODEL_PREFIX.length), value]),
  );
  checkFit(path, variables, stored);
  for (const [name, variable] of Object.entries(variables)) {
    const value = toTensor(stored[name]!);
    variable.assign(value);
    value.dispose();
  }
  return checkpoint;
}

/** A checkpoint with everything needed to go on. */
export type WholeRun = Checkpoint & { readonly state: SnapshotState };

/**
 * Puts a trainer where a `last.safetensors` stood; `trainer.fit()` then goes on from there.
 * @param options `{ allow }`: differences of the set-up that are wanted, as for `trainer.restore`
 * @throws CK_NOT_A_CHECKPOINT for a `best` file, CL_SETUP_CHANGED where seed, data, plugins or their options differ,
 *   CL_STATE_MISMATCH for another model, and what `readCheckpoint` throws
 */
export async function resume(
  trainer: Pick<Trainer, 'restore'>,
  path: string,
  options?: RestoreOptions,
): Promise<WholeRun> {
  const checkpoint = await readCheckpoint(path);
  if (!isWholeRun(checkpoint)) throw weightsOnly(path);
  await restore(trainer, checkpoint, options);
  return checkpoint;
}

/** Whether a run can go on from it. */
export function isWholeRun(checkpoint: Checkpoint): checkpoint is WholeRun {
  return checkpoint.state !== undefined;
}

/** The error for a file that a run cannot go on from. */
export function weightsOnly(path: string): TrainError {
  return failure(
    'CK_NOT_A_CHECKPOINT',
    `${path} holds weights only. Resume from last.safetensors, or use loadWeights()`,
  );
}

/** Gives a trainer everything of a checkpoint. */
export async function restore(
  trainer: Pick<Trainer, 'restore'>,
  { tensors: stored, state }: WholeRun,
  options?: RestoreOptions,
): Promise<void> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, value] of Object.entries(stored)) tensors[name] = toTensor(value);
  try {
    await trainer.restore({ tensors, state } satisfies Snapshot, options);
  } finally {
    dispose(tensors);
  }
}

function toTensor({ data, shape, dtype }: StoredTensor): Tensor {
  return tensor(data, [...shape], dtype);
}

function checkFit(path: string, variables: NamedVariables, stored: Readonly<Record<string, StoredTensor>>): void {
  const list = (names: readonly string[]) => names.join(', ') || 'none';
  const has = (value: { readonly dtype: string; readonly shape: readonly number[] }) =>
    `${value.dtype}[${value.shape}]`;
  const missing = Object.keys(variables).filter((name) => stored[name] === undefined);
  const unknown = Object.keys(stored).filter((name) => variables[name] === undefined);
  const different = Object.keys(variables)
    .filter((name) => stored[name] !== undefined && has(stored[name]) !== has(variables[name]!))
    .map((name) => `${name} (file ${has(stored[name]!)}, model ${has(variables[name]!)})`);
  if (missing.length + unknown.length + different.length === 0) return;
  throw failure(
    'CK_MODEL_MISMATCH',
    `${path} belongs to another model. Not in the file: ${list(missing)}; not in the model: ${list(unknown)}; of another shape: ${list(different)}. Build the model with the options it was trained with`,
  );
}
