import { z } from 'zod';
import { configSchema } from '../config/config.js';
import { earlierCount } from './values.js';

const fleet = z
  .looseObject({
    units: z.int().min(1).describe('Units: turbofan engines.'),
    engines: earlierCount('units'),
    rows: z.int().min(1).describe('Rows of the file, one a cycle of a unit.'),
    windows: z.int().min(1).describe('Windows of 30 cycles; a unit with fewer cycles has one.'),
    shortest: z.int().min(1).describe('Cycles of the unit with the fewest.'),
    longest: z.int().min(1).describe('Cycles of the unit with the most.'),
  })
  .meta({ id: 'fleet', description: 'Sizes of a fleet.' });

/** What `amnl data info --json` prints. */
export const dataInfoSchema = z
  .looseObject({
    datasets: z
      .array(
        z.looseObject({
          dataset: configSchema.shape.dataset,
          simulated: z.boolean().describe("Whether the fleet is simulated, not NASA's."),
          source: z
            .enum(['dir', 'cache', 'download', 'simulated'])
            .describe("A folder that was given, amnl's cache, a download just now, or made in memory."),
          directory: z.string().nullable().describe('Folder of the files; `null` where made in memory.'),
          checksum: z
            .string()
            .describe('sha256 over the lines `name sha256` of the files; `simulated:…` where made in memory.'),
          conditions: z.int().min(1).describe('Operating conditions.'),
          faultModes: z.int().min(1).describe('Fault modes.'),
          train: fleet.describe('Training units, run to failure.'),
          test: fleet.describe('Test units, each cut off some time before its failure.'),
        }),
      )
      .describe('The data set asked for, or all four.'),
  })
  .meta({ title: 'amnl data info --json', description: 'What is in the data sets and where they come from.' });
