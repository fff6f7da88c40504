import '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { amnl, amnlLoss, healthCrossEntropy, rulHealthTasks, weightedMse } from './index.js';

const oops = { oops: 1 } as never;
const bare = {} as never;

test.each([
  () => amnl(oops),
  () => amnlLoss(oops),
  () => weightedMse(bare, bare, oops),
  () => healthCrossEntropy(bare, bare, oops),
  () => rulHealthTasks(oops),
])('%s refuses an option that it does not know', async (call) => {
  await expect((async () => call())()).rejects.toMatchObject({
    code: 'CL_OPTION_UNKNOWN',
    message: expect.stringContaining("unknown option 'oops'"),
  });
});
