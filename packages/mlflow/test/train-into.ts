import type { EpochRecord, Plugin, Snapshot } from '@amnl/core-loop';
import { type TinyOptions, tinyTrainer } from '@amnl/core-loop/testing';
import { type MlflowOptions, mlflow } from '../src/index.js';

/** What came of a training. */
export interface Fit {
  readonly history: readonly EpochRecord[];
  readonly notices: readonly string[];
}

/** Trains a small model, 6 steps an epoch, with the plugin. A fit that throws rejects. */
export async function trainInto(options: MlflowOptions, tiny: TinyOptions = {}, saved?: Snapshot): Promise<Fit> {
  const notices: string[] = [];
  const { plugins = [], ...rest } = tiny;
  const listen: Plugin = {
    name: 'listen',
    hooks: {
      fitStart: (run) => {
        run.events.on('run:notice', ({ by, message }) => notices.push(`${by}: ${message}`));
      },
    },
  };
  const trainer = tinyTrainer({ ...rest, plugins: [listen, ...plugins, mlflow(options)] });
  try {
    if (saved) await trainer.restore(saved);
    await trainer.fit();
    return { history: trainer.run.history, notices };
  } finally {
    trainer.dispose();
    trainer.model.dispose?.();
  }
}

/** Keeps a copy of the run after an epoch, and dies at a later step. */
export function killedAt(step: number, afterEpoch: number): { plugin: Plugin; saved: () => Snapshot } {
  let saved: Snapshot | undefined;
  return {
    saved: () => saved!,
    plugin: {
      name: 'killed',
      hooks: {
        async save(run, next) {
          await next();
          if (run.progress.epoch !== afterEpoch) return;
          const { tensors, state } = run.snapshot();
          const copies = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.clone()]));
          saved = { tensors: copies, state: structuredClone(state) };
        },
        stepEnd(run) {
          if (run.progress.step === step) throw new Error('killed');
        },
      },
    },
  };
}
