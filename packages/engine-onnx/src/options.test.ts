import '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { compile, exportOnnx, onnxEngine, saveOnnx } from './index.js';
import { summary } from './summary/index.js';

const oops = { oops: 1 } as never;
const bare = {} as never;

test.each([
  () => compile(() => {}, oops),
  () => exportOnnx(bare, oops),
  () => onnxEngine(oops),
  () => saveOnnx('x', bare, oops),
  () => summary(bare, oops),
])('%s refuses an option that it does not know', async (call) => {
  await expect((async () => call())()).rejects.toMatchObject({
    code: 'CL_OPTION_UNKNOWN',
    message: expect.stringContaining("unknown option 'oops'"),
  });
});
