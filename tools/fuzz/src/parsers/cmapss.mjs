import { deepStrictEqual, ok } from 'node:assert/strict';
import { parseCmapss } from '@amnl/data-cmapss';
import { mutateLines } from '../lines.mjs';

const options = (bytes) => ({ file: 'train.txt', units: bytes.length % 4 === 0 ? 'increasing' : 'consecutive' });

/** Text with 26 columns. */
export default {
  name: 'cmapss',
  codes: [
    'DC_FILE_EMPTY',
    'DC_LINE_TOO_LONG',
    'DC_COLUMN_COUNT',
    'DC_NOT_A_NUMBER',
    'DC_NOT_FINITE',
    'DC_NOT_INTEGER',
    'DC_CYCLE_GAP',
    'DC_ENGINE_ORDER',
  ], // prettier-ignore
  mutate: mutateLines,
  run: (bytes) => parseCmapss(bytes, options(bytes)),
  check({ units, offsets, values }, bytes) {
    const rows = offsets.at(-1);
    ok(rows >= 1 && values.length === rows * 24 && offsets.length === units.length + 1);
    ok(offsets.every((offset, i) => (i === 0 ? offset === 0 : offset > offsets[i - 1])));
    ok(units.every((unit, i) => unit > (units[i - 1] ?? 0)));
    ok(values.every(Number.isFinite));
    deepStrictEqual(parseCmapss(chunks(bytes), options(bytes)), { units, offsets, values });
  },
};

/** However the file is cut, it says the same. */
function* chunks(bytes) {
  const step = 1 + (bytes.length % 97);
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}
