// A source that takes `ms[0]` milliseconds for every batch: waiting, as for a disk or a network, or computing. Also the module of a worker.
import { setTimeout as wait } from 'node:timers/promises';

/** @param {{ ms: Float64Array, batches: number, features: number, rows: number, how: 'waits' | 'computes' }} options */
export default function slowSource({ ms, batches, features, rows, how }) {
  const tensor = (width) => ({ data: new Float32Array(rows * width).fill(0.1), shape: [rows, width] });
  const [x, y] = [tensor(features), tensor(1)];
  return {
    batchesPerEpoch: batches,
    async *batches() {
      for (let i = 0; i < batches; i++) {
        if (how === 'waits') await wait(ms[0]);
        else burn(ms[0]);
        yield { inputs: { x }, targets: { y }, size: rows };
      }
    },
  };
}

function burn(ms) {
  for (const end = performance.now() + ms; performance.now() < end; );
}
