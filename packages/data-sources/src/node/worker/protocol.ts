import type { MessagePort } from 'node:worker_threads';
import type { Batch, EpochOrder } from '@amnl/core-loop';

/** What a worker is started with. */
export interface WorkerTask {
  /** Address of the module with the source. */
  readonly module: string;
  readonly data: unknown;
  /** For requests and replies. */
  readonly port: MessagePort;
}

/** To the worker. `id` is the number of a pass. */
export type Request =
  | {
      readonly is: 'open';
      readonly id: number;
      readonly order: EpochOrder;
      readonly first: number;
      readonly room: number;
    }
  /** One batch has been used: there is room for one more. */
  | { readonly is: 'more'; readonly id: number }
  | { readonly is: 'close'; readonly id: number };

/** From the worker. */
export type Reply =
  | { readonly is: 'ready'; readonly about: About }
  | { readonly is: 'failed'; readonly error: SentError }
  | PassReply;

/** From the worker, about a pass. */
export type PassReply =
  | { readonly is: 'batch'; readonly id: number; readonly batch: Batch }
  | { readonly is: 'end'; readonly id: number }
  | { readonly is: 'error'; readonly id: number; readonly error: SentError };

/** What a source reports about itself. */
interface About {
  readonly batchesPerEpoch: number | undefined;
  readonly fingerprint: object | undefined;
  readonly begins: boolean;
}

/** An error as it goes from thread to thread. */
export interface SentError {
  readonly message: string;
  readonly stack: string | undefined;
  /** Of a `TrainError`: its message begins with `[by]`. */
  readonly code?: string;
  readonly detail?: string;
}
