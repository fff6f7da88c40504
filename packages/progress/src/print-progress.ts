import { type EventMap, type TrainEmitter, TrainError } from '@amnl/core-loop';
import { wasAborted } from './aborted.js';
import { formatDuration } from './format.js';
import { epochLine, liveLine, render, type Segment, withinLine } from './line.js';
import { defaultStream, environment, isInteractive, type ProgressStream, wantsColour } from './stream.js';
import { Tracker, type View } from './tracker.js';

/** Options of {@link printProgress} and `progress`. */
export interface ProgressOptions {
  /** Where to write. @default process.stderr, or the console in a browser */
  readonly stream?: ProgressStream;
  /** Metrics to show, where reported. @default loss, rul_loss, health_loss, val_loss, RMSE_last_cycle, nasa_score_paper */
  readonly metrics?: readonly string[];
  /** Metric whose best value is shown. @default 'RMSE_last_cycle' */
  readonly monitor?: string;
  /** Which way it gets better. @default 'min' */
  readonly mode?: 'min' | 'max';
}

/** What is known before the first event is heard, for who starts to listen in the middle. */
export interface RunLength {
  readonly epochs: number;
  readonly batchesPerEpoch: number | undefined;
}

const SHOWN = ['loss', 'rul_loss', 'health_loss', 'val_loss', 'RMSE_last_cycle', 'nasa_score_paper'];
/** At most ten redraws a second: more cannot be read and costs time. */
const REDRAW_MS = 100;
/** On no terminal: at most one line per this time within an epoch. */
const WITHIN_EPOCH_MS = 30_000;
const ERASE_LINE = '\r\u001b[2K';

/**
 * Prints what a run's events tell until the fit has ended: on a terminal one line that is redrawn; elsewhere (a file, a
 * pipe, CI) one plain line an epoch. Notices and failed listeners are printed too.
 * @param length only needed where `fit:started` was emitted before this call
 * @returns stops listening and leaves the terminal clean; happens by itself at `fit:ended`
 * @throws CL_OPTION_INVALID
 */
export function printProgress(events: TrainEmitter, options: ProgressOptions = {}, length?: RunLength): () => void {
  checkOptions(options);
  const { stream = defaultStream(), metrics: shown = SHOWN, monitor = 'RMSE_last_cycle', mode = 'min' } = options;
  const env = environment();
  const live = isInteractive(stream, env);
  const colours = wantsColour(stream, env);
  const tracker = new Tracker({ monitor, mode });
  const started = performance.now();
  let written = Number.NEGATIVE_INFINITY;
  let lineOpen = false;
  let finished: View | undefined;
  if (length) tracker.begin(length.epochs, length.batchesPerEpoch);

  const erase = () => {
    if (lineOpen) stream.write(ERASE_LINE);
    lineOpen = false;
  };
  const print = (segments: readonly Segment[]) => {
    erase();
    stream.write(`${render(segments, colours)}\n`);
  };
  /** One column stays free: a full line would wrap and could not be erased. */
  const redraw = () => {
    stream.write(ERASE_LINE + render(liveLine(tracker.view(), shown, monitor), colours, (stream.columns ?? 80) - 1));
    lineOpen = true;
  };
  /** Draws or prints if the last time is long enough ago. */
  const now = (every: number, draw: () => void) => {
    if (performance.now() - written < every) return;
    written = performance.now();
    draw();
  };

  const listeners: { [K in keyof EventMap]?: (...event: EventMap[K]) => void } = {
    'fit:started': ({ epochs, batchesPerEpoch }) => tracker.begin(epochs, batchesPerEpoch),
    'epoch:started': (event) => {
      tracker.epochStarted(event);
      if (!live) written = performance.now();
    },
    'batch:ended': (event) => {
      tracker.batchEnded(event);
      if (live) now(REDRAW_MS, redraw);
      else now(WITHIN_EPOCH_MS, () => print(withinLine(tracker.view())));
    },
    'eval:started': () => {
      tracker.evalStarted();
      if (live) redraw();
    },
    'epoch:ended': (event) => {
      tracker.epochEnded(event);
      finished = tracker.view();
      if (live) redraw();
      else print(epochLine(finished, shown, monitor));
    },
    'run:notice': ({ by, message }) => print([{ text: `[${by}] ${message}` }]),
    'listener:failed': ({ event, error }) =>
      print([
        {
          text: `[progress] a listener of '${event}' failed: ${error instanceof Error ? error.message : String(error)}`,
        },
      ]),
    'fit:ended': ({ reason, error }) => {
      if (live && finished) print(epochLine(finished, shown, monitor));
      const duration = formatDuration((performance.now() - started) / 1000);
      // An abort is no failure, and who asked for it knows why and says so.
      if (!wasAborted(error)) print([{ text: `${duration} · ${reason.by}: ${reason.because}` }]);
      stop();
    },
  };
  const stop = () => {
    erase();
    for (const [event, listener] of Object.entries(listeners)) events.off(event as keyof EventMap, listener as never);
  };
  for (const [event, listener] of Object.entries(listeners)) events.on(event as keyof EventMap, listener as never);
  return stop;
}

/** Throws `CL_OPTION_INVALID`. */
export function checkOptions({ mode = 'min' }: ProgressOptions): void {
  if (mode !== 'min' && mode !== 'max') {
    throw new TrainError('CL_OPTION_INVALID', `mode must be 'min' or 'max'; found '${String(mode)}'`, {
      by: 'progress',
    });
  }
}
