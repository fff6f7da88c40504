import { checkBatch } from '../contract/check-batch.js';
import type { DataSource, HostBatch } from '../contract/data.js';
import { TrainError } from '../errors/errors.js';
import type { RunState } from '../state/run-state.js';

/**
 * The batches of the epoch that are not done yet. The next one is asked for when the one before has been trained on, and not
 * earlier: a source may then write it into the same arrays. Waiting for it is put down to `data`.
 */
export async function* batchesToDo(
  data: DataSource,
  run: Pick<RunState, 'progress' | 'seed' | 'watch'>,
): AsyncGenerator<HostBatch> {
  const { watch } = run;
  const { epoch, batch: done } = run.progress;
  const order = { epoch, seed: run.seed };
  // A source that has fewer is counted through, and told.
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
      `the run stands after batch ${done} of its epoch, and the training data gave ${seen}. Continue with the data and the batch size it was started with`,
    );
  }
  if (seen === 0) {
    throw new TrainError(
      'CL_DATA_EMPTY',
      `the training data gave no batch in epoch ${epoch}. Check the source and its batch size`,
    );
  }
}
