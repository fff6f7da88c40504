import { z } from 'zod';
import { codeSchema } from './recorded-code.js';
import { count, seconds } from './values.js';
import { whatWasRunShape } from './what-was-run-shape.js';

const rate = () => z.number().gt(0);
const suggestion = () => rate().nullable();

/** What `amnl find-lr --json` prints, and `lr-find.json` holds. */
export const lrFindSchema = z
  .looseObject({
    ...whatWasRunShape,
    data_checksum: z
      .string()
      .describe('sha256 over the lines `name sha256` of the data files; `simulated:…` for a fleet made in memory.'),
    code: z
      .array(codeSchema)
      .exactOptional()
      .describe('Plugins and configuration files with code, in their order; present where there are any.'),
    engine: z.string().describe('The step engine in use: `onnx` or `eager`.'),
    backend: z.string().describe('What the engine computed on, e.g. `onnxruntime (cpu)` or `wasm`.'),
    learning_rate: rate().describe('The learning rate of the settings, for comparison.'),
    suggestion: suggestion().describe('By `rule`; `null` if the loss never falls.'),
    rule: z.enum(['valley', 'steepest', 'minimum/10']).describe('The rule asked for.'),
    suggestions: z
      .looseObject({
        valley: suggestion().describe('Half-way down the longest fall of the loss.'),
        steepest: suggestion().describe('Where the loss falls steepest over the logarithm of the rate.'),
        'minimum/10': suggestion().describe('A tenth of the rate with the lowest loss.'),
      })
      .describe('What every rule suggests.'),
    because: z
      .string()
      .describe('How the sweep ended, and why there is no suggestion if there is none; human-readable.'),
    ended: z.enum(['end', 'diverged']).describe('Whether all rates were tried, or the loss left the best one behind.'),
    steps: count().describe('Optimiser steps asked for.'),
    loss: z.string().describe('What the losses of `curve` are; human-readable.'),
    curve: z
      .array(
        z.looseObject({
          rate: rate().describe('Of the step.'),
          loss: z.number().describe('Of its batch, before its weights are changed.'),
          smoothed: z.number().describe('Running mean of the losses up to here.'),
        }),
      )
      .describe('A point for each step with a finite loss.'),
    seconds: seconds().describe('Wall time of the sweep.'),
  })
  .meta({
    title: 'lr-find.json',
    description: 'A sweep over learning rates: the loss as the rate grows. Also what `amnl find-lr --json` prints.',
  });
