import { z } from 'zod';

const name = z.string().min(1);

/** How rows of a run's own tables are read, as its record has it. */
export const readingSchema = z
  .looseObject({
    noun: name.exactOptional().describe('What a unit is.'),
    unit: name.describe('Column that names the unit.'),
    time: z.union([name, z.looseObject({ column: name })]).describe('Column of time, or more about it.'),
    failed: z
      .union([name, z.literal(true), z.looseObject({ file: name })])
      .exactOptional()
      .describe('What says which units failed: a column, a table of failures, or `true`: each did at its last row.'),
    missing: z
      .union([z.literal('error'), z.looseObject({ fill: z.string(), limit: z.int().min(0) })])
      .exactOptional()
      .describe('What happens to missing values.'),
    resample: z.number().gt(0).exactOptional().describe('Step between rows.'),
    encoding: name.exactOptional().describe('Of CSV files.'),
    separator: name.exactOptional().describe('Of CSV files.'),
  })
  .describe('Of your own tables: how rows are read, as in a `dataset.json`; rows to predict for are read so, too.');

/** See {@link readingSchema}. */
export type Reading = z.infer<typeof readingSchema>;
