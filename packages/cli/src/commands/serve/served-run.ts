import { existsSync } from 'node:fs';
import type { IntervalData } from '@amnl/conformal';
import { type Windows, withAge } from '@amnl/data-fleet';
import { unitsFromColumns } from '@amnl/data-fleet/node';
import { type Predicted, type PredictRequest, type RunFacts, type Served, tooMany } from '@amnl/serve';
import { z } from 'zod';
import { healthNote } from '../../config/health.js';
import { nasaRowsIn } from '../../nasa/load.js';
import { explainer } from '../../pipeline/explain/explainer.js';
import { reasonObject } from '../../pipeline/explain/reason-json.js';
import { predictionsOf, unitsInParts } from '../../pipeline/predict-units.js';
import { RangeTally } from '../../pipeline/range-notice.js';
import { columnsOf, type OpenFlags, type OpenRun, openRun } from '../../run-folder/open-run.js';
import { predictionSchema } from '../../schemas/prediction.js';
import { reasonSchema } from '../../schemas/reasons.js';
import { coverageFlag, runIntervals } from '../coverage.js';
import { addStored } from '../drift/counts-file.js';
import { KeptCounts } from '../drift/kept-counts.js';
import { counterOf } from '../drift/reference.js';
import { predictionObject } from '../prediction-format.js';
import { InTurn } from './in-turn.js';
import { type Inference, openInference } from './inference.js';

/** Flags of {@link openServed}: those of `openRun`, and the coverage of intervals, as text. */
export interface OpenServedFlags extends OpenFlags {
  readonly coverage?: string;
}

/** What is left to do while a run is served. */
export interface ServedOptions {
  /** Where predictions are counted for `amnl drift`. Default: nowhere. */
  readonly driftFile?: string | undefined;
}

interface Parts {
  readonly run: OpenRun;
  readonly intervals: IntervalData | undefined;
  readonly inference: Inference;
  readonly drift: KeptCounts | undefined;
  readonly explain: ReturnType<typeof explainer>;
  /** Explanations compute for long, and are given one after the other. */
  readonly turns: InTurn;
}

const servedPrediction = predictionSchema.extend({
  reasons: reasonSchema
    .exactOptional()
    .describe('With `?reasons=true`: which channels and rows moved the prediction, and by how much.'),
});

/** What messages call the rows. */
const REQUEST = 'request';

/** Opens a run folder to be served by `createServer` of `@amnl/serve`. @throws what `openRun` throws */
export async function openServed(
  folder: string,
  flags: OpenServedFlags = {},
  { driftFile }: ServedOptions = {},
): Promise<Served> {
  const coverage = coverageFlag(flags.coverage);
  const run = await openRun(folder, flags);
  try {
    const intervals = runIntervals(folder, run, coverage);
    const counter = driftFile === undefined ? undefined : await counterOf(folder, run);
    if (counter && existsSync(driftFile!)) await addStored(counter(), driftFile!);
    const inference = await openInference(run, flags.engine === 'eager');
    const drift = counter && new KeptCounts(counter, driftFile!);
    const parts = { run, intervals, inference, drift, explain: explainer(run), turns: new InTurn() };
    return {
      facts: factsOf(run, intervals),
      predictionSchema: z.toJSONSchema(servedPrediction),
      predict: (request) => predict(request, parts),
      async close() {
        await inference.close();
        await drift?.close();
        run.dispose();
      },
    };
  } catch (error) {
    run.dispose();
    throw error;
  }
}

function factsOf(run: OpenRun, intervals: IntervalData | undefined): RunFacts {
  const { config, scaler, simulated, dataFrom } = run;
  const { column, format } = timeOf(run);
  return {
    data: scaler.data.name,
    noun: run.noun,
    timeUnit: scaler.data.timeUnit,
    time: { column, format: format as RunFacts['time']['format'] },
    channels: columnsOf(run).channels,
    gaps: missingOf(run) !== 'error',
    window: config.window,
    rulCap: Number.isFinite(config.rulCap) ? config.rulCap : null,
    coverage: intervals?.coverage ?? null,
    simulated,
    reasons: true,
    text: dataFrom === 'nasa',
  };
}

/** What happens to missing values: as in training. Rows that were not read from tables had none. */
function missingOf({ reading }: OpenRun) {
  return reading === undefined ? 'error' : reading.missing;
}

/** The column of time of requests: as in the tables that the run was trained on. */
function timeOf({ reading, dataFrom, dated = false }: OpenRun) {
  const format = dated ? 'iso' : 'number';
  if (reading === undefined) return { column: dataFrom === 'nasa' ? 'cycle' : 'time', format };
  return { format, ...(typeof reading.time === 'object' ? reading.time : { column: reading.time }) };
}

async function predict(request: PredictRequest, parts: Parts): Promise<Predicted> {
  const { run, intervals, inference, drift } = parts;
  const { config, scaler } = run;
  const { fleet: rows, notices } = await fleetOf(request, run);
  const fleet = config.age ? withAge(rows) : rows;
  const { last, reasons, limits, signal } = request;
  const explained = last ? fleet.units.length : fleet.times.length;
  if (reasons && explained > limits.reasons) throw tooMany('reasons', explained, limits.reasons);
  const facts = {
    timeUnit: fleet.timeUnit,
    dated: fleet.clock !== undefined,
    rulCap: config.rulCap,
    spread: run.members !== undefined,
    intervals,
  };
  const tally = new RangeTally(scaler);
  const predictions: Predicted['predictions'][number][] = [];
  for (const part of unitsInParts(fleet, scaler, { window: config.window, last, running: false })) {
    tally.add(part.fleet, part.windows, part.checks);
    const outputs = await inference.run(part.windows, signal);
    const found = predictionsOf(outputs, part, config);
    drift?.add(part.fleet, { row: part.windows.row, checks: part.checks, rul: found.map(({ rul }) => rul) });
    for (const [i, one] of found.entries()) {
      const why = reasons && { reasons: await reasonsFor(part.windows, i, parts, signal) };
      predictions.push({ ...predictionObject(one, facts), ...why });
    }
  }
  const said = [healthNote(config), tally.inWords(), tally.shortInWords(fleet, config.window)].filter(
    (text) => text !== undefined,
  );
  return { predictions, outOfRange: tally.out, rows: fleet.times.length, notices: [...said, ...notices] };
}

/** Why window `i` was predicted as it was. */
function reasonsFor(windows: Windows, i: number, { explain, turns }: Parts, signal: AbortSignal) {
  return turns.take(async () => {
    signal.throwIfAborted();
    const [reason] = await explain(windows, [i]);
    return { method: 'integrated gradients', baseline: 'mean of training', ...reasonObject(reason!) };
  });
}

/** Rows as those of training were read. Requests say nothing of failures: all units count as running. */
async function fleetOf({ rows, limits }: PredictRequest, run: OpenRun) {
  if ('text' in rows) {
    const fleet = nasaRowsIn(rows.text, run.config.dataset, { file: REQUEST, maxRows: limits.rows });
    if (fleet.units.length > limits.units) throw tooMany('units', fleet.units.length, limits.units);
    return { fleet, notices: [] };
  }
  const { dated, reading } = run;
  const { resample, time = { column: timeOf(run).column } } = reading ?? {};
  const options = { name: REQUEST, noun: run.noun, missing: missingOf(run), resample, time };
  // A record may have been edited: what is in it is checked there.
  return unitsFromColumns(rows.units, options as Parameters<typeof unitsFromColumns>[1], { ...columnsOf(run), dated });
}
