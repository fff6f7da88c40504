// A thread that computes with a graph: the service answers others meanwhile.
import { parentPort, workerData } from 'node:worker_threads';
import { type Graph, openSession } from './session.js';
import type { Asked, Replied } from './worker-session.js';

const { infer } = await openSession(workerData as Graph);
parentPort!.on('message', async ({ input, count }: Asked) => {
  try {
    const { rul, health } = await infer(input, count);
    parentPort!.postMessage({ rul, health } satisfies Replied, [
      rul.buffer as ArrayBuffer,
      health.buffer as ArrayBuffer,
    ]);
  } catch (error) {
    parentPort!.postMessage({ failed: String(error) } satisfies Replied);
  }
});
parentPort!.postMessage({ ready: true } satisfies Replied);
