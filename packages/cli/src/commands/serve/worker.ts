// A thread that computes with a graph: the service answers others meanwhile.
import { parentPort, workerData } from 'node:worker_threads';
import { type Graph, openSession } from './session.js';
import type { Asked, Replied } from './worker-session.js';

const { infer } = await openSession(workerData as Graph);
parentPort!.on('message', async ({ input, count }: Asked) => {
  try {
    const outputs = await infer(input, count);
    const buffers = Object.values(outputs).map(({ buffer }) => buffer as ArrayBuffer);
    parentPort!.postMessage({ outputs } satisfies Replied, buffers);
  } catch (error) {
    parentPort!.postMessage({ failed: String(error) } satisfies Replied);
  }
});
parentPort!.postMessage({ ready: true } satisfies Replied);
