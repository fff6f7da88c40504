import { deepStrictEqual, ok } from 'node:assert/strict';
import { parseHistory } from '@amnl/cli';
import { historyCsv } from '../../../../packages/cli/dist/export/history-csv.js';
import { toText } from '../bytes.mjs';
import { mutateJsonLines } from '../json-lines.mjs';

/** `history.jsonl` of a run folder, and the table made of it. */
export default {
  name: 'history',
  codes: ['CLI_RUN_INVALID'],
  mutate: mutateJsonLines,
  run: (bytes) => parseHistory(toText(bytes), 'history.jsonl'),
  check(history) {
    ok(history.every(({ epoch, metrics }, i) => epoch === i && Object.values(metrics).every(finiteOrNull)));
    const again = history.map((line) => `${JSON.stringify(line)}\n`).join('');
    deepStrictEqual(parseHistory(again, 'again'), JSON.parse(JSON.stringify(history)));
    ok(history.length === 0 || historyCsv(history).length > 0);
  },
};

const finiteOrNull = (value) => value === null || Number.isFinite(value);
