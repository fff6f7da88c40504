import { Variable } from '@tensorflow/tfjs-core';
import type { Snapshot, SnapshotState } from '../contract/records.js';
import { TrainError } from '../errors/errors.js';

/** Whether the run is still at the position of a state. */
const current = new WeakMap<SnapshotState, () => boolean>();

/** Records that the tensors of `state` belong to the run and change with it. */
export function noteLive(state: SnapshotState, isCurrent: () => boolean): void {
  current.set(state, isCurrent);
}

/** @throws CL_SNAPSHOT_STALE if live tensors are no longer those of the state */
export function requireFresh({ tensors, state }: Snapshot): void {
  const disposed = Object.keys(tensors).find((name) => tensors[name]!.isDisposed);
  if (disposed !== undefined) {
    throw new TrainError(
      'CL_SNAPSHOT_STALE',
      `tensor '${disposed}' of the snapshot is disposed. Those of a run are freed with its trainer: keep a clone() of each`,
    );
  }
  if (current.get(state)?.() === false && Object.values(tensors).some((tensor) => tensor instanceof Variable)) {
    throw new TrainError(
      'CL_SNAPSHOT_STALE',
      'the tensors of the snapshot are live, and the run has trained on since it was taken. Keep a clone() of each tensor',
    );
  }
}
