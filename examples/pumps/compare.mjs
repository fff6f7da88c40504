// node examples/pumps/compare.mjs RUN PREDICTIONS TRUTH [--unseen]: how right the predictions of every row are, by how long the pumps really live.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { concordance, rmse } from '@amnl/metrics-rul';

const [run, predictionsFile, truthFile, unseen] = process.argv.slice(2);
if (!run || !predictionsFile || !truthFile) {
  console.error('Usage: node compare.mjs RUN PREDICTIONS TRUTH, e.g. runs/pumps predictions.csv pumps/truth/lives.csv');
  process.exit(2);
}
const HOUR = 3_600_000;

/** Rows of a CSV without quotes, by the names of its columns. @param {string} file @returns {Record<string, string>[]} */
function readCsv(file) {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])));
}

/** @type {number} what remains is capped here, in training as in figures */
const cap = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')).config.rulCap;
/** with --unseen the pumps are others than those of the run */
const heldOut = unseen ? undefined : new Set(readCsv(join(run, 'predictions.csv')).map(({ unit }) => unit));
const pumps = new Map(readCsv(truthFile).map((pump) => [pump['machine'], pump]));
const rows = readCsv(predictionsFile).map(({ unit = '', timestamp = '', rul }, i, all) => {
  const pump = pumps.get(unit);
  if (!pump || !timestamp) {
    console.error(
      `${predictionsFile} has a row of '${unit}' that ${truthFile} does not know. Give predictions of these pumps`,
    );
    process.exit(2);
  }
  return {
    unit,
    rul: Number(rul),
    truth: Math.min(cap, (Date.parse(pump['fails'] ?? '') - Date.parse(timestamp)) / HOUR),
    running: pump['running'] === '1',
    last: all[i + 1]?.['unit'] !== unit,
  };
});

const round = (/** @type {number} */ value, /** @type {number} */ digits) => Number(value.toFixed(digits));

/** @param {string} name @param {(row: (typeof rows)[number]) => boolean} is */
function line(name, is) {
  const some = rows.filter(is);
  const predicted = some.map(({ rul }) => rul);
  const truth = some.map((row) => row.truth);
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  const figures = {
    pumps: new Set(some.map(({ unit }) => unit)).size,
    rows: some.length,
    RMSE: round(rmse(predicted, truth), 1),
    'of the best constant': round(
      rmse(
        truth.map(() => mean),
        truth,
      ),
      1,
    ),
    concordance: round(concordance(predicted, truth)?.index ?? Number.NaN, 3),
  };
  return [name, figures];
}

/** @type {[string, (row: (typeof rows)[number]) => boolean][]} */
const groups = [
  ['failed, trained on', ({ unit, running }) => !running && heldOut?.has(unit) === false],
  ['failed, held out', ({ unit, running }) => !running && heldOut?.has(unit) === true],
  ['failed, never seen', ({ running }) => !running && heldOut === undefined],
  ['running, all rows', ({ running }) => running],
  ['running, now', ({ running, last }) => running && last],
];
console.log(`In hours; what remains is capped at ${cap}, in truth as in training.`);
console.table(Object.fromEntries(groups.filter(([, is]) => rows.some(is)).map(([name, is]) => line(name, is))));
