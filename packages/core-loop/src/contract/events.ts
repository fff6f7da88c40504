import { EventEmitter } from 'eventemitter3';
import type { TrainableModel } from './model.js';
import type { Metrics, Progress, StopReason } from './records.js';

/** Events of a run. Payloads are read-only; listeners are not awaited. Plugins add theirs by declaration merging. */
export interface TrainEvents {
  'fit:started': { readonly progress: Progress; readonly epochs: number; readonly batchesPerEpoch: number | undefined };
  'epoch:started': { readonly progress: Progress; readonly scalars: Metrics };
  /** Other parameters are trained from the step that begins on; see {@link TrainableModel.parameters}. */
  'model:changed': { readonly progress: Progress; readonly parameters: readonly string[] };
  'batch:ended': { readonly progress: Progress; readonly samples: number };
  'step:ended': { readonly progress: Progress; readonly scalars: Metrics };
  'eval:started': { readonly progress: Progress };
  'eval:ended': { readonly progress: Progress; readonly metrics: Metrics };
  'epoch:ended': { readonly progress: Progress; readonly metrics: Metrics };
  'checkpoint:saved': { readonly progress: Progress; readonly uri: string };
  'run:stopping': { readonly progress: Progress; readonly reason: StopReason };
  'fit:ended': { readonly progress: Progress; readonly reason: StopReason; readonly error?: unknown };
  /** Something a user should read once, e.g. a schedule that never acts. Printed by `progress`. */
  'run:notice': { readonly by: string; readonly message: string };
  /** A listener threw; the run continues. */
  'listener:failed': { readonly event: string; readonly error: unknown };
}

/** The tuple matters: with a bare object eventemitter3 types every payload as `any[]`. */
export type EventMap = { [K in keyof TrainEvents]: [event: TrainEvents[K]] };

/** An emitter whose listeners cannot harm the run: their errors and rejections are reported as `listener:failed`. */
export class TrainEmitter extends EventEmitter<EventMap, undefined> {
  override emit<K extends EventEmitter.EventNames<EventMap>>(
    event: K,
    ...args: EventEmitter.EventArgs<EventMap, K>
  ): boolean {
    const listeners = this.listeners(event);
    // Takes off those that were given to `once`, before any is called: a listener may emit the event again.
    for (const listener of listeners) this.off(event, listener, undefined, true);
    for (const listener of listeners) {
      try {
        const result: unknown = (listener as (...payload: unknown[]) => unknown).apply(this, args);
        if (result instanceof Promise) result.catch((error: unknown) => this.failed(event as string, error));
      } catch (error) {
        this.failed(event as string, error);
      }
    }
    return listeners.length > 0;
  }

  private failed(event: string, error: unknown): void {
    if (event === 'listener:failed') return; // a broken reporter must not recurse
    const heard = this.emit('listener:failed', { event, error });
    if (!heard) console.error(`[core-loop] a listener of '${event}' failed:`, error);
  }
}
