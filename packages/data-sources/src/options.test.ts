import { expect, test } from 'vitest';
import { fromGenerator, fromTfData, prefetch } from './index.js';
import { fileData, workerSource, writeNpy } from './node/index.js';

const oops = { oops: 1 } as never;
const bare = {} as never;

test.each([
  () => fileData(oops),
  () => fromGenerator(() => [], oops),
  () => prefetch(bare, oops),
  () => fromTfData(bare, oops),
  () => workerSource('x', oops),
  () => writeNpy('x', [], oops),
])('%s refuses an option that it does not know', async (call) => {
  await expect((async () => call())()).rejects.toMatchObject({
    code: 'CL_OPTION_UNKNOWN',
    message: expect.stringContaining("unknown option 'oops'"),
  });
});
