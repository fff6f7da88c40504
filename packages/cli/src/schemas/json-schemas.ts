import { z } from 'zod';
import { benchmarkResultsSchema } from './benchmark.js';
import { calibrationSchema } from './calibration.js';
import { dataDescribeSchema } from './data-describe.js';
import { dataInfoSchema } from './data-info.js';
import { doctorSchema } from './doctor.js';
import { driftSchema } from './drift.js';
import { dryRunSchema } from './dry-run.js';
import { evaluationSchema } from './evaluation.js';
import { foldsSchema } from './folds.js';
import { historyLineSchema } from './history.js';
import { lrFindSchema } from './lr-find.js';
import { metricsSchema } from './metrics.js';
import { planLineSchema } from './plan-line.js';
import { predictionSchema } from './prediction.js';
import { explanationSchema, reasonsSchema } from './reasons.js';
import { recordSchema } from './record.js';
import { stepLineSchema } from './steps.js';
import { sweepSchema } from './sweep.js';
import { timingsSchema } from './timings.js';

/** The schemas of everything that programs may read, by the name of their file in `docs/schemas`. */
export const SCHEMAS = {
  'history-line': historyLineSchema,
  'step-line': stepLineSchema,
  metrics: metricsSchema,
  timings: timingsSchema.meta({
    title: 'timings.json',
    description: 'Where the time of training went, up to the last epoch that was finished, or to the end.',
  }),
  calibration: calibrationSchema,
  config: recordSchema,
  folds: foldsSchema,
  'plan-line': planLineSchema,
  'benchmark-results': benchmarkResultsSchema,
  sweep: sweepSchema,
  'dry-run': dryRunSchema,
  evaluate: evaluationSchema,
  prediction: predictionSchema,
  reasons: reasonsSchema,
  explain: explanationSchema,
  'data-info': dataInfoSchema,
  'data-describe': dataDescribeSchema,
  doctor: doctorSchema,
  drift: driftSchema,
  'lr-find': lrFindSchema,
} as const;

/** A name of one of the {@link jsonSchemas}. */
export type SchemaName = keyof typeof SCHEMAS;

/** JSON Schema, draft 2020-12, of every file and every `--json`, for validators and code generators. */
export function jsonSchemas(): Record<SchemaName, z.core.JSONSchema.BaseSchema> {
  const made = Object.entries(SCHEMAS).map(([name, schema]) => {
    const { $schema, title, description, ...rest } = z.toJSONSchema(schema);
    return [name, { $schema, title, description, ...rest }]; // what it is comes first
  });
  return Object.fromEntries(made);
}
