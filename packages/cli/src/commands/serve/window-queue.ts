import { type Windows, windowView } from '@amnl/data-fleet';

/** Outputs of the network, row-major, for windows one after the other. */
export interface Inferred {
  readonly rul: Float32Array;
  /** Logits of the health states. */
  readonly health: Float32Array;
}

/** Computes the outputs for `count` windows, whose numbers it may keep. */
export type Infer = (input: Float32Array<ArrayBuffer>, count: number) => Promise<Inferred>;

interface Job {
  readonly windows: Windows;
  readonly signal: AbortSignal;
  readonly outputs: Inferred;
  /** The first window that is not taken yet. */
  next: number;
  /** Windows without an output. */
  left: number;
  readonly done: () => void;
  readonly fail: (error: unknown) => void;
}

interface Taken {
  readonly job: Job;
  readonly from: number;
  readonly count: number;
}

/** Windows at once. More make no window cheaper, and hold others up for longer. */
const BATCH = 64;

/**
 * Windows of several requests go through the network together: while one batch is computed, what comes waits for the next. Of a
 * request with many, not more are taken at a time than leave room for the others.
 */
export class WindowQueue {
  readonly #idle: Infer[];
  readonly #states: number;
  #jobs: Job[] = [];

  /**
   * @param lanes compute batches side by side
   * @param states number of health states
   */
  constructor(lanes: readonly Infer[], states: number) {
    this.#idle = [...lanes];
    this.#states = states;
  }

  /** The network's outputs for windows. Rejects with the signal's reason once nobody waits for them. */
  run(windows: Windows, signal: AbortSignal): Promise<Inferred> {
    const count = windows.starts.length;
    const outputs = { rul: new Float32Array(count), health: new Float32Array(count * this.#states) };
    return new Promise((resolve, fail) => {
      this.#jobs.push({ windows, signal, outputs, next: 0, left: count, done: () => resolve(outputs), fail });
      setImmediate(() => this.#start()); // what is asked for in the same moment comes along
    });
  }

  #start(): void {
    for (const job of this.#jobs) if (job.signal.aborted) job.fail(job.signal.reason);
    this.#jobs = this.#jobs.filter(({ signal }) => !signal.aborted);
    while (this.#jobs.length > 0 && this.#idle.length > 0) void this.#step(this.#idle.pop()!, this.#take());
  }

  /** A batch: a share of each job. Who was served waits behind the others then. */
  #take(): Taken[] {
    const share = Math.ceil(BATCH / this.#jobs.length);
    const taken: Taken[] = [];
    let total = 0;
    while (total < BATCH && taken.length < this.#jobs.length) {
      const job = this.#jobs[taken.length]!;
      const count = Math.min(share, job.outputs.rul.length - job.next, BATCH - total);
      taken.push({ job, from: job.next, count });
      job.next += count;
      total += count;
    }
    const open = taken.map(({ job }) => job).filter(({ next, outputs }) => next < outputs.rul.length);
    this.#jobs = [...this.#jobs.slice(taken.length), ...open];
    return taken;
  }

  async #step(infer: Infer, taken: readonly Taken[]): Promise<void> {
    try {
      const total = taken.reduce((sum, { count }) => sum + count, 0);
      this.#give(await infer(inputOf(taken, total), total), taken);
    } catch (error) {
      for (const { job } of taken) job.fail(error);
      this.#jobs = this.#jobs.filter((job) => !taken.some((part) => part.job === job));
    }
    this.#idle.push(infer);
    this.#start();
  }

  #give(made: Inferred, taken: readonly Taken[]): void {
    let at = 0;
    for (const { job, from, count } of taken) {
      const { rul, health } = job.outputs;
      rul.set(made.rul.subarray(at, at + count), from);
      health.set(made.health.subarray(at * this.#states, (at + count) * this.#states), from * this.#states);
      at += count;
      job.left -= count;
      if (job.left === 0) job.done();
    }
  }
}

function inputOf(taken: readonly Taken[], total: number): Float32Array<ArrayBuffer> {
  const { window, features } = taken[0]!.job.windows;
  const size = window * features;
  const input = new Float32Array(total * size);
  let at = 0;
  for (const { job, from, count } of taken) {
    for (let i = from; i < from + count; i++, at += size) input.set(windowView(job.windows, i), at);
  }
  return input;
}
