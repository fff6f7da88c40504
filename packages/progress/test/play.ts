import { TrainEmitter } from '@amnl/core-loop';
import { vi } from 'vitest';
import { type ProgressOptions, printProgress } from '../src/index.js';

/** A moment of a run. */
export const progressAt = (epoch: number, batch = 0) => ({ epoch, batch, step: 0, micro: 0 });

/** How an epoch goes. */
export interface Course {
  readonly batches?: number;
  /** Milliseconds of a batch. */
  readonly ms?: number;
  /** The batch it continues after. */
  readonly from?: number;
}

/** Plays the training part of an epoch, in batches of 10 samples. */
export function train(events: TrainEmitter, epoch: number, { batches = 4, ms = 500, from = 0 }: Course = {}) {
  events.emit('epoch:started', { progress: progressAt(epoch, from), scalars: { learningRate: 0.1 } });
  for (let batch = from + 1; batch <= batches; batch++) {
    vi.advanceTimersByTime(ms);
    events.emit('batch:ended', { progress: progressAt(epoch, batch), samples: 10 });
  }
}

/** Plays an evaluation of a second and the end of the epoch. */
export function evaluate(events: TrainEmitter, epoch: number, metrics: Record<string, number>, batches = 4) {
  events.emit('eval:started', { progress: progressAt(epoch, batches) });
  vi.advanceTimersByTime(1000);
  events.emit('eval:ended', { progress: progressAt(epoch, batches), metrics });
  events.emit('epoch:ended', { progress: progressAt(epoch, batches), metrics });
}

/** Plays a whole epoch. */
export function play(events: TrainEmitter, epoch: number, metrics: Record<string, number>, course?: Course) {
  train(events, epoch, course);
  evaluate(events, epoch, metrics, course?.batches);
}

const open: (() => void)[] = [];

/** Begins to print a run. */
export function begin(
  options: ProgressOptions,
  { epochs = 2, batches = 4 }: { readonly epochs?: number; readonly batches?: number | 'unknown' } = {},
): TrainEmitter {
  const events = new TrainEmitter();
  open.push(printProgress(events, options));
  const batchesPerEpoch = batches === 'unknown' ? undefined : batches;
  events.emit('fit:started', { progress: progressAt(0), epochs, batchesPerEpoch });
  return events;
}

/** Ends it. */
export const end = (events: TrainEmitter, error?: unknown) =>
  events.emit('fit:ended', {
    progress: progressAt(2),
    reason:
      error === undefined
        ? { by: 'epochs', because: 'all 2 epochs are done' }
        : { by: 'error', because: String(error) },
    ...(error !== undefined && { error }),
  });

/** A clock that stands still until it is advanced, and an environment without anything that matters here. */
export function quietly() {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  for (const name of ['CI', 'NO_COLOR', 'TERM', 'TMUX', 'STY', 'XTERM_VERSION']) vi.stubEnv(name, undefined);
}

/** Ends that, and all runs that were begun. */
export function afterwards() {
  for (const stop of open.splice(0)) stop();
  vi.useRealTimers();
  vi.unstubAllEnvs();
}
