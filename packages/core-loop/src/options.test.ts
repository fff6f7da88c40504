import '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { arrayData, createTrainer, fromLayersModel, sgd } from './index.js';
import { tinyModel, tinyTrainer } from './testing/index.js';

const oops = { oops: 1 } as never;
const bare = {} as never;

test.each([
  () => arrayData(oops),
  () => fromLayersModel(bare, oops),
  async () => tinyTrainer().restore(bare, oops),
  () => sgd(oops),
  () => createTrainer({ model: tinyModel(), epochs: 1, ...(oops as object) }),
  async () => tinyTrainer().fit(oops),
  async () => tinyTrainer().stop('enough', oops),
  () => tinyTrainer(oops),
])('%s refuses an option that it does not know', async (call) => {
  await expect((async () => call())()).rejects.toMatchObject({
    code: 'CL_OPTION_UNKNOWN',
    message: expect.stringContaining("unknown option 'oops'"),
  });
});
