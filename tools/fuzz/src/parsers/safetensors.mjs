import { deepStrictEqual, ok } from 'node:assert/strict';
import { decodeSafetensors, encodeSafetensors } from '@amnl/checkpoint';
import { mutateTensorFile } from '../tensor-file.mjs';

/** The tensor format alone. */
export default {
  name: 'safetensors',
  codes: ['CK_CORRUPT', 'CK_DTYPE_UNKNOWN', 'CK_OUT_OF_RANGE'],
  mutate: mutateTensorFile,
  run: decodeSafetensors,
  check(value) {
    checkTensors(value.tensors);
    ok(Object.values(value.metadata).every((text) => typeof text === 'string'));
    deepStrictEqual(decodeSafetensors(encodeSafetensors(value)), value);
  },
};

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

/** Arrays of the right kind and length. */
export function checkTensors(tensors) {
  for (const { dtype, shape, data } of Object.values(tensors)) {
    ok(data instanceof ARRAYS[dtype]);
    ok(data.length === shape.reduce((product, n) => product * n, 1));
  }
}
