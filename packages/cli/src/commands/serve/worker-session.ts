import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Graph, Session } from './session.js';
import type { Inferred } from './window-queue.js';

/** What a thread is asked, one batch at a time. */
export interface Asked {
  readonly input: Float32Array<ArrayBuffer>;
  readonly count: number;
}

/** What it replies. */
export type Replied = { readonly outputs: Inferred } | { readonly ready: true } | { readonly failed: string };

/** A graph in a thread of its own. One that has ended is started again by the next batch. */
export async function openWorkerSession(graph: Graph): Promise<Session> {
  let worker: Promise<Worker> | undefined;
  const started = () => {
    worker ??= start(graph, () => (worker = undefined));
    return worker;
  };
  await started();
  return {
    async infer(input, count) {
      const thread = await started();
      const answered = once(thread, 'message') as Promise<[Replied]>; // rejects if the thread fails
      thread.postMessage({ input, count } satisfies Asked, [input.buffer]);
      const [reply] = await answered;
      if ('outputs' in reply) return reply.outputs;
      throw new Error('failed' in reply ? reply.failed : 'the thread that predicts was started again');
    },
    async close() {
      await (await worker)?.terminate();
    },
  };
}

async function start(graph: Graph, ended: () => void): Promise<Worker> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: graph });
  worker.on('error', ended);
  worker.on('exit', (code) => {
    ended();
    // Who waits for a reply would wait for ever.
    if (worker.listenerCount('message') > 0) worker.emit('error', new Error(`the thread ended with code ${code}`));
  });
  await once(worker, 'message');
  return worker;
}
