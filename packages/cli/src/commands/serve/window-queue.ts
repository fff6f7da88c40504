import { type Windows, windowView } from '@amnl/data-fleet';

/** Outputs of the network, row-major, for windows one after the other. */
export interface Inferred {
  readonly rul: Float32Array;
  /** Logits of the health states. */
  readonly health: Float32Array;
}

/** Computes the outputs for `count` windows. */
export type Infer = (input: Float32Array, count: number) => Promise<Inferred>;

interface Job {
  readonly windows: Windows;
  readonly signal: AbortSignal;
  readonly outputs: Inferred;
  next: number;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

/** Windows at once. More make no window cheaper, and hold others up for longer. */
const BATCH = 64;

/**
 * Windows of several requests go through the network together: while one batch is computed, what comes waits for the next. Of a
 * request with many, not more are taken at a time than leave room for the others.
 */
export class WindowQueue {
  readonly #infer: Infer;
  readonly #states: number;
  #jobs: Job[] = [];
  #running: Promise<void> | undefined;
  #waiting = 0;

  /** @param states number of health states */
  constructor(infer: Infer, states: number) {
    this.#infer = infer;
    this.#states = states;
  }

  /** Windows that wait, those of all requests together. */
  get waiting(): number {
    return this.#waiting;
  }

  /** The network's outputs for windows. Rejects with the signal's reason once nobody waits for them. */
  run(windows: Windows, signal: AbortSignal): Promise<Inferred> {
    const count = windows.starts.length;
    const outputs = { rul: new Float32Array(count), health: new Float32Array(count * this.#states) };
    return new Promise((resolve, fail) => {
      this.#jobs.push({ windows, signal, outputs, next: 0, done: () => resolve(outputs), fail });
      this.#waiting += count;
      this.#running ??= this.#work();
    });
  }

  async #work(): Promise<void> {
    await undefined; // what is asked for in the same moment comes along
    while (this.#jobs.length > 0) {
      this.#dropForgotten();
      if (this.#jobs.length > 0) await this.#step();
    }
    this.#running = undefined;
  }

  async #step(): Promise<void> {
    const share = Math.ceil(BATCH / this.#jobs.length);
    const taken: { readonly job: Job; readonly from: number; readonly count: number }[] = [];
    let total = 0;
    for (const job of this.#jobs) {
      const count = Math.min(share, job.outputs.rul.length - job.next, BATCH - total);
      if (count === 0) break;
      taken.push({ job, from: job.next, count });
      job.next += count;
      total += count;
    }
    try {
      const made = await this.#infer(inputOf(taken, total), total);
      let at = 0;
      for (const { job, from, count } of taken) {
        const { rul, health } = job.outputs;
        rul.set(made.rul.subarray(at, at + count), from);
        health.set(made.health.subarray(at * this.#states, (at + count) * this.#states), from * this.#states);
        at += count;
      }
    } catch (error) {
      for (const { job } of taken) this.#end(job, () => job.fail(error));
    }
    this.#waiting -= total;
    this.#rotate(taken.map(({ job }) => job));
  }

  /** Those that are done leave; of the others, who was served last waits longest. */
  #rotate(served: readonly Job[]): void {
    const open = this.#jobs.filter((job) => !served.includes(job));
    for (const job of served) {
      if (!this.#jobs.includes(job)) continue;
      if (job.next < job.outputs.rul.length) open.push(job);
      else job.done();
    }
    this.#jobs = open;
  }

  #dropForgotten(): void {
    for (const job of this.#jobs.filter(({ signal }) => signal.aborted)) {
      this.#end(job, () => job.fail(job.signal.reason));
    }
  }

  #end(job: Job, tell: () => void): void {
    this.#waiting -= job.outputs.rul.length - job.next;
    this.#jobs = this.#jobs.filter((other) => other !== job);
    tell();
  }
}

function inputOf(
  taken: readonly { readonly job: Job; readonly from: number; readonly count: number }[],
  total: number,
): Float32Array {
  const { window, features } = taken[0]!.job.windows;
  const size = window * features;
  const input = new Float32Array(total * size);
  let at = 0;
  for (const { job, from, count } of taken) {
    for (let i = from; i < from + count; i++, at += size) input.set(windowView(job.windows, i), at);
  }
  return input;
}
