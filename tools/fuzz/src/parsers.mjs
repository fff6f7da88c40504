// Every parser under its name: `codes` are those of its errors, `inputs` makes files of its corpus, `run` reads one (from
// `file` in a folder, if it reads files), and `check` throws on an unsound value.
import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { dirname, resolve } from 'node:path';
import { decodeSafetensors, encodeSafetensors, readCheckpoint } from '@amnl/checkpoint';
import { parseHistory, parseMetrics, parseSteps, resolveConfig } from '@amnl/cli';
import { formatRul, parseCmapss, parseRul, readScaler } from '@amnl/data-cmapss';
import { Scaler } from '@amnl/data-fleet';
import { fileData } from '@amnl/data-sources/node';
import { thinned } from '@amnl/report';
import fc from 'fast-check';
import { askedSchema } from '../../../packages/cli/dist/config/config.js';
import { configFile, setSource } from '../../../packages/cli/dist/config/config-sources.js';
import { historyCsv } from '../../../packages/cli/dist/export/history-csv.js';
import { readUnitResults } from '../../../packages/cli/dist/report/read-predictions.js';
import { readRunRecord } from '../../../packages/cli/dist/run-folder/run-record.js';
import { bytes, json, text } from './inputs.mjs';
import { tensorFile } from './tensor-file.mjs';

export { csv, dataset, parquet } from './table-parsers.mjs';

const latin1 = (bytes) => Buffer.from(bytes).toString('latin1');
const toLines = (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const finiteOrNull = (value) => value === null || Number.isFinite(value);
const product = (shape) => shape.reduce((size, n) => size * n, 1);

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
const lines = (bytes) => (bytes.length % 16 === 0 ? 5 : (latin1(bytes).match(/^.*\d.*$/gm) ?? []).length);

/** `scaler.json` of a run folder. */
export const scaler = {
  codes: ['DF_SCALER_INVALID'],
  inputs: json,
  run: (bytes) => readScaler(Buffer.from(bytes).toString('utf8')),
  check(scaler) {
    const written = JSON.stringify(scaler);
    strictEqual(JSON.stringify(Scaler.fromJSON(written)), written);
    const row = new Float32Array(scaler.data.channels.length);
    const condition = scaler.condition(row);
    ok(condition >= 0 && condition < scaler.conditions);
    scaler.scaleRow(row, 0, new Float32Array(scaler.inputs.length), 0);
  },
};

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
    ok(data.length === product(shape));
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
      ok(inputs.x.data.length === product(inputs.x.shape));
      samples += size;
    }
    strictEqual(samples, source.samples);
  },
};

const SET = '--set ';
const isSet = (bytes) => latin1(bytes.subarray(0, SET.length)) === SET;
/** One `--set` a line. */
const pairs = (bytes) => Array.from(String(Buffer.from(bytes)).split('\n'), (line) => line.slice(SET.length));
/** A record that was changed may have paths that are not absolute. */
const withPaths = ({ data, dataDir, ...rest }) => ({
  ...rest,
  ...(data && { data: data.map((path) => resolve(path)) }),
  ...(dataDir && { dataDir: resolve(dataDir) }),
});
const resolvesToItself = (config) =>
  deepStrictEqual(resolveConfig([{ from: 'again', values: config }]), withPaths(config));

/** Settings: the file of `--config`, or lines `--set key=value`. */
export const config = {
  codes: ['CLI_CONFIG_FILE', 'CLI_CONFIG_INVALID', 'CLI_PRESET_UNKNOWN'],
  inputs: (corpus) => fc.oneof(json(corpus.filter((file) => !isSet(file))), text(corpus.filter(isSet))),
  file: 'settings.json',
  run: async (bytes, path) => resolveConfig([isSet(bytes) ? setSource(pairs(bytes)) : await configFile(path)]),
  check(config) {
    deepStrictEqual(askedSchema.parse(config), config);
    resolvesToItself(config);
  },
};

/** `config.json` of a run folder. */
export const record = {
  codes: ['CLI_RUN_INVALID'],
  inputs: json,
  file: 'config.json',
  run: (_, path) => readRunRecord(dirname(path)),
  check({ config, simulated, data }) {
    ok(typeof simulated === 'boolean' && typeof data.checksum === 'string');
    resolvesToItself(config);
  },
};

const codes = ['CLI_RUN_INVALID'];

/** `history.jsonl`, and the table made of it. */
export const history = {
  codes,
  inputs: json,
  run: (bytes) => parseHistory(latin1(bytes), 'history.jsonl'),
  check(epochs) {
    ok(epochs.every(({ epoch, metrics }, i) => epoch === i && Object.values(metrics).every(finiteOrNull)));
    deepStrictEqual(parseHistory(toLines(epochs), 'again'), JSON.parse(JSON.stringify(epochs)));
    ok(epochs.length === 0 || historyCsv(epochs).length > 0);
  },
};

/** `steps.jsonl`: whatever is in it, looks by ascending step come out. */
export const steps = {
  codes: [],
  inputs: json,
  run: (bytes) => parseSteps(latin1(bytes)),
  check(looks) {
    ok(looks.every(({ step }, i) => i === 0 || looks[i - 1].step < step));
    deepStrictEqual(parseSteps(toLines(looks)), JSON.parse(JSON.stringify(looks)));
    ok(thinned(looks).length <= 501);
  },
};

/** `metrics.json` of a finished run. */
export const metrics = {
  codes,
  inputs: json,
  run: (bytes) => parseMetrics(latin1(bytes), 'metrics.json'),
  check(figures) {
    ok(finiteOrNull(figures.RMSE_last_cycle));
    ok(Array.isArray(figures.report.lastCycle.ranges));
  },
};

/** `predictions.csv`. */
export const predictions = {
  codes,
  inputs: text,
  run: (bytes) => readUnitResults(latin1(bytes), { from: 'predictions.csv' }),
  check(units) {
    ok(new Set(units.map(({ unit }) => unit)).size === units.length);
    for (const { unit, times, predicted, health, truth } of units) {
      ok(typeof unit === 'string' && Number.isFinite(truth) && predicted.length > 0);
      ok(times.length === predicted.length && times.every((time, i) => i === 0 || time > times[i - 1]));
      ok(predicted.every(finiteOrNull));
      ok(/^[012]+$/.test(health) && health.length === predicted.length);
    }
  },
};
