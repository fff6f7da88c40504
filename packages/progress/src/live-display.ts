import { blockLines } from './block-lines.js';
import type { Display } from './display.js';
import { liveBlock, NOTHING } from './live-block.js';
import type { Environment, ProgressStream } from './stream.js';
import { summaryTable } from './summary.js';
import type { Tracker } from './tracker.js';

/** A block of lines at the bottom of a terminal, redrawn during the run. */
export function liveDisplay(stream: ProgressStream, tracker: Tracker, env: Environment): Display {
  const block = liveBlock(stream, env);
  return {
    begin: () => block.begin(({ columns }) => blockLines(tracker.liveView(), columns - 1)),
    // The block is drawn at its own pace.
    epochStarted() {},
    batchEnded() {},
    epochEnded() {},
    print: (text) => block.print(() => [[{ text }]]),
    ended: (because) =>
      block.print(
        ({ columns }) => [
          ...summaryTable(tracker.view(), columns - 1),
          ...(because === undefined ? [] : [[{ text: because }]]),
        ],
        NOTHING,
      ),
    close: () => block.close(),
  };
}
