import '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { createRulPipeline, presetConfig } from './index.js';

const oops = { oops: 1 } as object;
const bare = {} as never;

test.each([() => createRulPipeline({ config: presetConfig('quick'), fleet: bare, ...oops })])(
  '%s refuses an option that it does not know',
  async (call) => {
    await expect((async () => call())()).rejects.toMatchObject({
      code: 'CL_OPTION_UNKNOWN',
      message: expect.stringContaining("unknown option 'oops'"),
    });
  },
);
