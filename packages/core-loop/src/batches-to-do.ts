import { checkBatch } from './check-batch.js';
import type { DataSource, HostBatch } from './data.js';
import { TrainError } from './errors.js';
import type { Run } from './run.js';

/**
 * The batches of the epoch that are not done yet. The next one is asked for when the one before has been trained on, and not
 * earlier: a source may then write it into the same arrays.
 */
export async function* batchesToDo(data: DataSource, run: Pick<Run, 'progress' | 'seed'>): AsyncGenerator<HostBatch> {
  const { epoch, batch: done } = run.progress;
  const order = { epoch, seed: run.seed };
  // A source that has fewer is counted through, and told.
  const leaps = done > 0 && done <= (data.batchesPerEpoch ?? 0) && data.batchesFrom !== undefined;
  let seen = leaps ? done : 0;
  for await (const batch of leaps ? data.batchesFrom!(order, done) : data.batches(order)) {
    if (seen++ >= done) yield checkBatch(batch, 'the training data', seen - 1);
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
