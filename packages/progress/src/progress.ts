import { type Awaitable, type Plugin, type Run, TrainData } from '@amnl/core-loop';
import { type Follower, follow } from './follow.js';
import { checkOptions, type ProgressOptions } from './options.js';

/**
 * Shows how a run gets on, as {@link printProgress} does, with losses, gradient norm and skipped steps of the epoch under way.
 * Put it first in the list, so that it hears what other plugins have to say when the run starts.
 */
export function progress(options: ProgressOptions = {}): Plugin {
  checkOptions(options);
  let follower: Follower | undefined;
  return {
    name: 'progress',
    hooks: {
      fitStart({ events, epochs, progress, history, get }: Run) {
        const { batchesPerEpoch } = get(TrainData);
        follower = follow(events, options, { epochs, batchesPerEpoch, progress, history });
      },
      stepEnd(run: Run): Awaitable<void> {
        const shown = follower;
        if (shown?.wantsReports()) return run.reported().then((reports) => shown.reported(reports));
      },
    },
  };
}
