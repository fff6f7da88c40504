import { setTimeout as pause } from 'node:timers/promises';
import { TrainError } from '@amnl/core-loop';
import type { Delivery } from './delivery.js';
import { failure, systemMessage } from './errors.js';
import { Trouble } from './trouble.js';

/** Pause between two requests during training, so that points gather; after a failure it doubles each time. */
const PACE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** Waits so many milliseconds; ends early, without an error, on the signal. */
export type Wait = (ms: number, signal: AbortSignal, options: { readonly ref: boolean }) => Promise<void>;

const realWait: Wait = (ms, signal, { ref }) => pause(ms, undefined, { signal, ref }).catch(() => undefined);

/**
 * Sends in the background. An unreachable server is retried with growing pauses; one that refuses is retried at the end only.
 * Only `drain` waits for it, up to a limit.
 */
export class Sender {
  /** The last failure, if nothing has succeeded since. */
  trouble: TrainError | undefined;
  readonly #delivery: Pick<Delivery, 'next'>;
  readonly #onTrouble: (trouble: TrainError) => void;
  readonly #wait: Wait;
  readonly #stop = new AbortController();
  /** Ends the pause under way. */
  #hurry = new AbortController();
  /** Ends the wait for something to send. */
  #wakened: () => void = () => {};
  /** There may be something to send. */
  #pending = false;
  #refused = false;
  #leaving = false;
  #patient = true;
  #failures = 0;
  #loop: Promise<void> | undefined;

  /** @param onTrouble called with the first failure in the background */
  constructor(delivery: Pick<Delivery, 'next'>, onTrouble: (trouble: TrainError) => void, wait: Wait = realWait) {
    this.#delivery = delivery;
    this.#onTrouble = onTrouble;
    this.#wait = wait;
  }

  /** Signals that there is something to send. Returns at once. */
  wake(): void {
    this.#pending = true;
    this.#wakened();
    this.#loop ??= this.#run();
  }

  /**
   * Sends what is left, without pauses and within so many milliseconds; after that nothing is sent.
   * @param patient retry after a failure, as long as there is time; else only one try
   * @returns whether everything has arrived
   */
  async drain(ms: number, patient: boolean): Promise<boolean> {
    this.#patient = patient;
    this.#leaving = true;
    this.#refused = false;
    this.#failures = 0;
    this.#hurry.abort();
    this.wake();
    const limit = new AbortController();
    const late = this.#wait(ms, limit.signal, { ref: true }).then(() => this.#stop.abort());
    await this.#loop;
    limit.abort();
    await late;
    return !this.#pending;
  }

  /** Stops; the current request is aborted. */
  async close(): Promise<void> {
    this.#leaving = true;
    this.#stop.abort();
    this.#wakened();
    await this.#loop;
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      if (!this.#pending || (this.#refused && !this.#leaving)) {
        if (this.#leaving) return;
        await new Promise<void>((resolve) => {
          this.#wakened = resolve;
        });
        continue;
      }
      this.#pending = false;
      try {
        if (!(await this.#delivery.next(signal))) continue;
        this.#pending = true;
        this.#failures = 0;
        this.trouble = undefined;
        if (!this.#leaving) await this.#pause(PACE_MS);
      } catch (error) {
        this.#pending = true;
        if (signal.aborted) return;
        const again = this.#afterFailure(error);
        if (again === undefined) return;
        await this.#pause(again);
      }
    }
  }

  /** @returns milliseconds until the next try; undefined if there is none */
  #afterFailure(error: unknown): number | undefined {
    const trouble = error instanceof Trouble ? error : undefined;
    const first = this.trouble === undefined;
    this.trouble = trouble?.toError() ?? unexpected(error);
    if (first && !this.#leaving) this.#onTrouble(this.trouble); // drain() reports it itself
    if (this.#leaving && !this.#patient) return undefined;
    if (trouble === undefined || trouble.final) {
      this.#refused = true;
      return this.#leaving ? undefined : 0;
    }
    const grown = Math.min(PACE_MS * 2 ** this.#failures++, LONGEST_PAUSE_MS);
    return Math.max(grown, trouble.retryAfter ?? 0);
  }

  async #pause(ms: number): Promise<void> {
    if (ms === 0) return;
    this.#hurry = new AbortController();
    await this.#wait(ms, AbortSignal.any([this.#hurry.signal, this.#stop.signal]), { ref: false });
  }
}

function unexpected(error: unknown): TrainError {
  if (error instanceof TrainError) return error;
  return failure('MF_NOT_MLFLOW', `sending to MLflow failed: ${systemMessage(error)}`, error);
}
