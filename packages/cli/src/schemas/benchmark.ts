import { z } from 'zod';
import { SELECTIONS } from '../config/config-values.js';
import { count, figure, IN_TIME } from './values.js';

const name = z.string().min(1);
const seed = z.int().min(0);
const variant = name.describe('Name of the variant.');
const subset = name.describe('Name of the subset.');
const figures = {
  rmse: figure().describe(`RMSE over the last windows of the test units, truth capped; ${IN_TIME}.`),
  nasa: figure().describe("NASA's score over the same windows."),
};
const choice = (what: string) =>
  z
    .looseObject({ epoch: count().describe('Counted from 0.'), ...figures })
    .exactOptional()
    .describe(what);
const spread = (what: string) =>
  z
    .looseObject({
      mean: z.number().describe('Mean over the seeds.'),
      sd: z.number().nullable().describe('Standard deviation of the sample (over n − 1); `null`: of one seed.'),
      seeds: z.int().min(1).describe('Seeds in which the figure is known.'),
    })
    .nullable()
    .describe(`${what}; \`null\`: finite in no run.`);
const spreads = (what: string) => z.looseObject({ rmse: spread('RMSE'), nasa: spread("NASA's score") }).describe(what);
const paired = (what: string) =>
  z
    .looseObject({
      difference: figure().describe('Variant − baseline, mean over the seeds; below 0 the variant is better.'),
      interval: z
        .tuple([z.number(), z.number()])
        .nullable()
        .describe('Between which it lies in `level` of the samples of units.'),
      p: figure().describe('Two-sided, from the same samples.'),
    })
    .describe(what);
const curve = (what: string) => z.array(figure()).exactOptional().describe(`RMSE of ${what} after each epoch.`);
const BY_HOLDOUT = 'The epoch that the units held out choose.';
const BY_TEST = 'The epoch that the test units choose.';
const LAST = 'The last epoch.';

