import { setTimeout as pause } from 'node:timers/promises';
import { TrainError } from '@amnl/core-loop';
import type { Delivery } from './delivery.js';
import { failure, systemMessage } from './errors.js';
import { Trouble } from './trouble.js';

/** Between two requests while it trains, so that points gather; and after the first failure, doubled each time. */
const PACE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/** Waits so many milliseconds; ends early, without an error, when the signal comes. */
export type Wait = (ms: number, signal: AbortSignal, options: { readonly ref: boolean }) => Promise<void>;

const realWait: Wait = (ms, signal, { ref }) => pause(ms, undefined, { signal, ref }).catch(() => undefined);

/**
 * Sends in the background. A server that is away is asked again, ever more seldom; one that refuses is asked again at the end only.
 * Nobody waits for it but `drain`, and that no longer than it is told to.
 */
export class Sender {
  /** What went wrong last, if nothing has gone well since. */
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

  /** @param onTrouble is told the first failure in the background */
  constructor(delivery: Pick<Delivery, 'next'>, onTrouble: (trouble: TrainError) => void, wait: Wait = realWait) {
    this.#delivery = delivery;
    this.#onTrouble = onTrouble;
    this.#wait = wait;
  }

  /** There is something to send. Returns at once. */
  wake(): void {
    this.#pending = true;
    this.#wakened();
    this.#loop ??= this.#run();
  }

  /**
   * Sends what is left, without pauses and within so many milliseconds; then nothing is sent any more.
   * @param patient after a failure it tries again, as long as there is time; else it is left at one
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

  /** Ends; a request under way is given up. */
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

  /** @returns milliseconds until the next try; undefined where there is none */
  #afterFailure(error: unknown): number | undefined {
    const trouble = error instanceof Trouble ? error : undefined;
    const first = this.trouble === undefined;
    this.trouble = trouble?.toError() ?? unexpected(error);
    if (first && !this.#leaving) this.#onTrouble(this.trouble); // whoever drains asks what was wrong
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
