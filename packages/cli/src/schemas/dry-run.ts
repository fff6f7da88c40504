import { z } from 'zod';
import { configSchema } from '../config/config.js';
import { count, metricsByName } from './values.js';
import { whatWasRunShape } from './what-was-run-shape.js';

const numbers = (what: string) => z.record(z.string(), z.number()).describe(what);

/** Written by `planOf`. */
const plan = z
  .looseObject({
    dry_run: z.literal(true).describe('Nothing was written.'),
    finished: z.literal(false).describe('There is something to train.'),
    ...whatWasRunShape,
    engine: z.string().describe('The step engine that the run would use: `onnx` or `eager`.'),
    backend: z.string().describe('What the engine computes on.'),
    threads: count().nullable().describe('Threads of the compiled engine; `null`: the engine decides.'),
    data: numbers(
      'Units and windows to train on, to select on and to test on; `…_running_units` are those of the `…_units` that still run, `…_engines` are earlier names of `…_units`.',
    ),
    schedule: z
      .looseObject({
        scheduler: configSchema.shape.scheduler,
        warmup_epochs: configSchema.shape.warmupEpochs,
        learning_rate: configSchema.shape.learningRate,
        early_stop_patience: configSchema.shape.earlyStopPatience,
      })
      .describe('Learning-rate schedule, and what ends the run early.'),
    batch_size: configSchema.shape.batchSize,
    accumulate: configSchema.shape.accumulate,
    batches_per_epoch: count().describe('Micro-batches in an epoch.'),
    steps_per_epoch: count().describe('Optimiser steps in an epoch.'),
    epochs: configSchema.shape.epochs,
    steps: count().describe('Maximum number of optimiser steps.'),
    folder: z.string().describe('Where the run would be.'),
    files: z.array(z.string()).describe('What it would leave there.'),
    layers: z
      .array(
        z.looseObject({
          name: z.string().describe('What the names of its parameters begin with.'),
          shapes: z.array(z.array(count())).describe('Of what it computes last.'),
          trainable: count().describe('Numbers that are trained.'),
          fixed: count().describe('Numbers that are not: running statistics.'),
          flops: z.number().min(0).describe('Floating-point operations of a forward pass per window.'),
        }),
      )
      .describe('The network.'),
    flops_per_sample: numbers('Floating-point operations per window: of a `forward` pass, and of a training `step`.'),
    memory_bytes: numbers('What a compiled step holds, and `total`.'),
    tried: z
      .looseObject({
        steps: count().describe('Steps taken.'),
        seconds_per_step: z
          .number()
          .min(0)
          .nullable()
          .describe('Of the last one; `null` if that one was compiled as well: the only one, or of another size.'),
        metrics: metricsByName().describe('Of the first batch of the units selected on, after these steps.'),
      })
      .describe('Result of the trial steps.'),
  })
  .describe('What a run would be: data, plan, network, and two steps that were tried.');

/** Written by `nothingLeft`. */
const nothingLeft = z
  .looseObject({
    dry_run: z.literal(true).describe('Nothing was written.'),
    finished: z.literal(true).describe('The run to resume has finished with these epochs; nothing was tried.'),
    stopped_because: z.string().describe('Why it ended.'),
    folder: z.string().describe('Where the run is.'),
    epochs: count().describe('Maximum number of epochs, as the run was started.'),
    steps: z.literal(0).describe('Optimiser steps that are left.'),
  })
  .describe('A run to resume that has finished.');

/** What `amnl train --dry-run --json` prints. */
export const dryRunSchema = z.discriminatedUnion('finished', [plan, nothingLeft]).meta({
  title: 'amnl train --dry-run --json',
  description: 'What a run would be, or that there is nothing left to train.',
});
