import { expect, test } from 'vitest';
import { fitScaler, makeWindows, prepareFleet, splitFleet, windowSource } from './index.js';

const oops = { oops: 1 } as never;
const bare = {} as never;

test.each([
  () => fitScaler(bare, oops),
  () => splitFleet(bare, oops),
  () => makeWindows(bare, bare, oops),
  () => windowSource(bare, oops),
  () => prepareFleet(bare, oops),
])('%s refuses an option that it does not know', (call) => {
  expect(call).toThrow(
    expect.objectContaining({
      code: 'CL_OPTION_UNKNOWN',
      message: expect.stringContaining("unknown option 'oops'"),
    }),
  );
});
