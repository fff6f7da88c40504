import { RANGE_KINDS } from '@amnl/data-fleet';
import { z } from 'zod';

const reading = () =>
  z
    .enum(['stable', 'moderate', 'large', 'unknown'])
    .describe(
      '`stable`: below 0.1, or not above `chance`; `large`: above 0.25; `unknown`: not below 0.1, where `chance` is not known, or all rows are in operating conditions that training had none of.',
    );

const deviations = () =>
  z.number().describe('In standard deviations of the training rows of the same operating condition.');

const comparison = z.looseObject({
  psi: z.number().describe('Population stability index: Σ (p − q) ln(p / q) over the bins, shares smoothed by 0.001.'),
  chance: z
    .number()
    .nullable()
    .describe(
      'What it stays below for 99 in 100 samples of as many training units, in all channels at once; `null` where too few units were trained on, or where all rows are in operating conditions that training had none of.',
    ),
  reading: reading(),
  before: z.array(z.number()).describe('Share of each bin in training, with the operating conditions as often as now.'),
  now: z.array(z.number()).describe('Share of each bin of the rows compared.'),
});

/** What `amnl drift --json` prints. */
export const driftSchema = z
  .looseObject({
    rows: z.int().min(1).describe('Rows compared.'),
    units: z.int().min(1).describe('Different units that they are of; of more than 128, 128.'),
    units_at_least: z.boolean().describe('Whether there may be more units.'),
    out_of_range: z
      .partialRecord(z.enum(RANGE_KINDS), z.int())
      .describe('Rows out of the range of training, by what is farthest out: see `worst_kind` of predictions.'),
    channels: z
      .array(
        z.looseObject({
          channel: z.string().describe('Name of the channel.'),
          reading: reading().describe('That of `alone`, or of `values` if there is no `alone`.'),
          drift: deviations()
            .nullable()
            .describe(
              'How much higher the sensor reads than the other channels say; `null` if it reads as they say, or nobody knows.',
            ),
          follows: z
            .string()
            .exactOptional()
            .describe('The channel whose drift makes this one seem unlike the others; absent if there is none.'),
          mean: deviations().describe('Mean of its values.'),
          out_of_range: z.number().describe('Share of the rows in which it was farthest out of range, 0 to 1.'),
          values: comparison.describe('Its values, scaled by operating condition: moved by wear, too.'),
          alone: comparison
            .exactOptional()
            .describe('How far it is from what the other channels say: moved by a sensor that drifts, hardly by wear.'),
        }),
      )
      .describe('In the order of the inputs of the network.'),
    conditions: comparison.exactOptional().describe('The operating conditions; there if they are more than one.'),
    predicted: comparison
      .exactOptional()
      .describe('Predicted remaining lives, against those of held-out units over their whole lives.'),
  })
  .meta({ title: 'amnl drift --json', description: 'How rows compare with those that a run was trained on.' });
