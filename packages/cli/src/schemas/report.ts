import { z } from 'zod';
import { prognosticsSchema } from './prognostics.js';
import { count, figure, IN_TIME } from './values.js';

/** Errors are prediction − truth. */
const regression = z
  .looseObject({
    count: count().describe('Windows.'),
    rmse: figure().describe(`Root mean squared error; ${IN_TIME}.`),
    mae: figure().describe(`Mean absolute error; ${IN_TIME}.`),
    r2: figure().describe('Coefficient of determination.'),
    nasaScore: figure().describe("NASA's asymmetric score, summed."),
    nasaScoreMean: figure().describe('The same per window.'),
    errorMean: figure().describe(`Mean of prediction − truth; ${IN_TIME}, positive is late.`),
    errorStd: figure().describe(`Standard deviation of prediction − truth (divides by n); ${IN_TIME}.`),
    early: count().describe('Predictions below the truth.'),
    late: count().describe('Predictions at or above the truth.'),
    earlyLateRatio: figure().describe('early / max(late, 1).'),
  })
  .meta({ id: 'regression', description: 'Figures of a set of predictions of remaining useful life.' });

const health = z
  .looseObject({
    accuracy: figure().describe('Share of right predictions, 0 to 1.'),
    f1Weighted: figure().describe('F1 of the states, weighted by support, 0 to 1.'),
    perClass: z
      .array(
        z.looseObject({
          precision: figure().describe('0 to 1.'),
          recall: figure().describe('0 to 1.'),
          f1: figure().describe('0 to 1.'),
          support: count().describe('Windows that truly are in this state.'),
        }),
      )
      .describe('One entry per state: healthy, degrading, critical.'),
    confusion: z.array(z.array(count())).describe('`confusion[truth][prediction]` windows, states in the same order.'),
  })
  .meta({ id: 'health', description: 'Figures of a set of predictions of the health state.' });

const border = z.number().nullable();

const section = z
  .looseObject({
    regression,
    health: health.exactOptional(),
    ranges: z
      .array(
        z.looseObject({
          from: border.describe(`Border below, excluded; ${IN_TIME}. \`null\`: none.`),
          to: border.describe(`Border above, included; ${IN_TIME}. \`null\`: none.`),
          count: count().describe('Windows whose true remaining life lies between.'),
          regression: regression.exactOptional().describe('Absent if there is no such window.'),
        }),
      )
      .describe('The same figures by range of the true remaining life.'),
  })
  .meta({ id: 'section', description: 'Figures of a selection of windows, truth capped.' });

/** The tables of an evaluation: `evaluateRul` of `@amnl/metrics-rul` without the rows per unit. */
export const reportSchema = z
  .looseObject({
    cap: z.number().nullable().describe(`The truth was capped at so much, ${IN_TIME}; \`null\`: it was not.`),
    lastCycle: section.describe('The last window of every test unit.'),
    allCycles: section.exactOptional().describe('All windows; absent if every unit has only one.'),
    uncapped: z
      .looseObject({
        lastCycle: regression.describe('The last window of every test unit.'),
        allCycles: regression.exactOptional().describe('All windows; absent if every unit has only one.'),
      })
      .exactOptional()
      .describe('Against the truth as it is.'),
    concordance: z
      .looseObject({
        index: figure().describe('(concordant + tied / 2) / comparable, 0 to 1.'),
        comparable: count().describe('Pairs of units of which it is known who fails first.'),
        tied: count().describe('Those with equal predictions.'),
      })
      .exactOptional()
      .describe("Harrell's concordance index of the last windows, units that still run included."),
    running: z
      .looseObject({
        count: count().describe('Test units that still run.'),
        windows: count().describe('Their windows.'),
        early: count().describe('Units among them that are predicted to live shorter than they already have.'),
      })
      .exactOptional()
      .describe('Units whose life is not known; all other figures but the concordance leave them out.'),
    prognostics: prognosticsSchema
      .exactOptional()
      .describe(
        'Prognostic metrics over all windows of the test units whose life is known. Absent if no unit has two windows below the cap, if a prediction is not finite, and in runs of earlier versions.',
      ),
  })
  .describe('Tables of the evaluation.');
