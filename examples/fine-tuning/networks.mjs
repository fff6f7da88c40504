// A backbone that two networks share, each with a head of its own; and what freezing means.
import * as tf from '@tensorflow/tfjs';
import { LENGTH } from './signals.mjs';

/** Two blocks of convolution, batch norm and ReLU, and the average over time: [B, 64, 1] → features [B, 32]. */
export function createBackbone() {
  return [16, 32].map((filters, i) => [
    tf.layers.conv1d({
      filters,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
      kernelInitializer: tf.initializers.heNormal({ seed: i + 1 }),
    }),
    tf.layers.batchNormalization({ momentum: 0.9 }),
    tf.layers.activation({ activation: 'relu' }),
  ]);
}

/** @typedef {ReturnType<typeof createBackbone>} Blocks */

/**
 * The backbone with a new head. The layers of the backbone are shared, not copied: what another network with the same
 * backbone has learnt is there, and what this one learns is there for the other.
 * @param {Blocks} blocks
 * @param {number} classes
 * @returns [B, 64, 1] → logits [B, classes]
 */
export function withHead(blocks, classes) {
  const input = tf.input({ shape: [LENGTH, 1] });
  const head = [
    tf.layers.globalAveragePooling1d({}),
    tf.layers.dense({ units: classes, kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) }),
  ];
  const output = [...blocks.flat(), ...head].reduce(
    (tensor, layer) => /** @type {tf.SymbolicTensor} */ (layer.apply(tensor)),
    input,
  );
  return tf.model({ inputs: input, outputs: output });
}

/**
 * Freezes blocks, or thaws them. A network built from them is to be handed to `fromLayersModel` afterwards: that is where
 * frozen weights are sorted out, and get no gradient, no moments and no decay.
 * @param {Blocks} blocks
 * @param {boolean} frozen
 */
export function freeze(blocks, frozen = true) {
  for (const layer of blocks.flat()) layer.trainable = !frozen;
}

/**
 * The same network with the running statistics of batch norm as they are: used, not updated. `trainable = false` stops the
 * weights of a layer only; in a training step `tf.layers` would go on normalising by the batch and averaging the statistics.
 * Dropout is off as well.
 * @param {import('@amnl/core-loop').TrainableModel} network
 * @returns {import('@amnl/core-loop').TrainableModel}
 */
export function keepStatistics(network) {
  return { ...network, forward: (inputs, context) => network.forward(inputs, { ...context, training: false }) };
}
