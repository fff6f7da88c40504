import { deepStrictEqual, ok } from 'node:assert/strict';
import { parseHistory, parseMetrics, parseSteps } from '@amnl/cli';
import { thinned } from '@amnl/report';
import { historyCsv } from '../../../../packages/cli/dist/export/history-csv.js';
import { readUnitResults } from '../../../../packages/cli/dist/report/read-predictions.js';
import { json, text } from '../inputs.mjs';

const codes = ['CLI_RUN_INVALID'];
const toText = (bytes) => Buffer.from(bytes).toString('latin1');
const toLines = (values) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const finiteOrNull = (value) => value === null || Number.isFinite(value);

/** `history.jsonl`, and the table made of it. */
export const history = {
  codes,
  inputs: json,
  run: (bytes) => parseHistory(toText(bytes), 'history.jsonl'),
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
  run: (bytes) => parseSteps(toText(bytes)),
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
  run: (bytes) => parseMetrics(toText(bytes), 'metrics.json'),
  check(figures) {
    ok(finiteOrNull(figures.RMSE_last_cycle));
    ok(Array.isArray(figures.report.lastCycle.ranges));
  },
};

/** `predictions.csv`. */
export const predictions = {
  codes,
  inputs: text,
  run: (bytes) => readUnitResults(toText(bytes), 'predictions.csv'),
  check(units) {
    for (const { unit, from, predicted, health, truth } of units) {
      ok([unit, from, truth].every(Number.isFinite) && predicted.length > 0);
      ok(predicted.every(finiteOrNull));
      ok(/^[012]+$/.test(health) && health.length === predicted.length);
    }
  },
};
