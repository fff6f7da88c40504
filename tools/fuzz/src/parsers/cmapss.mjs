import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { formatRul, parseCmapss, parseRul, Scaler } from '@amnl/data-cmapss';
import { json, text } from '../inputs.mjs';

const LINES = ['DC_FILE_EMPTY', 'DC_LINE_TOO_LONG', 'DC_COLUMN_COUNT'];
const NUMBERS = ['DC_NOT_A_NUMBER', 'DC_NOT_FINITE', 'DC_NOT_INTEGER'];

/** Text with 26 columns. */
export const cmapss = {
  codes: [...LINES, ...NUMBERS, 'DC_CYCLE_GAP', 'DC_ENGINE_ORDER'],
  inputs: text,
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

const options = (bytes) => ({ file: 'train.txt', units: bytes.length % 4 === 0 ? 'increasing' : 'consecutive' });

/** However the file is cut, it says the same. */
function* chunks(bytes) {
  const step = 1 + (bytes.length % 97);
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

/** Text with one number a line. */
export const rul = {
  codes: [...LINES, ...NUMBERS, 'DC_RUL_COUNT'],
  inputs: text,
  run: (bytes) => parseRul(bytes, 'RUL.txt', lines(bytes)),
  check(values, bytes) {
    ok(values.length === lines(bytes) && values.every((value) => value >= 0));
    deepStrictEqual(parseRul(Buffer.from(formatRul(values)), 'RUL.txt', values.length), values);
  },
};

/** As many units as the file has lines that are not blank; sometimes others. */
const lines = (bytes) =>
  bytes.length % 16 === 0
    ? 5
    : (
        Buffer.from(bytes)
          .toString('latin1')
          .match(/^.*\d.*$/gm) ?? []
      ).length;

/** `scaler.json` of a run folder. */
export const scaler = {
  codes: ['DC_SCALER_INVALID', 'DC_SCALER_MISMATCH', 'DC_SUBSET_UNKNOWN'],
  inputs: json,
  run: (bytes) => Scaler.fromJSON(Buffer.from(bytes).toString('utf8')),
  check(scaler) {
    const written = JSON.stringify(scaler);
    strictEqual(JSON.stringify(Scaler.fromJSON(written)), written);
    const condition = scaler.condition(new Float32Array(24));
    ok(condition >= 0 && condition < scaler.conditions);
    scaler.scaleRow(new Float32Array(24), 0, new Float32Array(17), 0);
  },
};
