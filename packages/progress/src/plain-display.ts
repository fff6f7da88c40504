import { plainText } from '@amnl/core-loop';
import type { Display } from './display.js';
import { bestLines, epochLine, withinLine } from './plain-lines.js';
import type { ProgressStream } from './stream.js';
import type { Tracker } from './tracker.js';

/** Fewest milliseconds between two lines of an epoch: logs stay readable. */
const WITHIN_EPOCH = 30_000;

/** One plain line per epoch, for files, pipes and CI. */
export function plainDisplay(stream: ProgressStream, tracker: Tracker): Display {
  let written = performance.now();
  const print = (text: string) => void stream.write(`${plainText(text)}\n`);
  return {
    begin() {},
    epochStarted() {
      written = performance.now();
    },
    batchEnded() {
      if (performance.now() - written < WITHIN_EPOCH) return;
      written = performance.now();
      print(withinLine(tracker.view()));
    },
    epochEnded: () => print(epochLine(tracker.view())),
    print,
    ended(because) {
      for (const line of bestLines(tracker.view())) print(line);
      if (because !== undefined) print(because);
    },
    close() {},
  };
}
