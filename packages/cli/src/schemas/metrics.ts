import { z } from 'zod';
import { cliError } from '../terminal/errors.js';
import { underTodaysNames } from './earlier-names.js';
import { presetNow } from './earlier-settings.js';
import { figures } from './figures.js';
import { intervalsSchema } from './intervals.js';
import { readJson } from './lines.js';
import { prognosticsSchema, WHOLE_LIVES } from './prognostics.js';
import { reportSchema } from './report.js';
import { timingsSchema } from './timings.js';
import { count, figure, IN_TIME, metricsByName, seconds, throughput } from './values.js';
import { whatWasRunShape } from './what-was-run-shape.js';

/** `metrics.json` of a finished run, which `amnl train --json` prints; written by `trainingMetrics`. */
export const metricsSchema = z
  .looseObject({
    ...whatWasRunShape,
    engine: z.string().describe('The step engine in use: `onnx` or `eager`.'),
    backend: z.string().describe('What the engine computed on, e.g. `onnxruntime (cpu)` or `wasm`.'),
    epochs: count().describe('Epochs trained.'),
    bestEpoch: count().nullable().describe('The epoch whose weights were kept, counted from 0; `null`: none was best.'),
    selected_RMSE_last_cycle: figure().describe(`RMSE_last_cycle of that epoch on the units selected on; ${IN_TIME}.`),
    stopped_by: z
      .string()
      .describe('What ended training: `epochs` when all are done, else a plugin, e.g. `early-stop`.'),
    stopped_because: z.string().describe('Why; human-readable.'),
    ...figures,
    holdout: metricsByName()
      .exactOptional()
      .describe(
        'Of a fold whose data have test units: the same figures by name over the units held out, whose predictions are in `holdout.csv`.',
      ),
    samples_per_second: throughput().describe('Training windows per wall second, over all epochs.'),
    training_seconds: seconds().describe('Wall seconds of training, all epochs, without evaluation and saving.'),
    seconds: seconds().describe('Wall seconds of the process that finished the run, to the end of the evaluation.'),
    timings: timingsSchema.optional(),
    intervals: intervalsSchema.exactOptional(),
    wholeLives: prognosticsSchema.exactOptional().describe(`Prognostic metrics ${WHOLE_LIVES}`),
    report: reportSchema,
  })
  .meta({
    title: 'metrics.json',
    description: "A finished run: its best epoch's weights over all windows of the test units. `amnl train --json`.",
  });

/** A finished run as `metrics.json` has it. */
export type RunMetrics = z.infer<typeof metricsSchema>;

/** Runs of releases before have NASA's score under its earlier names only, or a preset that is gone. */
const readable = z.preprocess(
  (json) => (json instanceof Object && !Array.isArray(json) ? asOfToday(json as Record<string, unknown>) : json),
  metricsSchema,
);

function asOfToday(json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...underTodaysNames(json), ...('preset' in json && { preset: presetNow(json['preset']) }) };
}

/** More than any `metrics.json` needs: they have some ten kilobytes. */
const MAX_METRICS = 1 << 20;

/**
 * Reads the text of a `metrics.json`.
 * @param from where the text is from, for messages
 * @throws CLI_RUN_INVALID
 */
export function parseMetrics(text: string, from: string): RunMetrics {
  const read = readJson(text, readable, MAX_METRICS);
  if (read.ok) return read.value;
  throw cliError('CLI_RUN_INVALID', `${from} ${read.why()}. Restore the file, or train again`);
}
