import { type Plugin, type Run, TrainData } from '@amnl/core-loop';
import { checkOptions, type ProgressOptions, printProgress } from './print-progress.js';

/**
 * Shows how a run gets on; see {@link printProgress}. Put it first in the list, so that it hears what other plugins have
 * to say when the run starts.
 */
export function progress(options: ProgressOptions = {}): Plugin {
  checkOptions(options);
  return {
    name: 'progress',
    hooks: {
      fitStart(run: Run) {
        printProgress(run.events, options, {
          epochs: run.epochs,
          batchesPerEpoch: run.get(TrainData).batchesPerEpoch,
        });
      },
    },
  };
}
