import type { RunData } from '../../run-data.js';

/** How far a run has come. */
export interface Progress {
  /** Epochs done, with the part of the current one. */
  readonly done: number;
  readonly epochs: number;
  /** In the current epoch, where that is known. */
  readonly batch?: number;
  readonly batches?: number;
  readonly samplesPerSecond?: number;
  /** Seconds that the remaining epochs will take, if no rule ends the run before. */
  readonly secondsLeft?: number;
}

/** Epochs that the guess of the time left looks back on: recent ones, as speed changes with what else the machine does. */
const LOOK_BACK = 5;

/** Progress from the history and the last look into the current epoch. */
export function progressOf({ epochs, history, steps }: RunData): Progress {
  const finished = (history.at(-1)?.epoch ?? -1) + 1;
  const step = steps.at(-1);
  const current = step !== undefined && step.epoch >= finished ? step : undefined;
  const part = current?.batches ? Math.min(1, current.batch / current.batches) : 0;
  const done = Math.min(epochs, (current?.epoch ?? finished) + part);
  const recent = history.slice(-LOOK_BACK);
  const each = recent.reduce((sum, { seconds }) => sum + seconds, 0) / recent.length;
  const speed = current?.samplesPerSecond ?? history.at(-1)?.samplesPerSecond;
  return {
    done,
    epochs,
    ...(current && { batch: current.batch }),
    ...(current?.batches && { batches: current.batches }),
    ...(speed !== undefined && speed > 0 && { samplesPerSecond: speed }),
    ...(recent.length > 0 && { secondsLeft: each * (epochs - done) }),
  };
}

/** Wall seconds of training of all epochs together. */
export function trainingSeconds({ history }: RunData): number {
  return history.reduce((sum, { seconds }) => sum + seconds, 0);
}
