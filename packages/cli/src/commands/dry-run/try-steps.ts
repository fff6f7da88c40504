import type { DataSource, Metrics, Plugin, Trainer } from '@amnl/core-loop';

/** What came of trying a run. */
export interface Tried {
  /** Optimiser steps taken. */
  readonly steps: number;
  /** Wall seconds of the last of them; `null` where that one was compiled, as the first is. */
  readonly secondsPerStep: number | null;
  /** Of the first batch of the units selected on. */
  readonly metrics: Metrics;
}

/** Optimiser steps that a dry run takes. */
const STEPS = 2;

/** How an epoch is cut into steps. */
export interface EpochCut {
  readonly batchesPerEpoch: number;
  /** Whether the last step of an epoch has fewer samples than the others. */
  readonly ragged: boolean;
}

/**
 * A plugin that ends the run within its second step, and reports how long that one took. A step of other shapes than the first is
 * compiled as the first is, so its time says nothing.
 */
export function stepTrial(now: () => number = () => performance.now()) {
  const took: { ms: number; batches: number }[] = [];
  let began = 0;
  const plugin: Plugin = {
    name: 'dry-run',
    hooks: {
      stepStart() {
        began = now();
      },
      stepEnd(run) {
        took.push({ ms: now() - began, batches: run.progress.batch });
        if (took.length === STEPS) run.stop(`a dry run takes ${STEPS} steps`, { when: 'step' });
      },
    },
  };
  function taken({ batchesPerEpoch, ragged }: EpochCut): Omit<Tried, 'metrics'> {
    const isShort = ({ batches }: { batches: number }) => ragged && batches === batchesPerEpoch;
    const [first, second] = took;
    const alike = first && second && isShort(first) === isShort(second);
    return { steps: took.length, secondsPerStep: alike ? second.ms / 1000 : null };
  }
  return { plugin, taken };
}

/** Trains until the trial's plugin ends it, and evaluates one batch. Nothing is saved. */
export async function tryRun(
  trainer: Trainer,
  trial: ReturnType<typeof stepTrial>,
  selection: DataSource,
  cut: EpochCut,
): Promise<Tried> {
  await trainer.fit();
  const metrics = await trainer.evaluate(firstBatchOf(selection));
  return { ...trial.taken(cut), metrics };
}

function firstBatchOf(source: DataSource): DataSource {
  return {
    batchesPerEpoch: 1,
    async *batches(order) {
      for await (const batch of source.batches(order)) {
        yield batch;
        return;
      }
    },
  };
}
