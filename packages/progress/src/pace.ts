/** The position of a run. */
export interface Position {
  /** Zero-based. */
  readonly epoch: number;
  readonly epochs: number;
  readonly batch: number;
  /** In an epoch, if known. */
  readonly batches: number | undefined;
}

/** Estimated seconds to the end of the epoch (evaluation and saving included) and of the run; undefined while unknown. */
export interface TimeLeft {
  readonly epoch: number | undefined;
  readonly run: number | undefined;
}

/** Seconds of training after which a batch counts half: long enough to be steady, short enough to follow a busier machine. */
const HALF_LIFE = 30;
/** Seconds of training before the first estimate. */
const ENOUGH = 1;
/** Some of the first batches compile more programs: one that is this many times faster than their mean shows the real speed. */
const FEW = 6;
const FASTER = 3;
/** A batch that takes this many times the mean was held up by something else, e.g. Ctrl-Z, and counts no more than that. */
const HELD_UP = 10;

/** The speed of training and the time it still takes. Counts what this process did, so a resumed run does not look faster. */
export class Pace {
  /** The first batch includes compilation and warm-up: it counts only until there is another one. */
  #first: Sums | undefined;
  /** Of the batches after it, older ones fading. */
  #sums: Sums = { batches: 0, samples: 0, seconds: 0 };
  /** Batches after the first one, not fading. */
  #counted = 0;
  /** When the last batch ended, or its epoch began. */
  #since = 0;
  /** Seconds from an epoch's last batch to the next epoch. */
  #rest: number | undefined;
  #epochIsOver = false;

  /** @param now seconds of a clock that never goes back, here and below */
  epochStarted(now: number): void {
    if (this.#epochIsOver) {
      const rest = now - this.#since;
      this.#rest = this.#rest === undefined ? rest : (this.#rest + rest) / 2;
    }
    this.#epochIsOver = false;
    this.#since = now;
  }

  batchEnded(samples: number, now: number): void {
    const seconds = now - this.#since;
    this.#since = now;
    if (this.#first === undefined) this.#first = { batches: 1, samples, seconds };
    else this.#add(samples, seconds);
  }

  epochEnded(): void {
    this.#epochIsOver = true;
  }

  get samplesPerSecond(): number {
    const { samples, seconds } = this.#sums.seconds > 0 ? this.#sums : (this.#first ?? this.#sums);
    return seconds > 0 ? samples / seconds : 0;
  }

  timeLeft({ epoch, epochs, batch, batches }: Position, now: number): TimeLeft {
    const { seconds, batches: counted } = this.#sums;
    if (batches === undefined || seconds < ENOUGH) return { epoch: undefined, run: undefined };
    const perBatch = seconds / counted;
    const rest = this.#rest ?? 0;
    const since = now - this.#since;
    const later = Math.max(0, epochs - epoch - 1) * (batches * perBatch + rest);
    if (batch >= batches) {
      const left = Math.max(0, rest - since);
      return { epoch: this.#rest === undefined ? undefined : left, run: left + later };
    }
    const left = (batches - batch) * perBatch - Math.min(since, perBatch) + rest;
    return { epoch: left, run: left + later };
  }

  #add(samples: number, seconds: number): void {
    if (this.#counted++ < FEW && seconds * FASTER * this.#sums.batches < this.#sums.seconds) {
      this.#sums = { batches: 0, samples: 0, seconds: 0 };
    }
    const { batches, samples: before, seconds: spent } = this.#sums;
    const counted = batches === 0 ? seconds : Math.min(seconds, (HELD_UP * spent) / batches);
    const kept = 0.5 ** (counted / HALF_LIFE);
    this.#sums = { batches: batches * kept + 1, samples: before * kept + samples, seconds: spent * kept + counted };
  }
}

interface Sums {
  readonly batches: number;
  readonly samples: number;
  readonly seconds: number;
}
