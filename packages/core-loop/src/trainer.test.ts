import '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { checkPlugin, countTensors, tinyTrainer } from './testing/index.js';

test('learns', async () => {
  const t = tinyTrainer({ epochs: 30 });
  const { history, reason } = await t.fit();
  console.log(history.at(-1), reason, t.explain());
  expect(history.at(-1)!.metrics['RMSE_last_cycle']).toBeLessThan(0.05);
  t.dispose();
  t.model.dispose!();
});
test('conformance', async () => {
  await checkPlugin(() => []);
  await checkPlugin(() => [], { accumulate: 2, samples: 27 });
});
