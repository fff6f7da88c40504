import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Batch, type DataSource, type EpochOrder, knownOptions, requireOption, TrainError } from '@amnl/core-loop';
import { type DataSourceErrorCode, failure } from '../errors.js';
import type { PassReply, SentError } from './worker/protocol.js';
import { Ended, Thread } from './worker/thread.js';

/** Options of {@link workerSource}. */
export interface WorkerSourceOptions {
  /** Given to the function of the module: anything that can be cloned (`structuredClone`). */
  readonly data?: unknown;
  /** Most batches prepared ahead of the one in use; at least 1. @default 2 */
  readonly batches?: number;
}

/** A source in its own thread. */
export interface WorkerSource extends DataSource {
  /** Ends the thread. Not needed for the process to end: an idle one does not hold it. */
  close(): Promise<void>;
}

const BY = 'workerSource';

/**
 * A source that makes its batches in its own thread while the step runs: for sources that compute, which `prefetch` cannot overlap.
 * The same batches in the same order and the same fingerprint as the source in this thread, so a run may be resumed with it
 * or without. Errors come at the batch at which the source failed.
 * @param module an ES module whose default export is a function of `data` that returns a source, or a promise of one: a URL
 *   (`new URL('./my-source.js', import.meta.url)`), or a path
 * @throws DS_WORKER_FAILED if the module cannot be loaded or returns no source, and later if the thread ends;
 *   CL_OPTION_INVALID, CL_OPTION_UNKNOWN
 */
export async function workerSource(module: URL | string, options: WorkerSourceOptions = {}): Promise<WorkerSource> {
  knownOptions(BY, options, ['data', 'batches']);
  const { data, batches: most = 2 } = options;
  requireOption(
    BY,
    module instanceof URL || typeof module === 'string',
    'module',
    'the URL or path of a module',
    module,
  );
  requireOption(BY, Number.isSafeInteger(most) && most > 0, 'batches', 'a positive integer', most);
  const address = module instanceof URL ? module : pathToFileURL(resolve(module));
  const called = address.protocol === 'file:' ? basename(address.pathname) : `a module of ${address.protocol}`;

  const { thread, reply } = await Thread.start({ module: address.href, data }).catch((cause: unknown) => {
    throw failure('DS_WORKER_FAILED', BY, `the thread of ${called} could not be started: it ${wordsOf(cause)}`, cause);
  });
  if (reply.is !== 'ready') {
    await thread.terminate();
    const { error } = reply as { readonly error: SentError };
    throw failed('DS_WORKER_FAILED', error, `${called} could not be used`);
  }
  const { batchesPerEpoch, fingerprint, begins } = reply.about;

  async function* pass(order: EpochOrder, first: number): AsyncGenerator<Batch> {
    const inbox = new Inbox();
    const id = thread.open({ order, first, room: most + 1 }, inbox);
    let over = false;
    try {
      for (let index = first; ; index++) {
        if (index > first) thread.send({ is: 'more', id });
        const message = await thread.hold(inbox.next()).catch((cause: unknown) => {
          over = true;
          const place = `before batch ${index} of epoch ${order.epoch}`;
          throw failure('DS_WORKER_FAILED', BY, `the thread of ${called} ${wordsOf(cause)} ${place}`, cause);
        });
        over = message.is !== 'batch';
        if (message.is === 'error') {
          throw failed('DS_SOURCE_FAILED', message.error, `${called} threw at batch ${index} of epoch ${order.epoch}`);
        }
        if (message.is === 'end') return;
        yield message.batch;
      }
    } finally {
      if (!over) await closed(id, inbox);
      thread.forget(id);
    }
  }

  /** Waits until the source has closed what it opened. */
  async function closed(id: number, inbox: Inbox): Promise<void> {
    thread.send({ is: 'close', id });
    const rest = async () => {
      let message = await inbox.next();
      while (message.is === 'batch') message = await inbox.next();
      if (message.is === 'error') throw failed('DS_SOURCE_FAILED', message.error, `${called} threw as it was closed`);
    };
    await thread.hold(rest()).catch((error: unknown) => {
      if (!(error instanceof Ended)) throw error; // whose thread has ended has nothing open
    });
  }

  return {
    ...(batchesPerEpoch !== undefined && { batchesPerEpoch }),
    ...(fingerprint !== undefined && { fingerprint }),
    fresh: true,
    batches: (order) => pass(order, 0),
    ...(begins && { batchesFrom: pass }),
    close: () => thread.terminate(),
  };
}

/** Messages of one pass, in their order. */
class Inbox {
  readonly #messages: PassReply[] = [];
  #ended: Ended | undefined;
  #wake = () => {};

  readonly take = (message: PassReply): void => {
    this.#messages.push(message);
    this.#wake();
  };

  readonly fail = (error: Ended): void => {
    this.#ended = error;
    this.#wake();
  };

  /** @throws Ended */
  async next(): Promise<PassReply> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#ended !== undefined) throw this.#ended;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
  }
}

/** An error of the worker as one of this thread: with the code it had. */
function failed(own: DataSourceErrorCode, { message, stack, code, detail }: SentError, where: string): TrainError {
  const cause = Object.assign(new Error(message), stack !== undefined && { stack });
  if (code === undefined || detail === undefined) return failure(own, BY, `${where}: ${message}`, cause);
  const by = /^\[([^\]]*)\]/.exec(message)?.[1] ?? BY;
  return new TrainError(code, `${detail.replace(/[.?!]$/, '')} (${where})`, { by, cause });
}

function wordsOf(cause: unknown): string {
  return cause instanceof Ended ? cause.message : `failed: ${String(cause)}`;
}
