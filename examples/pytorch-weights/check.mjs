// Loads files that PyTorch and Hugging Face's transformers wrote, and holds what the models answer against what PyTorch answered.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { loadBert } from './bert.mjs';
import { loadSensorNet } from './sensor-net.mjs';

const weights = (/** @type {string} */ name) => fileURLToPath(new URL(`weights/${name}`, import.meta.url));
const { sensorNet, tinyBert } = JSON.parse(await readFile(weights('expected.json'), 'utf8'));

/** @param {string} name @param {ArrayLike<number>} answered @param {number[]} expected */
function compare(name, answered, expected) {
  const difference = Math.max(...expected.map((value, i) => Math.abs(value - Number(answered[i]))));
  console.log(`${name}: ${expected.length} outputs, largest difference from PyTorch ${difference.toExponential(1)}`);
  if (!(difference < 1e-5)) throw new Error(`${name} differs from PyTorch`);
  return difference;
}

const { model: sensor, unused } = await loadSensorNet(weights('sensor-net.safetensors'));
console.log(`SensorNet: left out ${unused.join(', ')}, which PyTorch alone counts`);
const outputs = tf.tidy(() => sensor.predict(tf.tensor(sensorNet.x.values, sensorNet.x.shape)));
const sensorDifference = compare(
  'SensorNet',
  await /** @type {tf.Tensor} */ (outputs).data(),
  sensorNet.outputs.values,
);

const { model: bert, loaded } = await loadBert(weights('tiny-bert'));
console.log(`BERT: ${loaded.length} weights in bfloat16 from two files`);
const logits = tf.tidy(() => {
  const [ids, mask] = [tinyBert.ids, tinyBert.mask].map((rows) => tf.tensor2d(rows, undefined, 'int32'));
  return bert.forward({ ids: /** @type {tf.Tensor} */ (ids), mask: /** @type {tf.Tensor} */ (mask) }).logits;
});
const bertDifference = compare('BERT', await logits.data(), tinyBert.logits.values);

tf.dispose([outputs, logits]);
sensor.dispose();
bert.dispose();
console.log(JSON.stringify({ sensorDifference, bertDifference, tensors: tf.memory().numTensors }));
