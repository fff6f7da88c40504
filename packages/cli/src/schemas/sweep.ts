import { z } from 'zod';
import { configSchema } from '../config/config.js';
import { SELECTIONS } from '../config/config-values.js';
import { count, figure, metricsByName } from './values.js';

/** How a run of a plan stands. */
export const RUN_STATES = ['done', 'running', 'interrupted', 'failed', 'not begun'] as const;

/** One of {@link RUN_STATES}. */
export type RunState = (typeof RUN_STATES)[number];

const settings = () =>
  z.looseObject(configSchema.partial().shape).describe('Settings that differ between the runs of the plan.');

const run = z.looseObject({
  index: count().describe('Which run of the plan it is, from 0.'),
  folder: z.string().describe('Its run folder, seen from that of the plan.'),
  state: z
    .enum(RUN_STATES)
    .describe(
      '`done`: trained to its end and evaluated. `running`: a process has it. `interrupted`: begun, and nobody has it. `failed`: the last try ended with an error.',
    ),
  settings: settings(),
  epochs: count().describe('Whole epochs trained.'),
  of: count().describe('Epochs that it is to have at most.'),
  selection: z.enum(SELECTIONS).describe('The units that it is selected on.'),
  best_epoch: count().nullable().describe('Its best epoch so far, from 0; `null`: none.'),
  best_so_far: figure().describe('RMSE_last_cycle of that epoch over the units selected on.'),
  stopped_after: count().exactOptional().describe('Successive halving has left it out after so many epochs.'),
  failure: z
    .looseObject({
      code: z.string().nullable().describe('Code of the error; `null`: a bug.'),
      message: z.string().describe('What it says.'),
    })
    .exactOptional()
    .describe('Why it failed.'),
  figures: metricsByName()
    .exactOptional()
    .describe('Of a run that is done: the figures of `metrics.json` by name, with `selected_RMSE_last_cycle`.'),
});

const group = z.looseObject({
  settings: settings(),
  runs: z.array(count()).describe('Index of each run: they differ in seed and fold alone.'),
  figures: z
    .record(
      z.string(),
      z.looseObject({
        mean: z.number().describe('Mean over the runs in which the figure is known.'),
        sd: z
          .number()
          .nullable()
          .describe('Standard deviation of the sample (over n − 1); `null`: known of one run only.'),
        count: count().describe('Runs in which it is known.'),
      }),
    )
    .describe('By the name of the figure.'),
});

/** What `amnl sweep status --json` and `amnl sweep collect --json` print. */
export const sweepSchema = z
  .looseObject({
    format: z.literal('amnl-sweep').describe('Identifies it.'),
    version: z.literal(1).describe('Changes when a field changes its meaning.'),
    simulated: z.boolean().describe('Whether the units of a run that has begun were simulated.'),
    warning: z.string().exactOptional().describe('Present when `simulated` is true; human-readable.'),
    complete: z.boolean().describe('Whether every run is done, or was left out by successive halving.'),
    runs: z.array(run).describe('The runs of the plan in their order.'),
    groups: z
      .array(group)
      .exactOptional()
      .describe('From `collect`: runs that repeat each other, the best first by RMSE over the units selected on.'),
  })
  .meta({ title: 'amnl sweep', description: 'How the runs of a plan stand, and what came of them.' });

/** Content of {@link sweepSchema}. */
export type SweepSummary = z.infer<typeof sweepSchema>;
/** One run in it. */
export type SweepRun = SweepSummary['runs'][number];
/** Runs in it that repeat each other. */
export type SweepGroup = NonNullable<SweepSummary['groups']>[number];
