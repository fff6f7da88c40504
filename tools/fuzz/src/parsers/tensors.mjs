import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { decodeSafetensors, encodeSafetensors, readCheckpoint } from '@amnl/checkpoint';
import { fileData } from '@amnl/data-sources/node';
import { bytes } from '../inputs.mjs';
import { tensorFile } from '../tensor-file.mjs';

/** The tensor format alone. */
export const safetensors = {
  codes: ['CK_CORRUPT', 'CK_DTYPE_UNKNOWN', 'CK_OUT_OF_RANGE'],
  inputs: tensorFile,
  run: decodeSafetensors,
  check(value) {
    checkTensors(value.tensors);
    ok(Object.values(value.metadata).every((text) => typeof text === 'string'));
    deepStrictEqual(decodeSafetensors(encodeSafetensors(value)), value);
  },
};

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** Arrays of the right kind and length. */
function checkTensors(tensors) {
  for (const { dtype, shape, data } of Object.values(tensors)) {
    ok(data instanceof ARRAYS[dtype]);
    ok(data.length === shape.reduce((product, n) => product * n, 1));
  }
}

/** A checkpoint file: tensors and what its metadata say of the run. */
export const checkpoint = {
  codes: [...safetensors.codes, 'CK_NOT_A_CHECKPOINT'],
  inputs: tensorFile,
  file: 'last.safetensors',
  run: (_, path) => readCheckpoint(path),
  check({ kind, tensors, epochs, step, metrics, state }) {
    checkTensors(tensors);
    ok(kind === 'last' || kind === 'best');
    ok(isCount(epochs) && (step === undefined || isCount(step)));
    ok(isRecord(metrics) && Object.values(metrics).every((value) => value === null || typeof value === 'number'));
    ok(state === undefined || (isRecord(state) && typeof state.version === 'number'));
  },
};

const isCount = (n) => Number.isSafeInteger(n) && n >= 0;
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** NumPy's files, as a source reads them. */
export const npy = {
  codes: ['DS_FILE_INVALID', 'DS_FILE_DTYPE'],
  inputs: bytes,
  file: 'x.npy',
  run: (_, path) => fileData({ inputs: { x: path }, batchSize: 1000, shuffle: true }),
  async check(source) {
    let samples = 0;
    for await (const { inputs, size } of source.batches({ epoch: 0, seed: 1 })) {
      ok(inputs.x.data.length === inputs.x.shape.reduce((a, b) => a * b, 1));
      samples += size;
    }
    strictEqual(samples, source.samples);
  },
};
