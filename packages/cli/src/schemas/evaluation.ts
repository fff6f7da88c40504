import { z } from 'zod';
import { figures } from './figures.js';
import { intervalsSchema } from './intervals.js';
import { maintenanceSchema } from './maintenance.js';
import { unitPrognosticsSchema, WHOLE_LIVES } from './prognostics.js';
import { reportSchema } from './report.js';
import { whatWasRunShape } from './what-was-run-shape.js';

/** What `amnl evaluate --json` prints. */
export const evaluationSchema = z
  .looseObject({
    ...whatWasRunShape,
    data_checksum: z
      .string()
      .describe('sha256 over the lines `name sha256` of the data files; `simulated:…` for a fleet made in memory.'),
    ...figures,
    prognostics: unitPrognosticsSchema
      .exactOptional()
      .describe('`report.prognostics` once more, with a row for each unit.'),
    wholeLives: unitPrognosticsSchema.exactOptional().describe(`The same ${WHOLE_LIVES}`),
    intervals: intervalsSchema.exactOptional(),
    maintenance: maintenanceSchema.exactOptional(),
    report: reportSchema,
  })
  .meta({
    title: 'amnl evaluate --json',
    description: "A run's best weights, once more, over all windows of the test units.",
  });
