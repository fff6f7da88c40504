import { Block, type Layout } from './block.js';
import { blockLines } from './block-lines.js';
import type { Display } from './display.js';
import { watchWrites } from './other-writes.js';
import {
  type Environment,
  onContinued,
  type ProgressStream,
  rewrapsLines,
  sharedTerminals,
  wantsColour,
} from './stream.js';
import { summaryTable } from './summary.js';
import type { Tracker } from './tracker.js';

/** Milliseconds between two redraws: more than ten a second cannot be read and cost time. */
const RHYTHM = 100;
/**
 * Milliseconds without drawing after a resize. While a window is dragged, a terminal may have rewrapped its lines before
 * it reports the size (tmux: by up to 250 ms), and a drawing for the old size would be garbled.
 */
const SETTLING = 300;

/** A block of lines at the bottom of a terminal, redrawn during the run. */
export function liveDisplay(stream: ProgressStream, tracker: Tracker, env: Environment): Display {
  const block = new Block(stream, { colours: wantsColour(stream, env), rewraps: rewrapsLines(env) });
  const nothing: Layout = () => [];
  const figures: Layout = ({ columns }) => blockLines(tracker.liveView(), columns - 1);
  let layout = nothing;
  let settled = 0;
  let rest = () => {};

  const redraw = () => {
    try {
      block.draw(layout);
    } catch {
      rest(); // a closed terminal does not end the training
    }
  };
  /** Draws until `rest` is called. */
  const work = () => {
    const timer = setInterval(() => {
      if (performance.now() >= settled) redraw();
    }, RHYTHM);
    (timer as { unref?: () => void }).unref?.(); // no process waits for its display
    const resized = () => {
      settled = performance.now() + SETTLING;
      redraw();
    };
    stream.on?.('resize', resized);
    const ignoreContinued = onContinued(() => block.leave()); // the shell has written below it in the meantime
    const ignoreOthers = watchWrites(sharedTerminals(stream), (write, ended) => block.around(write, ended, layout));
    rest = () => {
      clearInterval(timer);
      ignoreOthers();
      stream.off?.('resize', resized);
      ignoreContinued();
    };
  };
  return {
    begin() {
      rest();
      work();
      layout = figures;
      redraw(); // at once: compiling the first step may take a while
    },
    // The block is drawn at its own pace.
    epochStarted() {},
    batchEnded() {},
    epochEnded() {},
    print: (text) => block.draw(layout, () => [[{ text }]]),
    ended(because) {
      layout = nothing;
      block.draw(nothing, ({ columns }) => [
        ...summaryTable(tracker.view(), columns - 1),
        ...(because === undefined ? [] : [[{ text: because }]]),
      ]);
    },
    close() {
      rest();
      layout = nothing;
      redraw();
    },
  };
}
