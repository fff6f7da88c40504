import { EARLIER_NAMES } from './earlier-names.js';
import { count, figure, IN_TIME } from './values.js';

const LAST = 'over the last window of every test unit';
const ALL = 'over all windows of the test units';

/** Figures that need more than last windows; absent where no test unit is longer than a window. */
const allCycles = {
  RMSE_all_cycles: figure().describe(`Root mean squared error ${ALL}, truth capped; ${IN_TIME}.`),
  MAE_all_cycles: figure().describe(`Mean absolute error ${ALL}, truth capped; ${IN_TIME}.`),
  R2_all_cycles: figure().describe(`Coefficient of determination ${ALL}, truth capped.`),
  nasa_score_all_cycles: figure().describe(`NASA's score summed ${ALL}, truth capped.`),
  health_accuracy_all_cycles: figure().describe(`Share of right health states ${ALL}, 0 to 1.`),
  health_f1_weighted_all_cycles: figure().describe(`F1 of the health states, weighted by support, ${ALL}, 0 to 1.`),
  RMSE_all_cycles_uncapped: figure().describe(`Root mean squared error ${ALL}, truth uncapped; ${IN_TIME}.`),
  MAE_all_cycles_uncapped: figure().describe(`Mean absolute error ${ALL}, truth uncapped; ${IN_TIME}.`),
  R2_all_cycles_uncapped: figure().describe(`Coefficient of determination ${ALL}, truth uncapped.`),
  nasa_score_all_cycles_uncapped: figure().describe(`NASA's score summed ${ALL}, truth uncapped.`),
};

type Figures = typeof allCycles;
type Optional = { [Name in keyof Figures]: ReturnType<Figures[Name]['exactOptional']> };

type Earlier = { [Name in keyof typeof EARLIER_NAMES]: Optional['nasa_score_all_cycles'] };

/** The flat figures of an evaluation over the test units, as `flatMetrics` of `@amnl/metrics-rul` names them. */
export const figures = {
  RMSE_last_cycle: figure().describe(`Root mean squared error ${LAST}, truth capped; ${IN_TIME}.`),
  MAE_last_cycle: figure().describe(`Mean absolute error ${LAST}, truth capped; ${IN_TIME}.`),
  R2_last_cycle: figure().describe(`Coefficient of determination ${LAST}, truth capped.`),
  nasa_score_last_cycle: figure().describe(`NASA's asymmetric score summed ${LAST}, truth capped.`),
  nasa_score_last_cycle_mean: figure().describe('The same per unit.'),
  health_accuracy: figure().describe(`Share of right health states ${LAST}, 0 to 1.`),
  health_f1_weighted: figure().describe(`F1 of the health states, weighted by support, ${LAST}, 0 to 1.`),
  early_late_ratio: figure().describe(`Predictions below the truth for each one at or above it, ${LAST}.`),
  error_mean: figure().describe(`Mean of prediction − truth ${LAST}; ${IN_TIME}, positive is late.`),
  error_std: figure().describe(`Standard deviation of prediction − truth ${LAST} (divides by n); ${IN_TIME}.`),
  RMSE_last_cycle_uncapped: figure().describe(`Root mean squared error ${LAST}, truth uncapped; ${IN_TIME}.`),
  MAE_last_cycle_uncapped: figure().describe(`Mean absolute error ${LAST}, truth uncapped; ${IN_TIME}.`),
  R2_last_cycle_uncapped: figure().describe(`Coefficient of determination ${LAST}, truth uncapped.`),
  nasa_score_last_cycle_uncapped: figure().describe(`NASA's asymmetric score summed ${LAST}, truth uncapped.`),
  nasa_score_last_cycle_mean_uncapped: figure().describe('The same per unit.'),
  concordance_last_cycle: figure()
    .exactOptional()
    .describe(
      "Harrell's concordance index of the last windows, 0 to 1; 0.5 is chance. Units that still run take part. Absent if it is not known of any two units which of them fails first, and in runs of earlier versions.",
    ),
  units_censored: count()
    .exactOptional()
    .describe(
      'Test units that still run; figures other than the concordance are over the rest. Absent if none of the data can.',
    ),
  ...(Object.fromEntries(
    Object.entries(allCycles).map(([name, schema]) => [name, schema.exactOptional()]),
  ) as Optional),
  ...(Object.fromEntries(
    Object.entries(EARLIER_NAMES).map(([earlier, today]) => [
      earlier,
      figure()
        .exactOptional()
        .meta({ deprecated: true, description: `Earlier name of \`${today}\`.` }),
    ]),
  ) as Earlier),
};
