import { ok } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCheckpoint } from '@amnl/checkpoint';
import { mutateTensorFile } from '../tensor-file.mjs';
import { checkTensors } from './safetensors.mjs';

const isCount = (n) => Number.isSafeInteger(n) && n >= 0;
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A checkpoint file: tensors and what its metadata say of the run. */
export default {
  name: 'checkpoint',
  codes: ['CK_CORRUPT', 'CK_NOT_A_CHECKPOINT', 'CK_DTYPE_UNKNOWN', 'CK_OUT_OF_RANGE'],
  mutate: mutateTensorFile,
  prepare(bytes, folder) {
    writeFileSync(join(folder, 'last.safetensors'), bytes);
  },
  run: (_, folder) => readCheckpoint(join(folder, 'last.safetensors')),
  check({ kind, tensors, epochs, step, metrics, state }) {
    checkTensors(tensors);
    ok(kind === 'last' || kind === 'best');
    ok(isCount(epochs) && (step === undefined || isCount(step)));
    ok(isRecord(metrics) && Object.values(metrics).every((value) => value === null || typeof value === 'number'));
    ok(state === undefined || (isRecord(state) && typeof state.version === 'number'));
  },
};
