import { numberOf, type Plugin, type Run } from '@amnl/core-loop';

/** Name of the plugin, and of who has ended the fit then. */
export const PAUSE = 'stop-after';

/**
 * Ends a fit after so many epochs, before the end of the run, which can be resumed as if it had never ended: the schedule stays that of
 * all epochs.
 * @param epochs from the beginning of the run
 */
export function pauseAfter(epochs: number): Plugin {
  let ends = false;
  const pause = (run: Run) => {
    const { epoch, batch } = run.progress;
    if (ends || epoch < epochs || epoch >= run.epochs || batch > 0) return;
    // `step`: the run is not at its end, so what is saved says nothing of one.
    run.stop(`${numberOf(epochs, 'epoch')} ${epochs === 1 ? 'is' : 'are'} done, as asked for`, { when: 'step' });
  };
  return {
    name: PAUSE,
    hooks: {
      fitStart(run) {
        // A run that ends by itself in this very epoch has ended, and is not to be resumed.
        run.events.on('run:stopping', () => {
          ends = true;
        });
        pause(run);
      },
      save(run, next) {
        pause(run); // when all others have finished the epoch
        return next();
      },
    },
  };
}
