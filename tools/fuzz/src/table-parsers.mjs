// Tables of machines: CSV, Parquet, and the file that describes them.
import { ok, strictEqual } from 'node:assert/strict';
import { parseDataset, readTable } from '@amnl/data-fleet/node';
import fc from 'fast-check';
import { bytes, json, text } from './inputs.mjs';

const CELLS = ['DF_CELL_EMPTY', 'DF_NOT_A_NUMBER', 'DF_DECIMAL_COMMA', 'DF_NOT_FINITE', 'DF_NOT_A_FLAG'];
const TIMES = ['DF_TIME_INVALID', 'DF_TIME_FORMAT', 'DF_TIME_MIXED', 'DF_TIME_UNIT', 'DF_DUPLICATE_ROW'];
const COLUMNS = ['DF_COLUMN_UNKNOWN', 'DF_COLUMN_TWICE', 'DF_COLUMN_NESTED', 'DF_TOO_MANY_CHANNELS', 'DF_NO_CHANNEL'];
const UNITS = ['DF_GAP', 'DF_FAILED_EARLY', 'DF_NONE_FAILED', 'DF_NO_LIFE', 'DF_TOO_FEW_UNITS', 'DF_TABLE_EMPTY'];
const CODES = [...CELLS, ...TIMES, ...COLUMNS, ...UNITS, 'DF_FILE_UNFIT', 'DF_PARQUET_INVALID'];

const fits = ({ units, offsets, times, values, channels, ends }) => {
  const rows = offsets.at(-1);
  ok(rows >= 1 && times.length === rows && values.length === rows * channels.length && ends.length === units.length);
  ok(values.every(Number.isFinite) && times.every(Number.isFinite));
  for (const [i] of units.entries()) {
    for (let row = offsets[i] + 1; row < offsets[i + 1]; row++) ok(times[row] > times[row - 1]);
  }
};

/** CSV with a header. */
export const csv = {
  codes: [...CODES, 'DF_CSV_INVALID', 'DF_ENCODING'],
  file: 'pumps.csv',
  inputs: text,
  run: (_, path) => readTable({ files: path, unit: 'pump', time: 'time', failed: 'failed' }),
  check({ train, rules }) {
    fits(train);
    ok(rules.scaling.inputs.length > 0 && rules.labels.rulCap >= 0);
  },
};

/** Parquet, whose decoder trusts what a file says of itself: it is checked before. */
export const parquet = {
  ...csv,
  codes: CODES,
  file: 'pumps.parquet',
  inputs: (corpus) => fc.oneof(bytes(corpus), flipped(corpus)),
};

/** Files with a few bits flipped: offsets in them stay right. */
const flipped = (corpus) =>
  fc
    .tuple(fc.constantFrom(...corpus), fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 3 }))
    .map(([file, bits]) => {
      const changed = Buffer.from(file);
      for (const [at, bit] of bits) changed[at % changed.length] ^= 1 << bit;
      return changed;
    });

/** `dataset.json`. */
export const dataset = {
  codes: ['DF_DATASET_INVALID'],
  inputs: json,
  run: (bytes) => parseDataset(Buffer.from(bytes).toString('utf8')),
  check(value) {
    strictEqual(value.version, 1);
    const written = JSON.stringify(value); // −0 is 0 in JSON
    strictEqual(JSON.stringify(parseDataset(written)), written);
  },
};
