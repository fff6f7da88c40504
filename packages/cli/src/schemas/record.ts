import { z } from 'zod';
import { dataFactsShape } from './data-facts.js';
import { nativeLibrarySchema } from './native-library.js';
import { readingSchema } from './reading.js';
import { codeSchema } from './recorded-code.js';
import { settingsSchema } from './recorded-settings.js';
import { count, earlierCount } from './values.js';

const checksum = z.string();

/** As `Date.toISOString` writes it. No `format`: many validators support none by default. */
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** What a record says of the data, whatever part of them a run trains on. */
export const dataShape = {
  ...dataFactsShape,
  source: z
    .enum(['dir', 'cache', 'download', 'simulated', 'table', 'code'])
    .describe(
      "A folder that was given, amnl's cache, a download at the time, made in memory, your own tables, or code of your own.",
    ),
  directory: z.string().nullable().describe('Folder of the files; `null` if there are none.'),
  official: z
    .boolean()
    .exactOptional()
    .describe("Whether they are NASA's own files, byte for byte. Absent in runs of earlier releases."),
  columns: z
    .looseObject({
      unit: z.string().describe('Names the unit.'),
      time: z.string().describe('The time of a row.'),
      failed: z.string().describe('What says which units failed; human-readable.'),
      channels: z.array(z.string()).describe('Measurements, in the order of the scaler.'),
      settings: z.array(z.string()).describe('Those of them that say the operating condition.'),
    })
    .exactOptional()
    .describe('What was read of your own tables.'),
  content: checksum
    .exactOptional()
    .describe('Of your own tables: sha256 over the units as they were read. Absent in runs of earlier releases.'),
  rules: z
    .looseObject({
      inputs: z.array(z.string()).exactOptional().describe('Channels that the network may see.'),
      onlyVarying: z.boolean().exactOptional().describe('Whether constant ones are left out of them.'),
      conditions: z.int().exactOptional().describe('Operating conditions.'),
      minStd: z.number().exactOptional().describe('Standard deviation below which a channel is not divided by it.'),
      cut: z.array(z.number()).exactOptional().describe('Least and most remaining life of held-out units.'),
    })
    .exactOptional()
    .describe('What goes with your own data, as in a `dataset.json`. Absent in runs of earlier releases.'),
  holdout: z.string().exactOptional().describe('Present if units were held out: how; human-readable.'),
  checksum: checksum.describe(
    'sha256 over the lines `name sha256` of `files`; `simulated:…` where made in memory; of units that code brings sha256 over all of them.',
  ),
  files: z
    .record(z.string(), checksum)
    .describe('sha256 of each file by name; empty where made in memory, or brought by code.'),
};

/** `config.json` of a run as it is written by `runRecord`. */
export const recordSchema = z
  .looseObject({
    format: z.literal('amnl-run').describe('Identifies the file.'),
    version: z.literal(1).describe('Version of the run folder; changes when a file in it changes its meaning.'),
    config: settingsSchema,
    engine: z.string().describe('The step engine in use: `onnx` or `eager`.'),
    backend: z.string().describe('What the engine computed on, e.g. `onnxruntime (cpu)` or `wasm`.'),
    tensorflow: nativeLibrarySchema.exactOptional(),
    code: z
      .array(codeSchema)
      .exactOptional()
      .describe('Plugins and configuration files with code, in their order; present where there are any.'),
    parameters: z.int().min(1).describe('Trainable numbers of the network.'),
    members: z
      .array(
        z.looseObject({
          seed: z.int().describe('Seed of its training.'),
          folder: z.string().describe('Its run folder.'),
        }),
      )
      .min(2)
      .exactOptional()
      .describe('Of an ensemble: the runs whose networks are averaged.'),
    selection: z.string().describe('How the best epoch is chosen; human-readable, `config.selection` is for programs.'),
    simulated: z.boolean().describe('Whether the fleet was simulated.'),
    warning: z.string().exactOptional().describe('Present when `simulated` is true; human-readable.'),
    data: z
      .looseObject({
        ...dataShape,
        reading: readingSchema.exactOptional(),
        heldOutUnits: z
          .array(z.string())
          .exactOptional()
          .describe('Names of the training units held out; absent if there are none, or more than fit.'),
        trainUnits: count().describe('Units trained on.'),
        trainRunningUnits: count().exactOptional().describe('Those of them that still run.'),
        trainWindows: count().describe('Windows trained on.'),
        selectionUnits: count().describe('Units that the best epoch is chosen on.'),
        selectionRunningUnits: count().exactOptional().describe('Those of them that still run.'),
        selectionWindows: count().describe('Windows that the best epoch is chosen on.'),
        testUnits: count().describe('Test units.'),
        testRunningUnits: count().exactOptional().describe('Those of them that still run.'),
        testWindows: count().describe('Windows of the test units.'),
        trainEngines: earlierCount('trainUnits'),
        selectionEngines: earlierCount('selectionUnits'),
        testEngines: earlierCount('testUnits'),
      })
      .describe('What was trained on.'),
    versions: z.record(z.string(), z.string()).describe('Versions by package.'),
    node: z.string().describe('Version of Node, e.g. `v20.20.2`.'),
    platform: z.string().describe('Operating system and processor, e.g. `linux x64`.'),
    processors: z.int().min(1).describe('Processors that the process could use.'),
    started: time.describe('When the run was first started; ISO 8601, UTC.'),
    resumed: time.exactOptional().describe('When it was last resumed; ISO 8601, UTC.'),
  })
  .meta({ title: 'config.json', description: 'Everything needed to repeat a run, and to know what it was.' });
