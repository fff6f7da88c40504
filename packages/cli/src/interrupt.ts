import type { Plugin } from '@amnl/core-loop';
import { tell } from './terminal.js';

/** Signals while a run trains. */
export interface Interrupt {
  /** Put it into the trainer's list. */
  readonly plugin: Plugin;
  /** `'epoch'`: asked to end after the epoch; `'now'`: asked to end at once. */
  readonly requested: 'epoch' | 'now' | undefined;
  /** Gives the signals back to Node. */
  release(): void;
}

/**
 * Listens to signals: the first Ctrl-C ends the run after the current epoch, as if it had been the last one; a second one,
 * or SIGTERM, ends it before the next step. A third kills the process, as Node does. Nothing is cut off in mid-write.
 */
export function listenToSignals(): Interrupt {
  let requested: Interrupt['requested'];
  const release = () => {
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
  const onTerminate = () => {
    requested = 'now';
    release();
    tell('\nStopping before the next step …');
  };
  const onInterrupt = () => {
    if (requested === 'epoch') return onTerminate();
    requested = 'epoch';
    tell('\nStopping after this epoch, then evaluating. Press Ctrl-C again to stop at once.');
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return {
    plugin: {
      name: 'interrupt',
      hooks: {
        stepStart() {
          if (requested === 'now') throw new Error('stopped by a signal');
        },
        epochEnd(run) {
          if (requested === 'epoch') run.stop('interrupted with Ctrl-C');
        },
      },
    },
    get requested() {
      return requested;
    },
    release,
  };
}
