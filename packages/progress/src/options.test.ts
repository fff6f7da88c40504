import { TrainEmitter } from '@amnl/core-loop';
import { expect, test } from 'vitest';
import { printProgress, progress, showLines } from './index.js';

const oops = { oops: 1 } as never;

test.each([() => progress(oops), () => printProgress(new TrainEmitter(), oops), () => showLines(() => [], oops)])(
  '%s refuses an option that it does not know',
  async (call) => {
    await expect((async () => call())()).rejects.toMatchObject({
      code: 'CL_OPTION_UNKNOWN',
      message: expect.stringContaining("unknown option 'oops'"),
    });
  },
);

test.each([null, 3, '', ['loss']] as never[])('refuses to monitor %j', (monitor) => {
  expect(() => progress({ monitor })).toThrow(/\[progress\] `monitor` must be the name of a metric.*CL_OPTION_INVALID/);
});
