import { type EventMap, type Reported, type TrainEmitter, type TrainEvents, unknownMetrics } from '@amnl/core-loop';
import { wasAborted } from './aborted.js';
import { formatDuration } from './format.js';
import { liveDisplay } from './live-display.js';
import { checkOptions, monitoredNames, type ProgressOptions } from './options.js';
import { plainDisplay } from './plain-display.js';
import { defaultStream, environment, isInteractive } from './stream.js';
import { type RunLength, Tracker } from './tracker.js';

/** Milliseconds between two reads of the current epoch's numbers: each is a download from the device. */
const REPORTS = 500;
const ADVICE = 'Change { metrics, monitor } if it will not come';

/** A display that follows a run. */
export interface Follower {
  /** Stops listening and cleans up the terminal; happens automatically when the fit ends. */
  stop(): void;
  /** Whether it is time for {@link Follower.reported}: not too often, and only if the numbers are shown. */
  wantsReports(): boolean;
  /** Takes what was reported so far in the current epoch. */
  reported(reports: Readonly<Record<string, Reported>>): void;
}

/** Shows a run's events. @throws CL_OPTION_INVALID */
export function follow(events: TrainEmitter, options: ProgressOptions, length?: RunLength): Follower {
  checkOptions(options);
  const { stream = defaultStream() } = options;
  const env = environment();
  const interactive = isInteractive(stream, env);
  const tracker = new Tracker(options);
  const display = interactive ? liveDisplay(stream, tracker, env) : plainDisplay(stream, tracker);
  let reportsAt = Number.NEGATIVE_INFINITY;
  const begin = (known: RunLength) => {
    tracker.begin(known);
    display.begin();
  };

  const asked = [...(options.metrics ?? []), ...monitoredNames(options)];
  let looked = false;
  /** Looks once, after the first epoch, whether what was asked for is reported. */
  const noteUnknown = (ended: TrainEvents['epoch:ended']) => {
    const unknown = looked ? undefined : unknownMetrics(asked, [...(length?.history ?? []), ended], ADVICE);
    looked = true;
    if (unknown !== undefined) display.print(`[progress] ${unknown}`);
  };

  const listeners: { [K in keyof EventMap]?: (...event: EventMap[K]) => void } = {
    'fit:started': begin,
    'epoch:started': (event) => {
      tracker.epochStarted(event);
      display.epochStarted();
    },
    'batch:ended': (event) => {
      tracker.batchEnded(event);
      display.batchEnded();
    },
    'step:ended': (event) => tracker.stepEnded(event),
    'eval:started': () => tracker.evalStarted(),
    'eval:ended': (event) => tracker.evalEnded(event),
    'epoch:ended': (event) => {
      tracker.epochEnded(event);
      display.epochEnded();
      noteUnknown(event);
    },
    'run:notice': ({ by, message }) => display.print(`[${by}] ${message}`),
    'listener:failed': ({ event, error }) =>
      display.print(
        `[progress] a listener of '${event}' failed: ${error instanceof Error ? error.message : String(error)}`,
      ),
    'fit:ended': ({ reason, error }) => {
      const by = reason.by === 'epochs' ? '' : `${reason.by}: `; // "all 4 epochs are done" says it
      const because = `${formatDuration(tracker.view().elapsed)} · ${by}${reason.because}`;
      try {
        // An abort is not a failure, and the caller knows why.
        display.ended(wasAborted(error) ? undefined : because);
      } finally {
        stop();
      }
    },
  };
  const stop = () => {
    for (const [event, listener] of Object.entries(listeners)) events.off(event as keyof EventMap, listener as never);
    display.close();
  };
  for (const [event, listener] of Object.entries(listeners)) events.on(event as keyof EventMap, listener as never);
  if (length) begin(length);
  return {
    stop,
    wantsReports: () => interactive && performance.now() - reportsAt >= REPORTS,
    reported(reports) {
      tracker.reported(reports);
      reportsAt = performance.now();
    },
  };
}
