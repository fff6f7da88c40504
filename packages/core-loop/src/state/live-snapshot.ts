import { Variable } from '@tensorflow/tfjs-core';
import type { Snapshot, SnapshotState } from '../contract/records.js';
import { TrainError } from '../errors/errors.js';

/** Whether the run that gave a state still stands there. */
const current = new WeakMap<SnapshotState, () => boolean>();

/** Notes that the tensors beside `state` are the run's own, and go on with it. */
export function noteLive(state: SnapshotState, isCurrent: () => boolean): void {
  current.set(state, isCurrent);
}

/** @throws CL_SNAPSHOT_STALE where live tensors are no longer those of the state */
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
