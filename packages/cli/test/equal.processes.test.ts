// NASA's data, given as a stranger's tables, are the same run: every metric, every prediction and every weight, bit for bit.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCmapss, SIMULATED_MARKER } from '@amnl/data-cmapss/node';
import { afterAll, describe, expect, test } from 'vitest';
import { loggedAt, writeAsTables } from '../../data-cmapss/src/fixtures/as-tables.js';
import { dataDir, present, why } from '../../data-cmapss/src/fixtures/nasa.js';
import { amnl, TINY, temporaryFolder } from './amnl.js';
import { graphOf } from './onnx-graph.js';

const { path: folder, remove } = temporaryFolder();
afterAll(remove);

// A table does not say that its times are ages.
const SETTINGS = [...TINY, '--set', 'age=false', '--set', 'stride=5', '--epochs', '2', '--threads', '1', '--seed', '5'];

async function train(name: string, selection: string, ...data: string[]): Promise<string> {
  const out = join(folder, `${name} ${selection}`);
  const { code, stderr } = await amnl(['train', ...SETTINGS, ...data, '--selection', selection, '--out', out]);
  expect(code, stderr).toBe(0);
  return out;
}

/** All but how long it took, what the data are called, and what is said of NASA's alone. */
function figures(json: string): unknown {
  return JSON.parse(json, (key, value) =>
    /seconds?$|timings|^dataset$|^selection_rule$/i.test(key) ? undefined : value,
  );
}

/** Rows of `predictions.csv`, timestamps as cycles. */
function predictionsIn(text: string) {
  const [columns = '', ...rows] = text.trimEnd().split('\n');
  if (columns.startsWith('unit,cycle,rul,')) return { columns, rows };
  expect(columns).toMatch(/^unit,time,timestamp,rul,/);
  const asCycles = rows.map((row) => {
    const [unit = '', time, timestamp = '', ...cells] = row.split(',');
    const cycle = Number(time) + 1; // the times of timestamps count from each unit's first row
    const same = Date.parse(timestamp) === Date.parse(loggedAt(unit, cycle));
    return [unit, same ? cycle : timestamp, ...cells].join(',');
  });
  return { columns: columns.replace('time,timestamp', 'cycle'), rows: asCycles };
}

/** All that a run has computed. */
function computed(run: string) {
  const text = (name: string) => readFileSync(join(run, name), 'utf8');
  const history = text('history.jsonl').trimEnd().split('\n');
  const { mean, std, centroids, settingScale } = JSON.parse(text('scaler.json'));
  return {
    history: history.map((line) => figures(line)),
    metrics: figures(text('metrics.json')),
    predictions: predictionsIn(text('predictions.csv')),
    scaler: { mean, std, centroids, settingScale },
    graph: graphOf(readFileSync(join(run, 'model.onnx'))),
  };
}

/** What a run predicts for other rows, its channels under NASA's names. */
async function predicted(run: string, flag: string, rows: string): Promise<unknown[]> {
  const { code, stdout, stderr } = await amnl(['predict', run, flag, rows, '--json-lines']);
  expect(code, stderr).toBe(0);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { time, cycle = time + 1, timestamp: _, fails_about: __, worst_channel, ...others } = JSON.parse(line);
      return { ...others, cycle, worst_channel: worst_channel.replace(/^the "(.*)", raw$/, '$1') };
    });
}

const graphs = new Set<string>();

async function agree(subset: 'FD001' | 'FD002', directory: string, selection: string): Promise<void> {
  const data = await loadCmapss({ subset, dataDir: directory });
  const place = mkdtempSync(join(folder, 'tables '));
  const described = Object.entries(writeAsTables(data, place)).map(([kind, options]) => {
    const path = join(place, `${kind}.json`);
    writeFileSync(path, JSON.stringify({ format: 'amnl-dataset', version: 1, ...options }));
    return { kind, path, rows: kind === 'csv' ? 'test ?.csv' : 'test.parquet' };
  });
  const run = await train(`${subset} NASA`, selection, '--dataset', subset, '--data-dir', directory);
  const nasa = computed(run);
  const others = await predicted(run, '--input', join(directory, `test_${subset}.txt`));
  expect(nasa.predictions.rows.length).toBeGreaterThan(100);
  expect(graphs, 'other units to train on, other weights').not.toContain(nasa.graph);
  graphs.add(nasa.graph);
  const same = async ({ kind, path, rows }: (typeof described)[number]) => {
    const table = await train(`${subset} ${kind}`, selection, '--data', path);
    expect(computed(table)).toEqual(nasa);
    expect(await predicted(table, '--data', join(place, rows))).toEqual(others);
  };
  await Promise.all(described.map(same));
}

describe.each(['holdout', 'test'])(
  'CSV files with other names, timestamps and shuffled rows, and Parquet, train as NASA’s own format: --selection %s',
  (selection) => {
    test('simulated, six operating conditions', async () => {
      const fleet = join(folder, `fleet ${selection}`);
      await amnl(['data', 'simulate', '--dataset', 'FD002', '--units', '10', '--out', fleet]);
      rmSync(join(fleet, SIMULATED_MARKER)); // a table does not say that somebody made it up
      await agree('FD002', fleet, selection);
    });

    test.skipIf(!present)(`FD001${why}`, () => agree('FD001', dataDir, selection));
  },
);
