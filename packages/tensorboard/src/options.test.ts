import { expect, test } from 'vitest';
import { openEventWriter, tensorBoard } from './index.js';

const oops = { oops: 1 } as never;

test.each([
  () => openEventWriter('x', oops),
  () => tensorBoard({ dir: 'x', histograms: oops }),
  () => tensorBoard(oops),
])('%s refuses an option that it does not know', async (call) => {
  await expect((async () => call())()).rejects.toMatchObject({
    code: 'CL_OPTION_UNKNOWN',
    message: expect.stringContaining("unknown option 'oops'"),
  });
});
