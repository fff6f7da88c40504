import '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { AdamWOptimizer, adamW, weightDecaySteps } from './index.js';

const oops = { oops: 1 } as never;

test.each([
  () => adamW(oops),
  () => new AdamWOptimizer(oops),
  () => adamW({ groups: [{ match: /x/, ...(oops as object) }] }),
  () => weightDecaySteps(oops),
  () => weightDecaySteps({ steps: [{ epoch: 1, factor: 1, ...(oops as object) }] }),
])('%s refuses an option that it does not know', async (call) => {
  await expect((async () => call())()).rejects.toMatchObject({
    code: 'CL_OPTION_UNKNOWN',
    message: expect.stringContaining("unknown option 'oops'"),
  });
});

test.each([
  [() => adamW({ lr: 0.1 } as never), "[adamW] unknown option 'lr'. It is called 'learningRate' here"],
  [() => adamW({ weight_decay: 0 } as never), "[adamW] unknown option 'weight_decay'. Did you mean 'weightDecay'?"],
  [() => adamW(0.1 as never), '[adamW] the options are 0.1. Give one object: { learningRate: … }'],
])('%s says what is meant', (call, message) => expect(call).toThrow(message));
