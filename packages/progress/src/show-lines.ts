import { knownOptions, plainText } from '@amnl/core-loop';
import { liveBlock } from './live-block.js';
import { defaultStream, environment, isInteractive, type ProgressStream } from './stream.js';

/** Options of {@link showLines}. */
export interface ShowLinesOptions {
  /** Where to write. @default process.stderr, or the console in a browser */
  readonly stream?: ProgressStream;
}

/** Lines that are shown until they are closed. */
export interface ShownLines {
  /** Prints a line that stays. */
  print(text: string): void;
  /** Ends the display and erases the lines that change. */
  close(): void;
}

/**
 * Shows how any work gets on, several runs at once for example: on a terminal `lines` as they are at each redraw, in a block that stays in
 * its place, cut to the window; elsewhere only what is printed.
 * @throws CL_OPTION_UNKNOWN
 */
export function showLines(lines: () => readonly string[], options: ShowLinesOptions = {}): ShownLines {
  knownOptions('showLines', options, ['stream']);
  const { stream = defaultStream() } = options;
  const env = environment();
  if (!isInteractive(stream, env)) {
    return { print: (text) => void stream.write(`${plainText(text)}\n`), close: () => {} };
  }
  const block = liveBlock(stream, env);
  block.begin(() => lines().map((text) => [{ text }]));
  return { print: (text) => block.print(() => [[{ text }]]), close: () => block.close() };
}
