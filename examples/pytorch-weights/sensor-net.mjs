// The network of `SensorNet` in models.py, in tf.layers, and where PyTorch's weights go in it.
import { loadWeights } from '@amnl/checkpoint';
import { fromLayersModel } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';

/** [batch, time, 3] → [batch, 2]. What PyTorch does differently by default stands in a comment. */
export function createSensorNet() {
  return tf.sequential({
    layers: [
      tf.layers.conv1d({ filters: 8, kernelSize: 3, padding: 'same', inputShape: [12, 3] }),
      tf.layers.batchNormalization({ epsilon: 1e-5 }), // TensorFlow.js: 1e-3
      tf.layers.reLU(),
      tf.layers.lstm({ units: 5, recurrentActivation: 'sigmoid' }), // TensorFlow.js: 'hardSigmoid'
      tf.layers.dense({ units: 2 }),
    ],
  });
}

/** Tensors that only have another name. */
const rename = {
  'conv.bias': '0.Conv1D/bias',
  'bn.weight': '1.BatchNormalization/gamma',
  'bn.bias': '1.BatchNormalization/beta',
  'bn.running_mean': '1.BatchNormalization/moving_mean',
  'bn.running_var': '1.BatchNormalization/moving_variance',
  'fc.bias': '4.Dense/bias',
};

const transposed = (/** @type {tf.Tensor} */ weight) => tf.transpose(weight);
/** Tensors that have another layout. */
const convert = {
  // [outputs, inputs, taps] → [taps, inputs, outputs]
  '0.Conv1D/kernel': { from: 'conv.weight', with: (/** @type {tf.Tensor} */ w) => tf.transpose(w, [2, 1, 0]) },
  // The gates come in the same order: input, forget, cell, output. PyTorch adds two biases, TensorFlow.js has one.
  '3.LSTM/kernel': { from: 'lstm.weight_ih_l0', with: transposed },
  '3.LSTM/recurrent_kernel': { from: 'lstm.weight_hh_l0', with: transposed },
  '3.LSTM/bias': {
    from: ['lstm.bias_ih_l0', 'lstm.bias_hh_l0'],
    with: (/** @type {tf.Tensor} */ a, /** @type {tf.Tensor} */ b) => tf.add(a, b),
  },
  '4.Dense/kernel': { from: 'fc.weight', with: transposed },
};

/** A `tf.LayersModel` with the weights of a file. @param {string} path of a safetensors file */
export async function loadSensorNet(path) {
  const model = createSensorNet();
  const { unused } = await loadWeights(fromLayersModel(model), path, { rename, convert });
  return { model, unused };
}
