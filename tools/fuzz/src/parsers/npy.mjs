import { ok, strictEqual } from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileData } from '@amnl/data-sources/node';
import { mutateBytes } from '../bytes.mjs';

const fileIn = (folder) => join(folder, 'x.npy');

/** NumPy's files, as a source reads them. */
export default {
  name: 'npy',
  codes: ['DS_FILE_INVALID', 'DS_FILE_DTYPE'],
  mutate: mutateBytes,
  prepare: (bytes, folder) => writeFile(fileIn(folder), bytes),
  run: (_, folder) => fileData({ inputs: { x: fileIn(folder) }, batchSize: 1000, shuffle: true }),
  async check(source) {
    let samples = 0;
    for await (const { inputs, size } of source.batches({ epoch: 0, seed: 1 })) {
      ok(inputs.x.data.length === inputs.x.shape.reduce((a, b) => a * b, 1));
      samples += size;
    }
    strictEqual(samples, source.samples);
  },
};
