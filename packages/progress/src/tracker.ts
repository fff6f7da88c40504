import type { Metrics, TrainEvents } from '@amnl/core-loop';

/** Which metric is shown as best, and which way it gets better. */
export interface BestOptions {
  readonly monitor: string;
  readonly mode: 'min' | 'max';
}

/** What there is to show at a moment. */
export interface View {
  /** Zero-based. */
  readonly epoch: number;
  readonly epochs: number;
  /** Micro-batches done in this epoch, and how many there are, where known. */
  readonly batch: number;
  readonly batches: number | undefined;
  readonly evaluating: boolean;
  /** Since the epoch's first batch; evaluation is not counted. 0 before the first batch. */
  readonly samplesPerSecond: number;
  /** Since the epoch began, evaluation included. */
  readonly seconds: number;
  /** Of the last finished epoch. */
  readonly metrics: Metrics;
  readonly best: { readonly epoch: number; readonly value: number } | undefined;
}

/** Follows a run through its events; knows nothing of terminals. */
export class Tracker {
  #epoch = 0;
  #epochs = 0;
  #batch = 0;
  #batches: number | undefined;
  #evaluating = false;
  #samples = 0;
  #began = 0;
  #trainedUntil = 0;
  #metrics: Metrics = {};
  #best: View['best'];
  readonly #options: BestOptions;
  readonly #now: () => number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(options: BestOptions, now: () => number = () => performance.now()) {
    this.#options = options;
    this.#now = now;
  }

  /** @param batches in an epoch, where known */
  begin(epochs: number, batches: number | undefined): void {
    this.#epochs = epochs;
    this.#batches = batches;
  }

  epochStarted({ progress }: TrainEvents['epoch:started']): void {
    this.#epoch = progress.epoch;
    this.#batch = 0;
    this.#samples = 0;
    this.#evaluating = false;
    this.#began = this.#trainedUntil = this.#now();
  }

  batchEnded({ progress, samples }: TrainEvents['batch:ended']): void {
    this.#batch = progress.batch;
    this.#samples += samples;
    this.#trainedUntil = this.#now();
  }

  evalStarted(): void {
    this.#evaluating = true;
  }

  epochEnded({ metrics }: TrainEvents['epoch:ended']): void {
    this.#evaluating = false;
    this.#metrics = metrics;
    const { monitor, mode } = this.#options;
    const value = metrics[monitor];
    if (value === undefined || !Number.isFinite(value)) return;
    const beaten = this.#best === undefined || (mode === 'min' ? value < this.#best.value : value > this.#best.value);
    if (beaten) this.#best = { epoch: this.#epoch, value };
  }

  view(): View {
    const trained = (this.#trainedUntil - this.#began) / 1000;
    return {
      epoch: this.#epoch,
      epochs: this.#epochs,
      batch: this.#batch,
      batches: this.#batches,
      evaluating: this.#evaluating,
      samplesPerSecond: trained > 0 ? this.#samples / trained : 0,
      seconds: (this.#now() - this.#began) / 1000,
      metrics: this.#metrics,
      best: this.#best,
    };
  }
}
