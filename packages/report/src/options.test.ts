import { expect, test } from 'vitest';
import { renderLivePage, renderReport, report, serveRun } from './index.js';

const oops = { oops: 1 } as never;
const bare = {} as never;

test.each([() => renderReport([], oops), () => renderLivePage(oops), () => report(oops), () => serveRun(bare, oops)])(
  '%s refuses an option that it does not know',
  async (call) => {
    await expect((async () => call())()).rejects.toMatchObject({
      code: 'CL_OPTION_UNKNOWN',
      message: expect.stringContaining("unknown option 'oops'"),
    });
  },
);

const facts = (fact: object) => ({ metricFacts: { rmse: fact } }) as never;

test.each([
  [facts({ titel: 'RMSE' }), "[report: metricFacts.rmse] unknown option 'titel'. Did you mean 'title'?"],
  [facts(['RMSE']), '[report: metricFacts.rmse] the options are RMSE'],
  [facts({ digits: -1 }), '`metricFacts.rmse.digits` must be an integer from 0 to 100, but is -1'],
  [facts({ scale: 'logarithmic' }), "`metricFacts.rmse.scale` must be 'linear' or 'log', but is \"logarithmic\""],
  [facts({ better: 'lower' }), "`metricFacts.rmse.better` must be 'min' or 'max', but is \"lower\""],
  [{ headline: 'rmse' as never }, '`headline` must be a list of names of metrics, but is "rmse"'],
])('%j is refused', (options, message) => {
  expect(() => report(options)).toThrow(message);
});
