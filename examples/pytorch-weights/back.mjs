// The way back: a network with PyTorch's weights is trained here, kept as TensorFlow.js's own files, and written for PyTorch.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeSafetensors, writeAtomic } from '@amnl/checkpoint';
import '@amnl/checkpoint/file-io';
import { arrayData, createTrainer, fromLayersModel, sgd } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { loadSensorNet } from './sensor-net.mjs';

const folder = process.argv[2] ?? 'runs/to-pytorch';
const weights = (/** @type {string} */ name) => fileURLToPath(new URL(`weights/${name}`, import.meta.url));
const { x } = JSON.parse(await readFile(weights('expected.json'), 'utf8')).sensorNet;

const { model: start } = await loadSensorNet(weights('sensor-net.safetensors'));
const trainer = createTrainer({
  model: fromLayersModel(start, { inputs: ['x'], outputs: ['y'] }),
  data: arrayData({
    inputs: { x: { data: Float32Array.from(x.values), shape: x.shape } },
    targets: { y: { data: Float32Array.of(0, 1, 1, 0, 0, 1, 1, 0), shape: [4, 2] } },
  }),
  loss: ({ y }, targets) =>
    tf.losses.meanSquaredError(/** @type {tf.Tensor} */ (targets['y']), /** @type {tf.Tensor} */ (y)),
  plugins: [sgd({ learningRate: 0.05 })],
  epochs: 5,
});
await trainer.fit();
trainer.dispose();

await start.save(`file://${join(folder, 'model')}`);
const model = await tf.loadLayersModel(`file://${join(folder, 'model', 'model.json')}`);

const { parameters, buffers } = fromLayersModel(model);
const variables = { ...parameters, ...buffers };
/** What `sensor-net.mjs` does, the other way round: transposing backwards is transposing with the axes' places. */
const written = tf.tidy(() => {
  const of = (/** @type {string} */ name) => /** @type {tf.Tensor} */ (variables[name]);
  return {
    'conv.weight': tf.transpose(of('0.Conv1D/kernel'), [2, 1, 0]),
    'conv.bias': tf.clone(of('0.Conv1D/bias')),
    'bn.weight': tf.clone(of('1.BatchNormalization/gamma')),
    'bn.bias': tf.clone(of('1.BatchNormalization/beta')),
    'bn.running_mean': tf.clone(of('1.BatchNormalization/moving_mean')),
    'bn.running_var': tf.clone(of('1.BatchNormalization/moving_variance')),
    'lstm.weight_ih_l0': tf.transpose(of('3.LSTM/kernel')),
    'lstm.weight_hh_l0': tf.transpose(of('3.LSTM/recurrent_kernel')),
    'lstm.bias_ih_l0': tf.clone(of('3.LSTM/bias')),
    'lstm.bias_hh_l0': tf.zerosLike(of('3.LSTM/bias')), // only the sum counts
    'fc.weight': tf.transpose(of('4.Dense/kernel')),
    'fc.bias': tf.clone(of('4.Dense/bias')),
  };
});
/** @type {Record<string, import('@amnl/checkpoint').StoredTensor>} */
const tensors = {};
for (const [name, value] of Object.entries(written)) {
  tensors[name] = { dtype: 'float32', shape: value.shape, data: /** @type {Float32Array} */ (await value.data()) };
}
// `from_pretrained` of Hugging Face asks for this metadata.
await writeAtomic(join(folder, 'sensor-net.safetensors'), encodeSafetensors({ tensors, metadata: { format: 'pt' } }));

const outputs = /** @type {tf.Tensor} */ (tf.tidy(() => model.predict(tf.tensor(x.values, x.shape))));
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'answers.json'), JSON.stringify({ x, outputs: Array.from(await outputs.data()) }));
console.log(`${folder}: model/ for TensorFlow.js, sensor-net.safetensors for PyTorch, answers.json to compare`);
tf.dispose([written, outputs]);
start.dispose();
model.dispose();
console.log(JSON.stringify({ tensors: tf.memory().numTensors }));
