import { setImmediate } from 'node:timers/promises';
import type { DataSource, Plugin } from '@amnl/core-loop';
import type { StopSignal } from './interrupted.js';
import { tell } from './terminal.js';

/** Signals while a run trains. */
export interface Interrupt {
  /** Put it into the trainer's list. */
  readonly plugin: Plugin;
  /** The signal that came last, if one came. */
  readonly signal: StopSignal | undefined;
  /** The same source, for the final evaluation: it too ends before its next batch if the run is to end at once. */
  guard(source: DataSource): DataSource;
  /** Whether a signal made the run or a guarded source end with this error. */
  caused(error: unknown): boolean;
  /** Gives the signals back to Node. */
  release(): void;
}

/**
 * Listens to signals: the first Ctrl-C ends the run after the current epoch, as if it had been the last one; a second one,
 * or SIGTERM, ends it at once, before the next step. A third kills the process, as Node does. Nothing is cut off in
 * mid-write.
 * @param source who emits the signals
 */
export function listenToSignals(source: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process): Interrupt {
  let signal: StopSignal | undefined;
  // Its AbortError is what ends the loop; `progress` does not take that for a failure.
  const atOnce = new AbortController();
  const release = () => {
    source.off('SIGINT', onSignal);
    source.off('SIGTERM', onSignal);
  };
  const onSignal = (name: StopSignal) => {
    const first = signal === undefined;
    signal = name;
    if (first && name === 'SIGINT') {
      tell('\nStopping after this epoch, then evaluating. Press Ctrl-C again to stop at once.');
      return;
    }
    release();
    atOnce.abort();
  };
  source.on('SIGINT', onSignal);
  source.on('SIGTERM', onSignal);
  return {
    plugin: {
      name: 'interrupt',
      hooks: {
        stepStart: () => atOnce.signal.throwIfAborted(),
        epochEnd(run) {
          if (signal !== undefined && !atOnce.signal.aborted) run.stop('interrupted with Ctrl-C');
        },
      },
    },
    get signal() {
      return signal;
    },
    guard: (batches) => guarded(batches, atOnce.signal),
    caused(error) {
      if (!atOnce.signal.aborted) return false;
      const { reason } = atOnce.signal;
      return error === reason || (error instanceof Error && error.cause === reason); // a hook's error comes wrapped
    },
    release,
  };
}

function guarded(source: DataSource, abort: AbortSignal): DataSource {
  return {
    ...source,
    async *batches(epoch) {
      for await (const batch of source.batches(epoch)) {
        await setImmediate(); // the eager engine never waits, and a signal is only heard in a wait
        abort.throwIfAborted();
        yield batch;
      }
    },
  };
}
