import { ok, strictEqual } from 'node:assert/strict';
import { Scaler } from '@amnl/data-cmapss';
import { mutateJson } from '../json.mjs';

/** `scaler.json` of a run folder. */
export default {
  name: 'scaler',
  codes: ['DC_SCALER_INVALID', 'DC_SCALER_MISMATCH', 'DC_SUBSET_UNKNOWN'],
  mutate: mutateJson,
  run: (bytes) => Scaler.fromJSON(Buffer.from(bytes).toString('utf8')),
  check(scaler) {
    const text = JSON.stringify(scaler);
    strictEqual(JSON.stringify(Scaler.fromJSON(text)), text);
    const condition = scaler.condition(new Float32Array(24));
    ok(condition >= 0 && condition < scaler.conditions);
    scaler.scaleRow(new Float32Array(24), 0, new Float32Array(17), 0);
  },
};
