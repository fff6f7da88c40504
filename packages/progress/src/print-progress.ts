import type { TrainEmitter } from '@amnl/core-loop';
import { follow } from './follow.js';
import type { ProgressOptions } from './options.js';
import type { RunLength } from './tracker.js';

/**
 * Prints what a run's events tell until the fit has ended: on a terminal a block of lines that is redrawn; elsewhere (a file, a
 * pipe, CI) one plain line an epoch. Notices and failed listeners are printed too. Losses are those of the last epoch: events
 * do not tell of the one under way, which the plugin `progress` shows.
 * @param length only needed where `fit:started` was emitted before this call
 * @returns stops listening and leaves the terminal clean; happens by itself at `fit:ended`
 * @throws CL_OPTION_INVALID
 */
export function printProgress(events: TrainEmitter, options: ProgressOptions = {}, length?: RunLength): () => void {
  return follow(events, options, length).stop;
}
