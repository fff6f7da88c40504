import { z } from 'zod';
import { runFactsShape } from './run-facts.js';
import { count, metricsByName } from './values.js';

const numbers = (what: string) => z.record(z.string(), z.number()).describe(what);

/** Written by `planOf`. */
const plan = z
  .looseObject({
    dry_run: z.literal(true).describe('Nothing was written.'),
    finished: z.literal(false).describe('There is something to train.'),
    ...runFactsShape,
    engine: z.string().describe('The step engine that the run would use: `onnx` or `eager`.'),
    backend: z.string().describe('What the engine computes on.'),
    threads: count().nullable().describe('Threads of the compiled engine; `null`: the engine decides.'),
    data: numbers('Engines and windows to train on, to select on and to test on.'),
    schedule: z
      .looseObject({
        scheduler: z.string().describe('`plateau` or `cosine`.'),
        warmup_epochs: count().describe('Epochs of warm-up.'),
        learning_rate: z.number().describe('After the warm-up.'),
        early_stop_patience: count().describe('Epochs without a better one that end the run.'),
      })
      .describe('How the learning rate goes, and what ends the run early.'),
    batch_size: count().describe('Windows in a micro-batch.'),
    accumulate: count().describe('Micro-batches in a step.'),
    batches_per_epoch: count().describe('Micro-batches in an epoch.'),
    steps_per_epoch: count().describe('Optimiser steps in an epoch.'),
    epochs: count().describe('Epochs at most.'),
    steps: count().describe('Optimiser steps at most.'),
    folder: z.string().describe('Where the run would be.'),
    files: z.array(z.string()).describe('What it would leave there.'),
    layers: z
      .array(
        z.looseObject({
          name: z.string().describe('What the names of its parameters begin with.'),
          shapes: z.array(z.array(count())).describe('Of what it computes last.'),
          trainable: count().describe('Numbers that are trained.'),
          fixed: count().describe('Numbers that are not: running statistics.'),
          flops: z.number().min(0).describe('Floating point operations of a forward pass, a window.'),
        }),
      )
      .describe('The network.'),
    flops_per_sample: numbers('Floating point operations a window: of a `forward` pass, and of a training `step`.'),
    memory_bytes: numbers('What a compiled step holds, and `total`.'),
    tried: z
      .looseObject({
        steps: count().describe('Steps taken.'),
        seconds_per_step: z
          .number()
          .min(0)
          .nullable()
          .describe('Of the last one; `null` where that one was compiled as well: the only one, or of another size.'),
        metrics: metricsByName().describe('Of the first batch of the engines selected on, after these steps.'),
      })
      .describe('What came of trying.'),
  })
  .describe('What a run would be: data, plan, network, and two steps that were tried.');

/** Written by `nothingLeft`. */
const nothingLeft = z
  .looseObject({
    dry_run: z.literal(true).describe('Nothing was written.'),
    finished: z.literal(true).describe('The run to resume is done with these epochs; nothing was tried.'),
    stopped_because: z.string().describe('Why it ended.'),
    folder: z.string().describe('Where the run is.'),
    epochs: count().describe('Epochs at most, as the run was started.'),
    steps: z.literal(0).describe('Optimiser steps that are left.'),
  })
  .describe('Of a run to resume that is done.');

/** What `amnl train --dry-run --json` prints. */
export const dryRunSchema = z.discriminatedUnion('finished', [plan, nothingLeft]).meta({
  title: 'amnl train --dry-run --json',
  description: 'What a run would be, or that there is nothing left to train.',
});
