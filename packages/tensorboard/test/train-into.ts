import type { EpochRecord, TrainEvents } from '@amnl/core-loop';
import { type TinyOptions, tinyTrainer } from '@amnl/core-loop/testing';
import { type TensorBoardOptions, tensorBoard } from '../src/index.js';

/** How a fit went. */
export interface Trained {
  readonly history: readonly EpochRecord[];
  readonly notices: readonly TrainEvents['run:notice'][];
  /** What `fit` threw. */
  readonly error: unknown;
}

/** Trains a tiny model with the plugin, 6 steps an epoch, 2 epochs where nothing else is said. */
export async function trainInto(options: TensorBoardOptions, tiny: TinyOptions = {}): Promise<Trained> {
  const notices: TrainEvents['run:notice'][] = [];
  const trainer = tinyTrainer({ ...tiny, plugins: [tensorBoard(options), ...(tiny.plugins ?? [])] });
  trainer.run.events.on('run:notice', (notice) => void notices.push(notice));
  const error = await trainer.fit().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { history } = trainer.run;
  trainer.dispose();
  trainer.model.dispose!();
  return { history, notices, error };
}
