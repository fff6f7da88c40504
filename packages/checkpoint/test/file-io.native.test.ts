// Models in files, between our handler and tfjs-node's.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import { fileSystem } from '../src/file-io/index.js';

const folder = mkdtempSync(join(tmpdir(), 'amnl native files '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function network() {
  const model = tf.sequential();
  model.add(tf.layers.conv1d({ inputShape: [8, 3], filters: 4, kernelSize: 3, activation: 'relu' }));
  model.add(tf.layers.batchNormalization());
  model.add(tf.layers.lstm({ units: 5, recurrentInitializer: 'glorotUniform' }));
  model.add(tf.layers.dense({ units: 2 }));
  return model;
}
const x = () =>
  tf.tensor(
    Float32Array.from({ length: 48 }, (_, i) => Math.sin(i)),
    [2, 8, 3],
  );
const outputs = (model: tf.LayersModel) => (model.predict(x()) as tf.Tensor).dataSync();

test('what ours saves, tfjs-node loads', async () => {
  const model = network();
  await model.save(fileSystem(join(folder, 'ours')));
  expect(tf.io.getLoadHandlers(`file://${folder}/ours/model.json`)[0]?.constructor.name).toBe('NodeFileSystem');
  expect(outputs(await tf.loadLayersModel(`file://${folder}/ours/model.json`))).toEqual(outputs(model));
});

test('what tfjs-node saves, ours loads', async () => {
  const model = network();
  await model.save(`file://${folder}/theirs`);
  expect(outputs(await tf.loadLayersModel(fileSystem(join(folder, 'theirs', 'model.json'))))).toEqual(outputs(model));
});
