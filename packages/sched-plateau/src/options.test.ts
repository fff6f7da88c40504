import { expect, test } from 'vitest';
import { plateau } from './index.js';

const oops = { oops: 1 } as never;

test.each([() => plateau(oops)])('%s refuses an option that it does not know', async (call) => {
  await expect((async () => call())()).rejects.toMatchObject({
    code: 'CL_OPTION_UNKNOWN',
    message: expect.stringContaining("unknown option 'oops'"),
  });
});

test.each([null, 3, ''] as never[])('refuses to monitor %j', (monitor) => {
  expect(() => plateau({ monitor })).toThrow(/\[plateau\] `monitor` must be the name of a metric.*CL_OPTION_INVALID/);
});
