import { z } from 'zod';
import { configSchema } from '../config/config.js';
import { SELECTIONS } from '../config/config-values.js';

/** What stands before the figures of a run wherever they are reported; written by `whatWasRun`. */
export const whatWasRunShape = {
  dataset: configSchema.shape.dataset,
  simulated: z.boolean().describe('Whether the units trained on, or those evaluated on, were simulated.'),
  warning: z.string().exactOptional().describe('Present when `simulated` is true; human-readable.'),
  health_note: z
    .string()
    .exactOptional()
    .describe(
      'Present with the loss `rul`, which trains no health state: where the one shown comes from; human-readable.',
    ),
  preset: configSchema.shape.preset,
  seed: configSchema.shape.seed,
  parameters: z.int().min(1).describe('Trainable numbers of the network.'),
  selection: z.enum(SELECTIONS).describe('The units that the best epoch was selected on.'),
  selection_rule: z.string().describe('The same in words; human-readable.'),
};
