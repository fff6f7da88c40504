import { type Run, requireOption, TrainData, TrainError } from '@amnl/core-loop';

/** How often a schedule moves: once per epoch, or before every optimiser step along the same curve. */
export type Per = 'epoch' | 'step';

export function requirePer(per: Per): void {
  requireOption('sched-warmup-cosine', per === 'epoch' || per === 'step', 'per', "'epoch' or 'step'", per);
}

/**
 * The run's position, in epochs: the epoch, plus for `'step'` the part of its micro-batches that is done. A pure
 * function of the run's progress, so the same after a resume.
 * @throws WC_BATCHES_UNKNOWN for `'step'` with a data source that does not say how long an epoch is
 */
export function position(run: Run, per: Per, by: string): number {
  const { epoch, batch } = run.progress;
  if (per === 'epoch') return epoch;
  const { batchesPerEpoch } = run.get(TrainData);
  if (batchesPerEpoch === undefined) {
    throw new TrainError(
      'WC_BATCHES_UNKNOWN',
      "the training data has no `batchesPerEpoch`, which `per: 'step'` needs. Give the source that number, or use `per: 'epoch'`",
      { by },
    );
  }
  return epoch + batch / batchesPerEpoch;
}
