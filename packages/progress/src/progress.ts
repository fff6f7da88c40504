import {
  type Awaitable,
  monitorOf,
  needEvaluationFor,
  needReported,
  type Plugin,
  type Run,
  TrainData,
} from '@amnl/core-loop';
import { type Follower, follow } from './follow.js';
import { checkOptions, monitoredNames, type ProgressOptions } from './options.js';

/**
 * Shows the progress of a run, like {@link printProgress}, with losses, gradient norm and skipped steps of the current
 * epoch. Put it first in the list, so that it shows what other plugins report when the run starts.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID; in the run CL_METRIC_UNKNOWN if `monitor` cannot be reported, or is not in the first
 *   epoch
 */
export function progress(options: ProgressOptions = {}): Plugin {
  checkOptions(options);
  const monitored = monitoredNames(options);
  let follower: Follower | undefined;
  return {
    name: 'progress',
    hooks: {
      fitStart(run: Run) {
        for (const name of monitored) needEvaluationFor('progress', run, name);
        const { events, epochs, progress, history, get } = run;
        const { batchesPerEpoch } = get(TrainData);
        follower = follow(events, withMonitorOf(run, options), { epochs, batchesPerEpoch, progress, history });
      },
      stepEnd(run: Run): Awaitable<void> {
        const shown = follower;
        if (shown?.wantsReports()) return run.reported().then((reports) => shown.reported(reports));
      },
      epochEnd(run: Run) {
        for (const name of monitored) needReported('progress', run, name);
      },
    },
  };
}

/** By default, what the run is judged by. */
function withMonitorOf(run: Run, options: ProgressOptions): ProgressOptions {
  const judged = options.monitor === undefined ? monitorOf(run) : undefined;
  return judged === undefined ? options : { ...options, monitor: judged.metric, mode: judged.mode };
}
