import type { RunData } from '../run-data.js';
import { thinnedRuns } from '../thinned-results.js';
import type { LiveSource } from './source.js';
import { eventMessage } from './sse.js';
import type { LiveUpdate } from './update.js';
import { updateOf } from './update-of.js';

/** Output of a feed, as messages ready to be sent. */
export interface FeedListener {
  /** The run has changed, or can be read again: to all who know the state before. */
  changed(message: Buffer): void;
  /** The run cannot be read; reported once until it can be again. */
  failed(message: Buffer, error: unknown): void;
}

const NOTHING: LiveUpdate = { set: {}, gone: [] };

/** The newest state of a run that could be read. Looks are taken one after another, and never throw. */
export class Feed {
  readonly #source: LiveSource;
  readonly #listener: FeedListener;
  #run: RunData | undefined;
  #version: string | undefined;
  #problem: Buffer | undefined;
  #count = 0;
  #whole: Buffer | undefined;
  #json: Buffer | undefined;
  #last: Promise<void> = Promise.resolve();
  #underWay = 0;
  #asked: Promise<void> | undefined;

  constructor(source: LiveSource, listener: FeedListener) {
    this.#source = source;
    this.#listener = listener;
  }

  /** Reads the run if its version is another than at the last time; joins a read in progress. */
  look(): Promise<void> {
    return this.#underWay > 0 ? this.#last : this.#enqueue(() => this.#take(false));
  }

  /** Reads the run once more, whatever its version and whatever is under way. */
  refresh(): Promise<void> {
    this.#asked ??= this.#enqueue(() => {
      this.#asked = undefined;
      return this.#take(true);
    });
    return this.#asked;
  }

  /** Messages for a new client: the whole run, and a problem if there is one. */
  welcome(): readonly Buffer[] {
    if (this.#run) this.#whole ??= message(updateOf(undefined, this.#run)!, this.#count);
    return [this.#whole, this.#problem].filter((part) => part !== undefined);
  }

  /** The run as JSON; `undefined` as long as it could not be read. */
  json(): Buffer | undefined {
    if (this.#run) this.#json ??= Buffer.from(JSON.stringify(this.#run));
    return this.#json;
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#underWay++;
    this.#last = this.#last.then(work).finally(() => this.#underWay--);
    return this.#last;
  }

  async #take(always: boolean): Promise<void> {
    try {
      // Asked before the read: what changes during the read is then seen at the next look.
      const version = await this.#source.version();
      if (!always && version === this.#version && !this.#problem) return;
      this.#accept(await this.#source.read());
      this.#version = version;
    } catch (error) {
      this.#fail(error);
    }
  }

  #accept(read: RunData): void {
    // Copies, as a source may go on to append to its own lists: compared with themselves they would not seem to grow.
    const now = { ...thinnedRuns([read])[0]!, history: [...read.history], steps: [...read.steps] };
    const update = updateOf(this.#run, now) ?? (this.#problem && NOTHING);
    if (!update) return;
    const text = message(update, this.#count + 1);
    this.#count++;
    this.#run = now;
    this.#whole = undefined;
    this.#json = undefined;
    this.#problem = undefined;
    this.#listener.changed(text);
  }

  #fail(error: unknown): void {
    // Not its message, which may name paths of this machine.
    const code = String((error as { code?: unknown } | undefined)?.code ?? '').match(/^[A-Z][A-Z0-9_]{1,40}$/)?.[0];
    const problem = eventMessage(`The run cannot be read${code ? ` (${code})` : ''}; trying again.`, {
      event: 'problem',
    });
    if (this.#problem?.equals(problem)) return;
    this.#problem = problem;
    this.#listener.failed(problem, error);
  }
}

function message(update: LiveUpdate, id: number): Buffer {
  return eventMessage(JSON.stringify(update), { id });
}
