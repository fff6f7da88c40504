import { z } from 'zod';

const count = z.int().min(0);
const duration = z.number().min(0);

const column = z
  .looseObject({
    column: z.string().describe('Name of the column.'),
    role: z.enum(['unit', 'time', 'failed', 'setting', 'channel', 'ignored']).describe('What it is taken for.'),
    why: z.string().describe('Why; human-readable.'),
  })
  .describe('A guess.');

const channel = z
  .looseObject({
    name: z.string().describe('Name of the column.'),
    min: z.number().nullable().describe('Least value; `null` if there is none.'),
    max: z.number().nullable().describe('Greatest value; `null` if there is none.'),
    missing: count.describe('Rows without a value.'),
    longestGap: count.describe('Most of them in a row, within a unit.'),
  })
  .describe('Numbers of a channel or setting.');

const facts = z
  .looseObject({
    units: count.describe('Units.'),
    failed: count.nullable().describe('Those of them that failed; `null` if nothing says how units end.'),
    rows: count.describe('Rows of all units.'),
    rowsOfUnit: z
      .looseObject({
        fewest: count.describe('Of the shortest unit.'),
        middle: count.describe('Of the middle one.'),
        most: count.describe('Of the longest one.'),
      })
      .describe('Rows of a unit.'),
    medianLength: duration.describe('Length of the middle history, in the unit of time of `dataset`.'),
    medianStep: duration.describe('Median time from row to row, in the same unit.'),
    irregular: z.number().min(0).max(1).describe('Part of the rows that come more than a tenth earlier or later.'),
    pauses: count.describe('Times without rows that are longer than five steps.'),
    channels: z.array(channel).describe('Channels and settings, in the order of the table.'),
  })
  .describe('What is in the table.');

const dataset = z
  .looseObject({
    format: z.literal('amnl-dataset').describe('Identifies the file.'),
    version: z.literal(1).describe('Of the format.'),
    files: z.array(z.string()).describe('Paths or globs, relative to the folder of `file`.'),
    noun: z.string().describe('What a unit is, in the singular.'),
    unit: z.string().describe('Column that names the unit.'),
    time: z
      .looseObject({
        column: z.string().describe('Column of time.'),
        format: z.string().exactOptional().describe('How instants are written, where it must be said.'),
        unit: z.string().describe('What life is counted in.'),
      })
      .describe('Time.'),
    channels: z.array(z.string()).describe('Columns with measurements.'),
    settings: z.array(z.string()).exactOptional().describe('Those by which the operating condition is recognised.'),
    failed: z
      .union([z.string(), z.literal(true)])
      .exactOptional()
      .describe('Column that says which units failed; `true`: every one did.'),
    encoding: z.string().exactOptional().describe('Of CSV files, where `--encoding` named it.'),
    separator: z.enum([',', ';', '\t']).exactOptional().describe('Of CSV files, where `--separator` named it.'),
  })
  .describe('The content of `file`: all options of it are in the README of `@amnl/data-fleet`.');

/** What `amnl data describe --json` prints. */
export const dataDescribeSchema = z
  .looseObject({
    file: z.string().describe('The `dataset.json` that was written; absolute.'),
    files: z.array(z.string()).describe('The tables that were looked at; absolute.'),
    columns: z.array(column).describe('Every column of the first table, in its order.'),
    facts: facts.nullable().describe('`null` where the tables cannot be read to their end; `problems` says why.'),
    problems: z.array(z.string()).describe('What prevents training, or should be known before; human-readable.'),
    dataset,
  })
  .meta({
    title: 'amnl data describe --json',
    description: 'What the columns of tables are taken for, what is in them, and what was written.',
  });
