import { checkBatch } from '../contract/check-batch.js';
import type { DataSource, HostBatch } from '../contract/data.js';
import { TrainError } from '../errors/errors.js';
import type { RunState } from '../state/run-state.js';

/**
 * The remaining batches of the epoch. The next one is requested only after the one before has been trained
 * on: a source may then write it into the same arrays. Waiting for it counts as `data`.
 */
export async function* batchesToDo(
  data: DataSource,
  run: Pick<RunState, 'progress' | 'seed' | 'watch'>,
): AsyncGenerator<HostBatch> {
  const { watch } = run;
  const { epoch, batch: done } = run.progress;
  const order = { epoch, seed: run.seed };
  // A source with fewer batches is counted and reported.
  const leaps = done > 0 && done <= (data.batchesPerEpoch ?? 0) && data.batchesFrom !== undefined;
  let seen = leaps ? done : 0;
  let before = watch.turnTo(watch.data);
  try {
    for await (const given of leaps ? data.batchesFrom!(order, done) : data.batches(order)) {
      if (seen++ < done) continue;
      const batch = checkBatch(given, 'the training data', seen - 1);
      watch.data.calls++;
      watch.turnTo(before);
      yield batch;
      before = watch.turnTo(watch.data);
    }
  } finally {
    watch.turnTo(before);
  }
  if (seen < done) {
    throw new TrainError(
      'CL_STATE_MISMATCH',
      `the run is at batch ${done} of its epoch, but the training data have ${seen}. Continue with the same data and batch size`,
    );
  }
  if (seen === 0) {
    throw new TrainError(
      'CL_DATA_EMPTY',
      `the training data have no batch in epoch ${epoch}. Check the source and its batch size`,
    );
  }
}
