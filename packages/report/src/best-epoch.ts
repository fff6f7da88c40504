import { bestBy } from '@amnl/core-loop/better';
import type { EpochPoint, RunData } from './run-data.js';

/** The epoch with the best finite value of the monitored metric, the first of equals; undefined if none is finite. */
export function bestEpoch(history: readonly EpochPoint[], { metric, mode }: RunData['monitor']): RunData['best'] {
  const best = bestBy(mode, history, ({ metrics }) => metrics[metric]);
  return best && { epoch: best.item.epoch, value: best.value };
}
