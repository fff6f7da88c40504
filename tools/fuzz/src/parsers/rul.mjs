import { deepStrictEqual, ok } from 'node:assert/strict';
import { formatRul, parseRul } from '@amnl/data-cmapss';
import { toText } from '../bytes.mjs';
import { mutateLines } from '../lines.mjs';

/** As many engines as the file has lines that are not blank; sometimes others. */
const engines = (bytes) => (bytes.length % 16 === 0 ? 5 : (toText(bytes).match(/^.*\d.*$/gm) ?? []).length);

/** Text with one number a line. */
export default {
  name: 'rul',
  codes: [
    'DC_FILE_EMPTY',
    'DC_LINE_TOO_LONG',
    'DC_COLUMN_COUNT',
    'DC_NOT_A_NUMBER',
    'DC_NOT_FINITE',
    'DC_NOT_INTEGER',
    'DC_RUL_COUNT',
  ], // prettier-ignore
  mutate: mutateLines,
  run: (bytes) => parseRul(bytes, 'RUL.txt', engines(bytes)),
  check(values, bytes) {
    ok(values.length === engines(bytes) && values.every((value) => value >= 0));
    deepStrictEqual(parseRul(Buffer.from(formatRul(values)), 'RUL.txt', values.length), values);
  },
};
