import { z } from 'zod';
import { count, figure, IN_TIME } from './values.js';

const share = (what: string) => z.number().describe(`${what}, 0 to 1.`);
const LAMBDA = share('Share of the way from the first prediction evaluated to the end');
const ACCURACY = '1 − |prediction − truth| / true remaining life';

const fleet = {
  cap: z
    .number()
    .nullable()
    .describe(`Only windows with at most so much true remaining life are evaluated, ${IN_TIME}; \`null\`: all.`),
  horizonAlpha: share("Margin of the horizon, as a share of a unit's whole life"),
  alpha: share('Margin of the α-λ accuracy, as a share of the true remaining life'),
  count: count().describe('Units evaluated: their life is known, and they have two windows or more below the cap.'),
  leftOut: count().describe('Units whose life is known, but which have fewer.'),
  cut: count().describe('Units evaluated whose windows stop before their end.'),
  horizon: z
    .looseObject({
      units: count().describe('Units that are seen to their end.'),
      median: figure().describe(`Median; a unit without a horizon counts as 0. ${IN_TIME}.`),
      tenth: figure().describe(`Nine of ten units have at least this one; ${IN_TIME}.`),
      none: count().describe('Units without a horizon.'),
    })
    .exactOptional()
    .describe(
      'Prognostic horizon: how long before the end predictions begin to be, and stay, within the margin. Absent if all units are cut.',
    ),
  atLambda: z
    .array(
      z.looseObject({
        lambda: LAMBDA,
        units: count().describe('Units that are seen for so long.'),
        accuracy: figure().describe('α-λ accuracy: share of these predicted within the margin; `null` without units.'),
        relativeAccuracy: figure().describe(`Mean of ${ACCURACY}; \`null\` without units.`),
      }),
    )
    .describe('α-λ accuracy and relative accuracy.'),
  cumulativeRelativeAccuracy: figure().describe(
    `Mean over the units of the mean of ${ACCURACY} over their predictions; 1 is exact.`,
  ),
};

const unit = z.looseObject({
  unit: z.string().describe('Name of the unit.'),
  end: figure().describe(`Age at the end of its life; ${IN_TIME}.`),
  rows: count().describe('Predictions evaluated.'),
  cut: z.boolean().describe('Whether its windows stop before its end.'),
  horizon: figure().describe(`Prognostic horizon, of a unit that is cut so far; \`null\`: none. ${IN_TIME}.`),
  atLambda: z
    .array(
      z.looseObject({
        lambda: LAMBDA,
        within: z.boolean().nullable().describe('α-λ accuracy; `null`: the unit is not seen for so long.'),
        relativeAccuracy: figure().describe('Relative accuracy; `null` likewise.'),
      }),
    )
    .describe('α-λ accuracy and relative accuracy.'),
  cumulativeRelativeAccuracy: figure().describe('Mean of the relative accuracies of its predictions.'),
});

/** Prognostic metrics of a fleet: `prognosticReport` of `@amnl/metrics-rul` without its rows per unit. */
export const prognosticsSchema = z.looseObject(fleet).meta({ id: 'prognostics' });

/** The same with them. */
export const unitPrognosticsSchema = z
  .looseObject({ ...fleet, units: z.array(unit).describe('One row per unit evaluated.') })
  .meta({ id: 'unitPrognostics' });

/** Of which units and rows, in descriptions. */
export const WHOLE_LIVES =
  'over the whole lives of the units that the run held out, from `calibration.json`. The best epoch was selected on them. Absent if it held none out.';
