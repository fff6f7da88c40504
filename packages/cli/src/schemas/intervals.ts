import { z } from 'zod';
import { count, IN_TIME } from './values.js';

const share = () => z.number().min(0).max(1);

const coverageFigures = {
  samples: count().describe('Predictions.'),
  measured: share().describe('PICP: share of the intervals that hold the true RUL.'),
  width: z.number().describe(`MPIW: mean width; an interval without an upper end counts up to the cap; ${IN_TIME}.`),
  open: share().describe('Share of the intervals without an upper end.'),
};

const coverageReport = () =>
  z.strictObject({
    ...coverageFigures,
    ranges: z
      .array(
        z.strictObject({
          above: z.number().describe('Border that is not in the range; of the first one it is.'),
          upTo: z.number().nullable().describe('Border that is; `null`: no border.'),
          ...coverageFigures,
        }),
      )
      .describe('By range of the true RUL; those without a sample are left out.'),
  });

/** How prediction intervals did: in `metrics.json` and `amnl evaluate --json`. */
export const intervalsSchema = z
  .strictObject({
    coverage: share().describe('Nominal coverage.'),
    units: count().describe('Units that were held out, and that the intervals are calibrated on.'),
    cross: z
      .boolean()
      .describe('Whether those are the units evaluated: then each is judged by intervals calibrated on the others.'),
    bins: z
      .array(
        z.strictObject({
          upTo: z.number().nullable().describe('Greatest prediction of the range; `null`: no border.'),
          halfWidth: z.number().describe(`How far an interval reaches on either side; ${IN_TIME}.`),
          units: count().describe('Units with predictions in the range.'),
          samples: count().describe('Predictions in the range.'),
          of: z
            .enum(['range', 'all'])
            .describe('What the half-width is of: the range, or all where that has too few units.'),
        }),
      )
      .describe('Intervals by range of the prediction.'),
    lastCycle: coverageReport().describe('Over the last window of every unit whose life is known.'),
    allCycles: coverageReport().exactOptional().describe('Over all of their windows.'),
  })
  .describe('Prediction intervals on the units evaluated; absent in runs that held no units out, or too few.');
