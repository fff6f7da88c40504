import type { TrainEmitter } from '@amnl/core-loop';
import { follow } from './follow.js';
import type { ProgressOptions } from './options.js';
import type { RunLength } from './tracker.js';

/**
 * Prints a run's events until the fit ends: on a terminal, a block of lines that is redrawn; elsewhere (a file, a
 * pipe, CI) one plain line per epoch. Notices and failed listeners are printed too. Losses are those of the last epoch: events
 * do not carry those of the current one, which the plugin `progress` shows.
 * @param length only needed if `fit:started` was emitted before this call
 * @returns a function that stops listening and cleans up the terminal; called automatically at `fit:ended`
 * @throws CL_OPTION_INVALID
 */
export function printProgress(events: TrainEmitter, options: ProgressOptions = {}, length?: RunLength): () => void {
  return follow(events, options, length).stop;
}
