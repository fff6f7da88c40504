import { z } from 'zod';
import { dataShape, recordSchema } from './record.js';
import { count, figure, metricsByName } from './values.js';

const folds = z.int().min(1);
const spread = {
  mean: z.number().describe('Mean over the folds in which the figure is known.'),
  sd: z.number().nullable().describe('Standard deviation of the sample (over n − 1); `null`: known in one fold only.'),
  folds: folds.describe('Folds in which the figure is known.'),
};

const fold = z.looseObject({
  fold: folds.describe('Which one, from 1.'),
  folder: z.string().describe('Its run folder, seen from this file.'),
  held_out_units: count().describe('Training units that it held out.'),
  held_out_running_units: count().describe('Those of them that still run.'),
  epochs: count().describe('Epochs trained.'),
  bestEpoch: count().nullable().describe('The epoch whose weights were kept, from 0; `null`: none was best.'),
  stopped_by: z.string().describe('What ended training.'),
  held_out: metricsByName().describe('Figures over the units held out, by the names of `metrics.json`.'),
  test: metricsByName().exactOptional().describe('The same over the test units; absent where the data have none.'),
});

const { parameters: _, data: __, members: ___, ...common } = recordSchema.shape;

/** `folds.json`: what several runs have in common as it is written by `runRecord`, and what came of them. */
export const foldsSchema = z
  .looseObject({
    ...common,
    format: z.literal('amnl-folds').describe('Identifies the file.'),
    data: z
      .looseObject(dataShape)
      .describe('What was trained on; how many units by which run stands in its `config.json`.'),
    results: z.array(fold).exactOptional().describe('An entry a fold; absent until all are done.'),
    held_out: z
      .record(
        z.string(),
        z.looseObject({
          ...spread,
          pooled: figure()
            .exactOptional()
            .describe('The figure over the predictions of all folds together, as `predictions.csv` has them.'),
        }),
      )
      .exactOptional()
      .describe('Over the units that each fold held out, by the name of the figure; absent until all are done.'),
    test: z
      .record(z.string(), z.looseObject(spread))
      .exactOptional()
      .describe('The same over the test units, which take no part in the folds; absent where the data have none.'),
  })
  .meta({ title: 'folds.json', description: 'Several runs, each with another part of the training units held out.' });

/** The content of `folds.json` when all folds are done. */
export type FoldsResult = z.infer<typeof foldsSchema>;
/** One fold in it. */
export type FoldResult = z.infer<typeof fold>;
