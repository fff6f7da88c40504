import { POLICIES } from '@amnl/maintenance-policy';
import { z } from 'zod';
import { count, figure, IN_TIME } from './values.js';

const estimate = (what: string) =>
  z
    .strictObject({
      value: figure().describe('The figure.'),
      low: figure().describe('Lower end of its interval.'),
      high: figure().describe('Upper end of its interval.'),
    })
    .describe(`${what}; with a bootstrap interval over units.`);

const judged = {
  policy: z.enum(POLICIES).describe('When a unit is changed; `docs/alarms.md` says how each works.'),
  cost: estimate('Cost per unit of time'),
  minusRunToFailure: estimate('Its cost less that of running to failure, for the same units'),
  minusFixedAge: estimate('Its cost less that of the fixed age, for the same units'),
  failures: z.number().min(0).max(1).describe('Share of the units that fail in service.'),
  meanTime: figure().describe(`Mean time in service; ${IN_TIME}.`),
};

/** What changing units costs by each policy: in `amnl evaluate --json` with costs. */
export const maintenanceSchema = z
  .strictObject({
    costs: z
      .strictObject({
        early: z.number().describe('Of a change before the unit fails.'),
        failure: z.number().describe('Of a failure in service.'),
      })
      .describe('The costs that were given.'),
    units: count().describe('Units that were held out, and that policies are chosen and judged on.'),
    coverage: z.number().min(0).max(1).describe('Of the bootstrap intervals.'),
    policies: z
      .array(
        z.strictObject({
          ...judged,
          age: z.number().exactOptional().describe(`The cheapest age; ${IN_TIME}.`),
          threshold: z.number().exactOptional().describe(`The cheapest threshold; ${IN_TIME}.`),
          indicator: z.string().exactOptional().describe('What the threshold is for: `rul` or `rul_low`.'),
        }),
      )
      .describe('Each unit is judged by the age or threshold that is cheapest for the others.'),
    test: z
      .strictObject({
        units: count().describe('Test units whose life is known.'),
        policies: z.array(z.strictObject(judged)).describe('All but `alarm`, which needs whole histories.'),
      })
      .exactOptional()
      .describe('The same on test units, whose histories end before they fail; absent if there are none.'),
  })
  .describe('What changing units costs by each policy; only with `--cost-early` and `--cost-failure`.');
