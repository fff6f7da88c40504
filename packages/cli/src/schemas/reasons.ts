import { z } from 'zod';
import { cliError } from '../terminal/errors.js';
import { readJson } from './lines.js';
import { count, IN_TIME } from './values.js';

const contribution = (of: string) =>
  z.number().describe(`What ${of} contributed to the difference of both predictions, ${IN_TIME}.`);

const SCALED = 'in standard deviations from the mean of training, in the operating condition of the row';

const factsShape = {
  method: z.literal('integrated gradients').describe('How contributions are computed.'),
  baseline: z
    .literal('mean of training')
    .describe('What is compared with: a window whose rows have every channel at its mean over the rows of training.'),
  time_unit: z.string().describe('What life and times are counted in.'),
  inputs: z.array(z.string()).describe('Channels that the network sees, in its order.'),
  only_conditions: z
    .array(z.string())
    .describe('Settings that only choose the operating condition, and are not inputs: nothing is said of them.'),
  simulated: z.boolean().describe('Whether the network was trained on a simulated fleet.'),
};

const reasonShape = {
  unit: z.string().describe('Name of the unit.'),
  time: z.number().describe('The row predicted at, in `time_unit`.'),
  timestamp: z.string().exactOptional().describe('The same as ISO 8601, where the source has timestamps.'),
  rul: z.number().describe('Predicted remaining useful life.'),
  baseline_rul: z.number().describe('Predicted for the baseline.'),
  sum: z
    .number()
    .describe(
      'Of all contributions: `rul` − `baseline_rul`, to 1 % of it, or to 0.1 % of the greater one if that is more.',
    ),
  channels: z
    .array(
      z.looseObject({
        channel: z.string().describe('One of `inputs`.'),
        contribution: contribution('it, over all rows,'),
        scaled: z.number().describe(`Its value in the last row, ${SCALED}.`),
      }),
    )
    .describe('All inputs, the one that contributed most first, whichever way.'),
  rows: z
    .array(
      z.looseObject({
        time: z.number().describe('Of the row.'),
        contribution: contribution('the row, over all channels,'),
      }),
    )
    .describe('The rows of the window, oldest first.'),
  half: z
    .looseObject({
      from: z.number().describe('Time of its first row.'),
      to: z.number().describe('Time of its last row.'),
      rows: count().describe('Rows in it.'),
      contribution: contribution('it'),
    })
    .describe('The fewest rows in sequence that have half of what all rows contributed, whichever way.'),
  padding: count().describe(
    'How often the first row stands before the others, where the unit has fewer rows than a window: what these contributed is in `rows[0]`.',
  ),
  points: count().describe('Points between both windows that the contributions were computed from.'),
};

/** One prediction's reasons. */
export const reasonSchema = z.looseObject(reasonShape);

/** The file `reasons.json` of a run. */
export const reasonsSchema = z
  .looseObject({
    format: z.literal('amnl-reasons').describe('Identifies the file.'),
    version: z.literal(1).describe('Of the format.'),
    ...factsShape,
    units: z
      .array(
        z.looseObject({
          ...reasonShape,
          true_rul: z
            .number()
            .nullable()
            .describe('Remaining life at that row, uncapped; `null` of a unit that still runs.'),
          among: z
            .array(z.enum(['urgent', 'worst']))
            .describe(
              '`urgent`: its predicted life is among the five shortest; `worst`: its error is among the five largest.',
            ),
        }),
      )
      .describe('Ten units at most: the most urgent first, then those that were predicted worst.'),
  })
  .meta({
    title: 'reasons.json',
    description: 'Which channels and rows moved the predictions of the units that matter, at their last rows.',
  });

/** What `amnl explain --json` prints. */
export const explanationSchema = z
  .looseObject({
    ...factsShape,
    ...reasonShape,
    contributions: z
      .array(z.array(z.number()))
      .describe(`What each number contributed, ${IN_TIME}: an array a row, in the order of \`rows\` and \`inputs\`.`),
    scaled: z.array(z.array(z.number())).describe(`The numbers themselves, likewise, ${SCALED}.`),
  })
  .meta({
    title: 'amnl explain --json',
    description: 'Which channels and rows moved one prediction.',
  });

/** `reasons.json` as it is read. */
export type RunReasons = z.infer<typeof reasonsSchema>;

/** Ten units with windows of ten thousand rows and as many channels. */
export const MAX_REASONS = 1 << 25;

/**
 * Reads the text of a `reasons.json`.
 * @param from where the text is from, for messages
 * @throws CLI_RUN_INVALID
 */
export function parseReasons(text: string, from: string): RunReasons {
  const read = readJson(text, reasonsSchema, MAX_REASONS);
  if (read.ok) return read.value;
  throw cliError('CLI_RUN_INVALID', `${from} ${read.why()}. Restore the file, or remove it: the run has all else`);
}
