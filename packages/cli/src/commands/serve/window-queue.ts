import { type Windows, windowView } from '@amnl/data-fleet';

/** Outputs of the network by name, row-major, for windows one after the other. */
export type Inferred = Readonly<Record<string, Float32Array>>;

/** Computes the outputs for `count` windows, whose numbers it may keep. */
export type Infer = (input: Float32Array<ArrayBuffer>, count: number) => Promise<Inferred>;

interface Job {
  readonly windows: Windows;
  readonly signal: AbortSignal;
  readonly count: number;
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
  readonly #widths: Readonly<Record<string, number>>;
  #jobs: Job[] = [];

  /**
   * @param lanes compute batches side by side
   * @param widths numbers that each output has for a window
   */
  constructor(lanes: readonly Infer[], widths: Readonly<Record<string, number>>) {
    this.#idle = [...lanes];
    this.#widths = widths;
  }

  /** The network's outputs for windows. Rejects with the signal's reason once nobody waits for them. */
  run(windows: Windows, signal: AbortSignal): Promise<Inferred> {
    const count = windows.starts.length;
    const outputs = Object.fromEntries(
      Object.entries(this.#widths).map(([name, width]) => [name, new Float32Array(count * width)]),
    );
    return new Promise((resolve, fail) => {
      this.#jobs.push({ windows, signal, count, outputs, next: 0, left: count, done: () => resolve(outputs), fail });
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
      const count = Math.min(share, job.count - job.next, BATCH - total);
      taken.push({ job, from: job.next, count });
      job.next += count;
      total += count;
    }
    const open = taken.map(({ job }) => job).filter(({ next, count }) => next < count);
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
      for (const [name, width] of Object.entries(this.#widths)) {
        job.outputs[name]!.set(made[name]!.subarray(at * width, (at + count) * width), from * width);
      }
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
