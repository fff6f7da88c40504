import { expect, test } from 'vitest';
import { cosineRate, warmup, warmupCosine, warmupCosineRate, warmupFactor } from './index.js';

const oops = { oops: 1 } as never;

test.each([
  () => cosineRate(0, oops),
  () => warmupCosine(oops),
  () => warmupCosine({ warmup: oops }),
  () => warmupCosineRate(0, oops),
  () => warmup(oops),
  () => warmupFactor(0, oops),
])('%s refuses an option that it does not know', async (call) => {
  await expect((async () => call())()).rejects.toMatchObject({
    code: 'CL_OPTION_UNKNOWN',
    message: expect.stringContaining("unknown option 'oops'"),
  });
});
