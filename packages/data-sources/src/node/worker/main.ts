// The worker: creates the source of the given module and sends its batches.
import { workerData } from 'node:worker_threads';
import type { DataSource } from '@amnl/core-loop';
import type { WorkerTask } from './protocol.js';
import { type Port, sendable, serve } from './serve.js';

const { module, data, port: channel } = workerData as WorkerTask;
const port = channel as unknown as Port;
try {
  const { default: make } = (await import(module)) as { readonly default?: (data: unknown) => unknown };
  if (typeof make !== 'function') {
    throw new Error('it has no default export that is a function. Write: export default (data) => source');
  }
  const source = (await make(data)) as DataSource;
  if (typeof source?.batches !== 'function')
    throw new Error(`its function returned ${String(source)}, which is not a source`);
  serve(source, port);
  const { batchesPerEpoch, fingerprint, batchesFrom } = source;
  port.postMessage({ is: 'ready', about: { batchesPerEpoch, fingerprint, begins: batchesFrom !== undefined } });
} catch (error) {
  port.postMessage({ is: 'failed', error: sendable(error) });
}
