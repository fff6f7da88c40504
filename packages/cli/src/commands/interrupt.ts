import { setImmediate } from 'node:timers/promises';
import type { DataSource, Plugin, Run } from '@amnl/core-loop';
import { inform } from '../terminal/terminal.js';
import { exitCodeOf, Interrupted, type StopSignal } from './interrupted.js';

/** Signals while a run trains. */
export interface Interrupt {
  /** Put it into the trainer's list. */
  readonly plugin: Plugin;
  /** Data are there and the run begins: until now a signal ended the process at once, as there was nothing to save. */
  begin(): void;
  /** The signal, if one came. */
  readonly signal: StopSignal | undefined;
  /** The same source, for the final evaluation: it ends before its next batch if a signal comes. */
  guard(source: DataSource): DataSource;
  /** Whether a signal made a guarded source end with this error. */
  caused(error: unknown): boolean;
  /** Gives the signals back to Node. */
  release(): void;
}

/** Name of the variable that says to a process that a pool has started it, and waits for it. */
export const IN_POOL = 'AMNL_POOL';

/**
 * One Ctrl-C under `npm run` or `npx` comes several times: from the terminal, and again from each wrapper that passes it on. It must not
 * count as the second one, which gives up what is not saved.
 */
const SAME_PRESS_MS = 500;

/**
 * Listens to signals. While data are loaded one ends the process. Later the first Ctrl-C or SIGTERM ends the run after the step under way, which is saved; an evaluation under way
 * is left. The second ends the process at once: the checkpoint before stays whole. A process that a pool of runs has started takes the end of the pool
 * for a SIGTERM.
 * @param source who emits the signals
 * @param exit ends the process
 * @param now milliseconds of a clock that never goes back
 */
export function listenToSignals(
  source: Pick<NodeJS.EventEmitter, 'on' | 'off'> = process,
  exit: (code: number) => void = process.exit,
  now: () => number = () => performance.now(),
): Interrupt {
  let since = 0;
  let signal: StopSignal | undefined;
  let live: Run | undefined;
  const atOnce = new AbortController();
  const stop = () => live?.stop(`interrupted by ${signal}`, { when: 'step' });
  /** While the run is shown, through it: what is redrawn on the terminal then makes room. */
  const say = (message: string) => {
    if (live?.events.emit('run:notice', { by: 'interrupt', message })) return;
    inform(''); // the terminal has written ^C
    inform(message);
  };
  let begun = false;
  const onSignal = (name: StopSignal) => {
    if (name === signal && now() - since < SAME_PRESS_MS) return;
    if (!begun) inform(new Interrupted(name, 0, undefined).message);
    if (!begun || signal !== undefined) {
      if (begun && name === 'SIGINT') inform(''); // the terminal has written ^C
      exit(exitCodeOf(name));
      return;
    }
    signal = name;
    since = now();
    if (name === 'SIGINT') say('Stopping after this step and saving. Press Ctrl-C again to quit immediately.');
    atOnce.abort();
    stop();
  };
  /** The pool that has started this process is gone: nobody would end it any more. */
  const orphaned = () => {
    if (signal === undefined) onSignal('SIGTERM');
  };
  source.on('SIGINT', onSignal);
  source.on('SIGTERM', onSignal);
  if (process.env[IN_POOL] !== undefined) {
    source.on('disconnect', orphaned);
    if (source === process && !process.connected) orphaned(); // it is gone already
  }
  return {
    plugin: {
      name: 'interrupt',
      hooks: {
        fitStart(run) {
          live = run;
          if (signal !== undefined) stop(); // it came after `begin`
        },
        fitEnd() {
          live = undefined;
        },
      },
    },
    begin() {
      begun = true;
    },
    get signal() {
      return signal;
    },
    guard: (batches) => guarded(batches, atOnce.signal),
    caused: (error) => atOnce.signal.aborted && error === atOnce.signal.reason,
    release() {
      source.off('SIGINT', onSignal);
      source.off('SIGTERM', onSignal);
      source.off('disconnect', orphaned);
    },
  };
}

function guarded(source: DataSource, abort: AbortSignal): DataSource {
  return {
    ...source,
    async *batches(epoch) {
      for await (const batch of source.batches(epoch)) {
        await setImmediate(); // the eager engine never waits, and a signal is only heard in a wait
        abort.throwIfAborted();
        yield batch;
      }
    },
  };
}
