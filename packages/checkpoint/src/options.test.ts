import '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { checkpoint, loadWeights } from './index.js';

const oops = { oops: 1 } as never;
const bare = {} as never;

test.each([() => checkpoint(oops), () => checkpoint({ dir: 'x', every: oops }), () => loadWeights(bare, 'x', oops)])(
  '%s refuses an option that it does not know',
  async (call) => {
    await expect((async () => call())()).rejects.toMatchObject({
      code: 'CL_OPTION_UNKNOWN',
      message: expect.stringContaining("unknown option 'oops'"),
    });
  },
);

test.each([null, 3, ''] as never[])('refuses to monitor %j', (monitor) => {
  expect(() => checkpoint({ dir: 'x', monitor })).toThrow(
    /\[checkpoint\] `monitor` must be the name of a metric.*CL_OPTION_INVALID/,
  );
});
