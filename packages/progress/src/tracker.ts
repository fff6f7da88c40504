import type { EpochRecord, Metrics, Progress, Reported, TrainEvents } from '@amnl/core-loop';
import { Countdown } from './countdown.js';
import { type Best, Epochs } from './epochs.js';
import { Pace, type Position, type TimeLeft } from './pace.js';
import { chooseShown, type Monitored, type Shown, type Wishes } from './shown.js';

/** What there is to show at one moment. */
export interface View extends Position {
  readonly evaluating: boolean;
  /** Mean over the epoch without evaluation; 0 before the first batch. */
  readonly samplesPerSecond: number;
  /** Seconds since the epoch began, evaluation included. */
  readonly seconds: number;
  /** Metrics of the last finished epoch. */
  readonly metrics: Metrics;
  /** The latest metrics: of the current epoch if known, else of the last one. */
  readonly latest: Metrics;
  readonly shown: Shown;
  best(monitored: Monitored): Best | undefined;
  /** Epochs that this process has finished. */
  readonly finished: number;
  /** Seconds since the run started or resumed. */
  readonly elapsed: number;
}

/** What is shown in addition if lines can be redrawn. */
export interface LiveView extends View {
  /** Recent samples per second. */
  readonly speed: number;
  readonly left: TimeLeft;
}

/** What is known before the first event, for a listener that starts in the middle of a run. */
export interface RunLength {
  readonly epochs: number;
  readonly batchesPerEpoch: number | undefined;
  /** The run's position. @default at its beginning */
  readonly progress?: Progress;
  /** Epochs already finished, oldest first: the best one may be among them. @default none */
  readonly history?: readonly EpochRecord[];
}

/** Follows a run through its events; knows nothing of terminals. */
export class Tracker {
  #position: Position = { epoch: 0, epochs: 0, batch: 0, batches: undefined };
  #evaluating = false;
  #samples = 0;
  #began = 0;
  #epochBegan = 0;
  #trainedUntil = 0;
  #scalars: Metrics = {};
  #reported: Metrics = {};
  #finished = 0;
  readonly #evaluated = new Set<string>();
  readonly #epochs = new Epochs();
  readonly #pace = new Pace();
  readonly #left = { epoch: new Countdown(), run: new Countdown() };
  readonly #wishes: Wishes;
  readonly #now: () => number;

  /** @param now seconds of a clock that never goes back */
  constructor(wishes: Wishes, now: () => number = () => performance.now() / 1000) {
    this.#wishes = wishes;
    this.#now = now;
  }

  begin({ epochs, batchesPerEpoch, progress, history = [] }: RunLength): void {
    for (const { epoch, metrics } of history) this.#epochs.add(epoch, metrics);
    this.#position = { epoch: progress?.epoch ?? 0, epochs, batch: progress?.batch ?? 0, batches: batchesPerEpoch };
    this.#began = this.#epochBegan = this.#trainedUntil = this.#now();
  }

  epochStarted({ progress: { epoch, batch }, scalars }: TrainEvents['epoch:started']): void {
    this.#position = { ...this.#position, epoch, batch };
    this.#epochs.begin(epoch);
    this.#scalars = scalars;
    this.#samples = 0;
    this.#evaluating = false;
    this.#epochBegan = this.#trainedUntil = this.#now();
    this.#pace.epochStarted(this.#epochBegan);
    this.#left.epoch.restart();
  }

  batchEnded({ progress, samples }: TrainEvents['batch:ended']): void {
    this.#position = { ...this.#position, batch: progress.batch };
    this.#samples += samples;
    this.#trainedUntil = this.#now();
    this.#pace.batchEnded(samples, this.#trainedUntil);
  }

  stepEnded({ scalars }: TrainEvents['step:ended']): void {
    this.#scalars = scalars;
  }

  /** Means, sums and last ones of the epoch under way. */
  reported(reports: Readonly<Record<string, Reported>>): void {
    this.#reported = Object.fromEntries(Object.entries(reports).map(([name, { value }]) => [name, value]));
  }

  evalStarted(): void {
    this.#evaluating = true;
  }

  evalEnded({ metrics }: TrainEvents['eval:ended']): void {
    for (const name of Object.keys(metrics)) this.#evaluated.add(name);
  }

  epochEnded({ progress, metrics }: TrainEvents['epoch:ended']): void {
    this.#evaluating = false;
    this.#reported = {};
    this.#finished++;
    this.#epochs.add(progress.epoch, metrics);
    this.#pace.epochEnded();
    // If the data do not say how many batches an epoch has, the first epoch does.
    const { batch, batches = batch } = this.#position;
    this.#position = { ...this.#position, batches };
  }

  view(): View {
    const trained = this.#trainedUntil - this.#epochBegan;
    const metrics = this.#epochs.last;
    const latest = { ...metrics, ...this.#scalars, ...this.#reported };
    return {
      ...this.#position,
      evaluating: this.#evaluating,
      samplesPerSecond: trained > 0 ? this.#samples / trained : 0,
      seconds: this.#now() - this.#epochBegan,
      metrics,
      latest,
      shown: chooseShown(this.#wishes, latest, this.#evaluated),
      best: ({ name, mode }) => this.#epochs.best(name, mode),
      finished: this.#finished,
      elapsed: this.#now() - this.#began,
    };
  }

  /** The view at the time of drawing: remaining times are counted down to here. */
  liveView(): LiveView {
    const now = this.#now();
    const estimate = this.#pace.timeLeft(this.#position, now);
    const epoch = this.#left.epoch.next(estimate.epoch, now);
    const run = this.#left.run.next(estimate.run, now);
    return {
      ...this.view(),
      speed: this.#pace.samplesPerSecond,
      // Each glides to its own estimate, but the run lasts at least as long as its epoch.
      left: { epoch, run: run === undefined ? undefined : Math.max(run, epoch ?? 0) },
    };
  }
}
