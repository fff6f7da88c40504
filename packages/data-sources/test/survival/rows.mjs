// Rows of the trainings that are killed, and a source over them; also the module of a worker.
import { fillNormal, permutation } from '@amnl/core-loop';
import { fromGenerator } from '@amnl/data-sources';

export const ROWS = 22;
export const BATCH = 4; // six batches an epoch, the last one of two rows
export const x = fillNormal(new Float32Array(3 * ROWS), 1, 'rows', 0);
export const y = Float32Array.from({ length: ROWS }, (_, i) => 2 * x[3 * i] - x[3 * i + 1] + 0.5);

export const batchOf = (rows) => ({
  inputs: {
    x: { data: Float32Array.from(rows.flatMap((i) => [...x.subarray(3 * i, 3 * i + 3)])), shape: [rows.length, 3] },
  },
  targets: { target: { data: Float32Array.from(rows, (i) => y[i]), shape: [rows.length, 1] } },
});

/** Batches that are waited for, in an order of seed and epoch. */
export default function generated() {
  return fromGenerator(
    async function* ({ seed, epoch }) {
      const order = [...permutation(ROWS, seed, 'rows', epoch)];
      for (let at = 0; at < ROWS; at += BATCH) {
        await new Promise((done) => setImmediate(done));
        yield batchOf(order.slice(at, at + BATCH));
      }
    },
    { batchesPerEpoch: Math.ceil(ROWS / BATCH), fingerprint: { rows: ROWS } },
  );
}
