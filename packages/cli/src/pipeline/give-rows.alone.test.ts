import '@tensorflow/tfjs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setBackend } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { presetConfig } from '../config/resolve-config.js';
import { pumps } from '../fixtures/pumps.js';
import { pipelineOf, toGive } from './give-rows.js';
import type { LoadedData } from './load-data.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('a run keeps what is made of the rows, not the rows', async () => {
  await setBackend('cpu');
  const config = presetConfig('quick', {
    epochs: 1,
    hidden: 2,
    heads: 2,
    channels: [2],
    funnel: [4],
    selection: 'holdout',
  });
  const { given, rows } = loaded();
  expect(given.about.train.values).toHaveLength(0);
  const pipeline = pipelineOf(given, { config });
  await new Promise((done) => setImmediate(done)); // a weak reference holds until the turn ends
  collect();
  expect(rows.deref()).toBeUndefined();
  expect(pipeline.sources.sizes.trainUnits).toBe(8);
  pipeline.dispose();
});

/** Of its own, so that nothing else keeps them. */
function loaded() {
  const data = pumps({ train: 10, test: 0 });
  const about = { simulated: true, source: 'simulated', directory: undefined, official: false } as const;
  const whole: LoadedData = { ...data, test: undefined, ...about, files: {}, checksum: 'made up', notices: [] };
  return { given: toGive(whole), rows: new WeakRef(data.train.values) };
}
