import type { RestoreOptions, Snapshot, SnapshotState, TrainError, Trainer } from '@amnl/core-loop';
import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { type Checkpoint, readCheckpoint } from './checkpoint-file.js';
import { failure } from './errors.js';
import { empty } from './safetensors-header.js';

/** A checkpoint with everything needed to resume. */
export type WholeRun = Checkpoint & { readonly state: SnapshotState };

/**
 * Restores a trainer from a `last.safetensors`; `trainer.fit()` then continues from there.
 * @param options `{ allow }`: intended differences of the set-up, as for `trainer.restore`
 * @throws CK_NOT_A_CHECKPOINT for a `best` file, CL_SETUP_CHANGED if seed, data, plugins or their options differ,
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

/** Whether a run can be resumed from it. */
export function isWholeRun(checkpoint: Checkpoint): checkpoint is WholeRun {
  return checkpoint.state !== undefined;
}

/** The error for a file that a run cannot be resumed from. */
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
  const tensors = empty<Tensor>();
  for (const [name, { data, shape, dtype }] of Object.entries(stored)) tensors[name] = tensor(data, [...shape], dtype);
  try {
    await trainer.restore({ tensors, state } satisfies Snapshot, options);
  } finally {
    dispose(tensors);
  }
}
