import { unitsFromColumns } from '@amnl/data-fleet/node';
import { type Predicted, type PredictRequest, type RunFacts, type Served, tooMany } from '@amnl/serve';
import { z } from 'zod';
import { nasaRowsIn } from '../../nasa/load.js';
import { predictionsOf, unitsInParts } from '../../pipeline/predict-units.js';
import { RangeTally } from '../../pipeline/range-notice.js';
import { type OpenFlags, type OpenRun, openRun } from '../../run-folder/open-run.js';
import { predictionSchema } from '../../schemas/prediction.js';
import { predictionObject } from '../prediction-format.js';
import { type Inference, openInference } from './inference.js';

/** What messages call the rows. */
const REQUEST = 'request';

/** Opens a run folder to be served by `createServer` of `@amnl/serve`. @throws what `openRun` throws */
export async function openServed(folder: string, flags: OpenFlags = {}): Promise<Served> {
  const run = await openRun(folder, flags);
  try {
    const inference = await openInference(run, flags.engine === 'eager');
    return {
      facts: factsOf(run),
      predictionSchema: z.toJSONSchema(predictionSchema),
      predict: (request) => predict(request, run, inference),
      async close() {
        await inference.close();
        run.dispose();
      },
    };
  } catch (error) {
    run.dispose();
    throw error;
  }
}

function factsOf(run: OpenRun): RunFacts {
  const { config, scaler, simulated, dataFrom } = run;
  const { column, format } = timeOf(run);
  return {
    data: scaler.data.name,
    noun: run.noun,
    timeUnit: scaler.data.timeUnit,
    time: { column, format: format as RunFacts['time']['format'] },
    channels: scaler.data.channels,
    window: config.window,
    rulCap: Number.isFinite(config.rulCap) ? config.rulCap : null,
    coverage: null,
    simulated,
    reasons: false,
    text: dataFrom === 'nasa',
  };
}

/** The column of time of requests: as in the tables that the run was trained on. */
function timeOf({ reading, dataFrom, dated = false }: OpenRun) {
  const format = dated ? 'iso' : 'number';
  if (reading === undefined) return { column: dataFrom === 'nasa' ? 'cycle' : 'time', format };
  return { format, ...(typeof reading.time === 'object' ? reading.time : { column: reading.time }) };
}

async function predict(request: PredictRequest, run: OpenRun, inference: Inference): Promise<Predicted> {
  const { fleet, notices } = await fleetOf(request, run);
  const { config, scaler } = run;
  const facts = { timeUnit: fleet.timeUnit, dated: fleet.clock !== undefined, rulCap: config.rulCap };
  const tally = new RangeTally(scaler);
  const predictions: Predicted['predictions'][number][] = [];
  for (const part of unitsInParts(fleet, scaler, { window: config.window, last: request.last, running: false })) {
    tally.add(part.fleet, part.windows, part.checks);
    const outputs = await inference.run(part.windows, request.signal);
    for (const one of predictionsOf(outputs, part, config)) predictions.push(predictionObject(one, facts));
  }
  const said = [tally.inWords(), tally.shortInWords(fleet, config.window)].filter((text) => text !== undefined);
  return { predictions, outOfRange: tally.out, rows: fleet.times.length, notices: [...said, ...notices] };
}

/** Rows as those of training were read. Requests say nothing of failures: all units count as running. */
async function fleetOf({ rows, limits }: PredictRequest, run: OpenRun) {
  if ('text' in rows) {
    const fleet = nasaRowsIn(rows.text, run.config.dataset, { file: REQUEST, maxRows: limits.rows });
    if (fleet.units.length > limits.units) throw tooMany('units', fleet.units.length, limits.units);
    return { fleet, notices: [] };
  }
  const { scaler, dated, reading } = run;
  const { missing = 'error', resample, time = { column: timeOf(run).column } } = reading ?? {};
  const options = { name: REQUEST, noun: run.noun, missing, resample, time };
  // A record may have been edited: what is in it is checked there.
  return unitsFromColumns(rows.units, options as Parameters<typeof unitsFromColumns>[1], { ...scaler.data, dated });
}
