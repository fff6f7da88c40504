import type { RunData } from '../../run-data.js';

/** How far a run has come. */
export interface Progress {
  /** Epochs done, with the part of the current one. */
  readonly done: number;
  readonly epochs: number;
  /** The epoch under way, from 0; past the last one while the best weights are evaluated. */
  readonly epoch: number;
  /** Its batches are done, and it is evaluated. */
  readonly evaluating: boolean;
  /** In the current epoch, where that is known. */
  readonly batch?: number;
  readonly batches?: number;
  readonly samplesPerSecond?: number;
  /** Seconds that the remaining epochs will take, if no rule ends the run before. */
  readonly secondsLeft?: number;
}

/** Looks that the guess of the time left goes by: recent ones, as speed changes with what else the machine does. */
const LOOK_BACK = 200;
/** Looks that are so many times as far apart as usual stand on both sides of an interruption. */
const INTERRUPTION = 20;

/** Progress from the history and the latest sample of the current epoch. */
export function progressOf({ epochs, history, steps }: RunData): Progress {
  const finished = (history.at(-1)?.epoch ?? -1) + 1;
  const step = steps.at(-1);
  const current = step !== undefined && step.epoch >= finished ? step : undefined;
  const part = current?.batches ? Math.min(1, current.batch / current.batches) : 0;
  const done = Math.min(epochs, (current?.epoch ?? finished) + part);
  const each = secondsAnEpoch(steps.slice(-LOOK_BACK)) ?? meanSeconds(history.slice(-5));
  const speed = current?.samplesPerSecond ?? history.at(-1)?.samplesPerSecond;
  return {
    done,
    epochs,
    epoch: current?.epoch ?? finished,
    evaluating: part === 1 || finished >= epochs,
    ...(current && { batch: current.batch }),
    ...(current?.batches && { batches: current.batches }),
    ...(speed !== undefined && speed > 0 && { samplesPerSecond: speed }),
    ...(each !== undefined && { secondsLeft: each * (epochs - done) }),
  };
}

/**
 * Wall seconds that an epoch takes with all that belongs to it, evaluation and saving included: from when the looks were taken.
 * The time between a kill and the resume does not count.
 */
function secondsAnEpoch(looks: RunData['steps']): number | undefined {
  const ways = looks.slice(1).flatMap((look, i) => {
    const [from, to] = [placeOf(looks[i]!), placeOf(look)];
    const epochs = to - from;
    return epochs > 0 ? [{ epochs, seconds: (look.at - looks[i]!.at) / 1000 }] : [];
  });
  const paces = ways.map(({ epochs, seconds }) => seconds / epochs).sort((a, b) => a - b);
  const usual = paces[paces.length >> 1];
  if (usual === undefined) return undefined;
  const counted = ways.filter(({ epochs, seconds }) => seconds >= 0 && seconds / epochs <= INTERRUPTION * usual);
  const sum = (of: 'epochs' | 'seconds') => counted.reduce((total, way) => total + way[of], 0);
  return sum('epochs') > 0 ? sum('seconds') / sum('epochs') : undefined;
}

/** Of training alone, for runs whose epochs have no known length. */
function meanSeconds(epochs: RunData['history']): number | undefined {
  return epochs.length === 0 ? undefined : epochs.reduce((sum, { seconds }) => sum + seconds, 0) / epochs.length;
}

/** Epochs done at the time of a sample, including part of the current one. */
function placeOf({ epoch, batch, batches }: RunData['steps'][number]): number {
  return batches === null ? Number.NaN : epoch + batch / batches;
}

/** Wall seconds of training of all epochs together. */
export function trainingSeconds({ history }: RunData): number {
  return history.reduce((sum, { seconds }) => sum + seconds, 0);
}
