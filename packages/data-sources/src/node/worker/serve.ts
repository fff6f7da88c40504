import { type Batch, type DataSource, TrainError } from '@amnl/core-loop';
import { copyBatch } from '../../copy-batch.js';
import { iteratorOf, type Steps } from '../../iterator-of.js';
import type { Reply, Request, SentError } from './protocol.js';

/** The part of a `MessagePort` that is used. */
export interface Port {
  postMessage(message: Reply, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: Request) => void): unknown;
}

/** Serves passes over `source`, each as far ahead as there is room. */
export function serve(source: DataSource, port: Port): void {
  const passes = new Map<number, Pass>();
  port.on('message', (request) => {
    const { id } = request;
    if (request.is === 'open') {
      const pass = new Pass(request.room);
      passes.set(id, pass);
      const begin = () =>
        request.first === 0 ? source.batches(request.order) : source.batchesFrom!(request.order, request.first);
      pass
        .run(
          () => iteratorOf(begin(), 'workerSource', 'batches() of the source'),
          (batch) => post(port, id, batch),
        )
        .then(
          () => port.postMessage({ is: 'end', id }),
          (error: unknown) => port.postMessage({ is: 'error', id, error: sendable(error) }),
        )
        .finally(() => passes.delete(id));
    } else if (request.is === 'more') passes.get(id)?.more();
    else passes.get(id)?.close();
  });
}

/** One pass over the source. */
class Pass {
  #room: number;
  #closed = false;
  #wake = () => {};

  constructor(room: number) {
    this.#room = room;
  }

  more(): void {
    this.#room++;
    this.#wake();
  }

  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async run(open: () => Steps<Batch>, give: (batch: Batch) => void): Promise<void> {
    const iterator = open();
    let over = false;
    try {
      for (;;) {
        while (this.#room === 0 && !this.#closed) await new Promise<void>((wake) => (this.#wake = wake));
        if (this.#closed) return;
        over = true; // an iterator that throws is over
        const { done, value } = await iterator.next();
        if (done) return;
        over = false;
        this.#room--;
        give(value);
      }
    } finally {
      if (!over) await iterator.return?.();
    }
  }
}

/** The arrays are transferred, so these must be copies that nothing else uses. */
function post(port: Port, id: number, given: Batch): void {
  const batch = copyBatch(given);
  const tensors = [...Object.values(batch.inputs ?? {}), ...Object.values(batch.targets ?? {})];
  const buffers = tensors.map(({ data }) => (data as Partial<Float32Array>).buffer);
  port.postMessage(
    { is: 'batch', id, batch },
    buffers.filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer),
  );
}

/** An error in a form that another thread can receive. */
export function sendable(error: unknown): SentError {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined };
  const { message, stack } = error;
  return error instanceof TrainError ? { message, stack, code: error.code, detail: error.detail } : { message, stack };
}
