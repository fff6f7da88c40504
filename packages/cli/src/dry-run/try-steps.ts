import type { DataSource, Metrics, Plugin, Trainer } from '@amnl/core-loop';

/** What came of trying a run. */
export interface Tried {
  /** Optimiser steps taken. */
  readonly steps: number;
  /** Wall seconds of the last of them; the first one compiles. */
  readonly secondsPerStep: number | null;
  /** Of the first batch of the engines selected on. */
  readonly metrics: Metrics;
}

/** Optimiser steps that a dry run takes. */
const STEPS = 2;

/** A plugin that ends the run within its second step, and tells how long the last one took. */
export function stepTrial(now: () => number = () => performance.now()) {
  let [steps, began, last] = [0, 0, 0];
  const plugin: Plugin = {
    name: 'dry-run',
    hooks: {
      stepStart() {
        began = now();
      },
      stepEnd(run) {
        last = now() - began;
        if (++steps === STEPS) run.stop(`a dry run takes ${STEPS} steps`, { when: 'step' });
      },
    },
  };
  return { plugin, taken: () => ({ steps, secondsPerStep: steps > 1 ? last / 1000 : null }) };
}

/** Trains until the trial's plugin ends it, and evaluates one batch. Nothing is saved. */
export async function tryRun(
  trainer: Trainer,
  trial: ReturnType<typeof stepTrial>,
  selection: DataSource,
): Promise<Tried> {
  await trainer.fit();
  const metrics = await trainer.evaluate(firstBatchOf(selection));
  return { ...trial.taken(), metrics };
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
