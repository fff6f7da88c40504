import { Block, type Layout } from './block.js';
import { watchWrites } from './other-writes.js';
import {
  type Environment,
  onContinued,
  type ProgressStream,
  rewrapsLines,
  sharedTerminals,
  wantsColour,
} from './stream.js';

/** Milliseconds between two redraws: more than ten a second cannot be read and cost time. */
const RHYTHM = 100;
/**
 * Milliseconds without drawing after a resize. While a window is dragged, a terminal may have rewrapped its lines before
 * it reports the size (tmux: by up to 250 ms), and a drawing for the old size would be garbled.
 */
const SETTLING = 300;

/** Nothing to show. */
export const NOTHING: Layout = () => [];

/** A block of lines at the bottom of a terminal that is redrawn at its own pace. */
export interface LiveBlock {
  /** Shows `lines` from now on, as they are at each redraw. */
  begin(lines: Layout): void;
  /** Prints lines that stay above the block. @param lines to be shown from now on, if others */
  print(above: Layout, lines?: Layout): void;
  /** Erases the block; it can begin again. */
  close(): void;
}

/** Makes room for what others write to the same terminal, and follows its size. */
export function liveBlock(stream: ProgressStream, env: Environment): LiveBlock {
  const block = new Block(stream, { colours: wantsColour(stream, env), rewraps: rewrapsLines(env) });
  let layout = NOTHING;
  let settled = 0;
  let rest = () => {};

  const redraw = () => {
    try {
      block.draw(layout);
    } catch {
      rest(); // a closed terminal does not end the work
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
    begin(lines) {
      rest();
      work();
      layout = lines;
      redraw(); // at once: the first change may take a while
    },
    print(above, lines = layout) {
      layout = lines;
      block.draw(layout, above);
    },
    close() {
      rest();
      layout = NOTHING;
      redraw();
    },
  };
}