/** `results.json` of a benchmark; written by `buildBenchmark`. */
export const benchmarkResultsSchema = z
  .looseObject({
    format: z.literal('amnl-benchmark-results').describe('Identifies the file.'),
    version: z.literal(1).describe('Version of the file; changes when a field changes its meaning.'),
    title: name.describe('The heading of its page.'),
    complete: z.boolean().describe('Whether all runs of the plan are done. If not, every figure is provisional.'),
    missing: z.array(name).describe('Folders of the runs that are not done.'),
    simulated: z.boolean().describe('Whether the fleet was simulated; the figures then mean nothing for real units.'),
    timeUnit: name.describe('What RUL is counted in.'),
    unitNoun: name.describe('What the data call a unit.'),
    nasaScore: z.boolean().describe("Whether NASA's score means something: it is made for cycles."),
    seeds: z.array(seed).describe('Seeds of the plan.'),
    subsets: z
      .array(
        z.looseObject({
          name: subset,
          units: z.array(z.string()).describe('Test units whose life is known; empty before a run is done.'),
          truths: z.array(z.number()).describe(`True RUL of each at its last row, capped; ${IN_TIME}.`),
        }),
      )
      .describe('Data sets.'),
    variants: z
      .array(
        z.looseObject({
          name: variant,
          settings: z.record(z.string(), z.string()).describe('Settings of its own, as `--set` takes them.'),
          epochs: z.int().min(1).describe('Most epochs of a run.'),
          selection: z.enum(SELECTIONS).describe('What the best epoch is chosen on.'),
          parameters: z.int().min(1).exactOptional().describe('Trainable numbers; absent before a run is done.'),
        }),
      )
      .describe('Ways to train.'),
    baseline: name.describe('The variant that the others are held against.'),
    runs: z
      .array(
        z.looseObject({
          variant,
          subset,
          seed: seed.describe('Its seed.'),
          epochs: count().describe('Epochs trained.'),
          final: z.looseObject(figures).describe('Of the weights that the run has left.'),
          choices: z
            .looseObject({ holdout: choice(BY_HOLDOUT), test: choice(BY_TEST), last: choice(LAST) })
            .describe('Absent: the run did not look at these units after every epoch.'),
          curves: z
            .looseObject({ holdout: curve('the units held out'), test: curve('the test units') })
            .describe('Over last windows.'),
          predicted: z.array(figure()).describe('Of the last window of each of the `units` of the subset.'),
        }),
      )
      .describe('Runs that are done.'),
    results: z
      .array(
        z.looseObject({
          variant,
          subset,
          done: z.int().min(1).describe('Runs that are done, of those `planned`.'),
          planned: z.int().min(1).describe('Runs of the plan.'),
          final: spreads('Of the weights that the runs have left.'),
          ensemble: z
            .looseObject(figures)
            .exactOptional()
            .describe('Of the mean of what its runs predict, as an ensemble of them would; absent of a single run.'),
          choices: z
            .looseObject({
              holdout: spreads(BY_HOLDOUT).exactOptional(),
              test: spreads(BY_TEST).exactOptional(),
              last: spreads(LAST).exactOptional(),
            })
            .describe('By three rules in the same runs.'),
          optimism: z
            .looseObject({
              test: spreads('Chosen by the test units − chosen by the units held out.'),
              last: spreads('The last epoch − chosen by the units held out.'),
            })
            .exactOptional()
            .describe('Differences within the same runs.'),
        }),
      )
      .describe('Each variant on each subset, over its seeds.'),
    paired: z
      .array(
        z.looseObject({
          variant,
          subset,
          seeds: z.array(seed).describe('Seeds that variant and baseline both have.'),
          rmse: paired('Of the RMSE.'),
          nasa: paired("Of NASA's score."),
        }),
      )
      .describe('Each variant against the baseline, on the same test units and seeds.'),
    bootstrap: z
      .looseObject({
        samples: z.int().min(1).describe('Samples of test units, drawn with replacement, the same for all runs.'),
        level: z.number().describe('Share of them within an interval.'),
      })
      .describe('How `paired` was worked out.'),
    cost: z
      .looseObject({
        runs: z
          .array(
            z.looseObject({
              hours: z.number().min(0).describe('Wall hours of training.'),
              threads: z.int().min(1).describe('Threads that it computed with.'),
              machine: z.string().describe('Node, platform and processors.'),
            }),
          )
          .describe('In the order of the runs.'),
        variants: z.record(name, z.number()).describe('Core hours of each variant: wall hours × threads.'),
        coreHours: z.number().min(0).describe('Of all runs that are done.'),
        predicted: z.number().min(0).exactOptional().describe('Core hours of the whole plan, as they were predicted.'),
      })
      .describe('All that differs when the benchmark is repeated.'),
  })
  .meta({ title: 'results.json of a benchmark', description: 'All figures of `amnl benchmark report`.' });

/** The content of `results.json`. */
export type BenchmarkResults = z.infer<typeof benchmarkResultsSchema>;

/** `benchmark.json`: what a benchmark is made of, as its author writes it. */
export const benchmarkSchema = z.strictObject({
  title: name.max(200).exactOptional().describe('The heading of its page.'),
  subsets: z.array(name).min(1).max(100).exactOptional().describe('Data sets; by default the one of the settings.'),
  seeds: z.array(seed).min(1).max(1000).exactOptional().describe('A run for each.'),
  settings: z.record(z.string(), z.unknown()).exactOptional().describe('Settings of all variants.'),
  variants: z
    .record(z.string().regex(/^[\w+=-]{1,60}$/), z.record(z.string(), z.unknown()))
    .exactOptional()
    .describe('Settings of each variant, by its name of letters, digits and `_+=-`.'),
  baseline: name.exactOptional().describe('The variant that the others are held against; by default the first.'),
});

/** The content of `benchmark.json`. */
export type BenchmarkFile = z.infer<typeof benchmarkSchema>;

/** Results of another program on the same units: a variant that `amnl` has not trained. */
export const otherRunsSchema = z.strictObject({
  format: z.literal('amnl-benchmark-others'),
  version: z.literal(1),
  variant: name,
  settings: z.record(z.string(), z.string()),
  runs: z
    .array(
      z.strictObject({
        subset,
        seed,
        units: z.array(z.string()).min(1),
        truths: z.array(z.number()),
        predicted: z.array(z.number()),
        history: z.array(z.strictObject({ holdout: z.number(), rmse: z.number(), nasa: z.number() })).min(1),
        hours: z.number().min(0),
        threads: z.int().min(1),
        machine: z.string(),
      }),
    )
    .min(1),
});

/** A file of {@link otherRunsSchema}. */
export type OtherRuns = z.infer<typeof otherRunsSchema>;
