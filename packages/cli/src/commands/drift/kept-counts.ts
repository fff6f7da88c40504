import type { DriftCounts } from '@amnl/data-fleet';
import { notice } from '../../terminal/terminal.js';
import { addToFile } from './counts-file.js';

/** How often counts go to the file, in milliseconds: so much is lost if the process is killed. */
const EVERY = 60_000;

/** Counts of a process that goes on, added to a file once a minute and at the end. */
export class KeptCounts {
  readonly #fresh: () => DriftCounts;
  readonly #file: string;
  readonly #timer: NodeJS.Timeout;
  #counts: DriftCounts;
  #saving: Promise<void> = Promise.resolve();

  /** @param fresh makes empty counts */
  constructor(fresh: () => DriftCounts, file: string) {
    this.#fresh = fresh;
    this.#file = file;
    this.#counts = fresh();
    this.#timer = setInterval(() => void this.#save(), EVERY).unref();
  }

  add(...rows: Parameters<DriftCounts['add']>): void {
    this.#counts.add(...rows);
  }

  /** Writes what is left; nothing is counted any more. */
  close(): Promise<void> {
    clearInterval(this.#timer);
    return this.#save();
  }

  /** One after the other; what cannot be written is kept for the next time. */
  #save(): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      if (this.#counts.rows === 0) return;
      const since = this.#counts.toJSON();
      this.#counts = this.#fresh();
      try {
        const sum = this.#fresh();
        sum.merge(since);
        await addToFile(sum, this.#file);
      } catch (error) {
        this.#counts.merge(since);
        notice(`counts for drift were not written: ${(error as Error).message}`);
      }
    });
    return this.#saving;
  }
}
