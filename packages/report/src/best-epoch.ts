import type { EpochPoint, RunData } from './run-data.js';

/** The epoch with the best finite value of the monitored metric, the first of equals; undefined where none is finite. */
export function bestEpoch(history: readonly EpochPoint[], { metric, mode }: RunData['monitor']): RunData['best'] {
  let best: RunData['best'];
  for (const { epoch, metrics } of history) {
    const value = metrics[metric];
    if (value == null) continue;
    if (best === undefined || (mode === 'min' ? value < best.value : value > best.value)) best = { epoch, value };
  }
  return best;
}
