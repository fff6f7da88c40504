import { HEALTH_STATES, RANGE_KINDS } from '@amnl/data-fleet';
import { ACTIONS } from '@amnl/maintenance-policy';
import { z } from 'zod';

const figure = () => z.number().nullable();
const probability = (state: string) => figure().describe(`Probability of the state ${state}; 6 decimals.`);

/** One prediction of `amnl predict --json` and `--json-lines`. */
export const predictionSchema = z
  .looseObject({
    unit: z.string().describe('Name of the unit, as in the file.'),
    cycle: z.number().exactOptional().describe('The row predicted at, where time is counted in cycles.'),
    time: z.number().exactOptional().describe("The row predicted at, in the run's unit of time; in place of `cycle`."),
    timestamp: z
      .string()
      .exactOptional()
      .describe('The same time as ISO 8601; present where the table has timestamps. Epochs are written in UTC.'),
    rul: figure().describe('Remaining useful life, in the same unit; 3 decimals, more where the cap is below 10.'),
    rul_spread: figure()
      .exactOptional()
      .describe(
        'Standard deviation of what the networks of an ensemble predict, in the same unit; present where the run is one. How much they differ, which is not an interval.',
      ),
    rul_low: figure()
      .exactOptional()
      .describe('Lower end of the prediction interval; present where the run has held units out to calibrate it on.'),
    rul_high: figure()
      .exactOptional()
      .describe(
        'Upper end; `null` where it reaches the cap of the targets: the RUL may then be any above `rul_low`. `inf` in CSV and Parquet.',
      ),
    health: z
      .enum(HEALTH_STATES)
      .describe(
        'The likeliest state; of a run trained with the loss `rul`, that which `rul` falls into, with probability 1.',
      ),
    p_healthy: probability('healthy'),
    p_degrading: probability('degrading'),
    p_critical: probability('critical'),
    fails_about: z
      .string()
      .nullable()
      .exactOptional()
      .describe(
        'Last time + RUL, with `timestamp`; `null` for a RUL above nine tenths of the cap, which says no date.',
      ),
    action: z
      .enum(ACTIONS)
      .exactOptional()
      .describe('What to do with the unit; only with `--cost-early` and `--cost-failure`.'),
    change_by: z
      .union([z.number(), z.string()])
      .nullable()
      .exactOptional()
      .describe(
        'When to change it, with `action`: in the same unit as `time`, or ISO 8601 where there are timestamps; `null` for `leave`.',
      ),
    in_range: z
      .boolean()
      .describe('Whether all rows of the window are like those of training; else do not trust the prediction.'),
    worst_channel: z
      .string()
      .describe('The channel that is farthest beyond its limit, or nearest to it; `time` for the kind `step`.'),
    worst_kind: z
      .enum(RANGE_KINDS)
      .describe(
        'What is compared, each with a limit of its own: `value`, the channel with its mean; `settings`, with the nearest operating condition; `together`, with what the other channels say; `stuck`, for how many rows it has had the same value; `step`, how far apart rows are.',
      ),
    worst_deviation: figure().describe(
      'How far apart those are, in standard deviations; for `stuck` the number of rows; for `step` how many times as far apart rows are as in training; 2 decimals.',
    ),
  })
  .meta({
    title: 'amnl predict --json-lines',
    description:
      'One prediction: an element of the array of `--json`, a line of `--json-lines`. A computed number that was not finite is `null`.',
  });
