// An ordinary tf.layers network: three convolutions with batch norm, an average over what is left of the image, one dense
// layer. The seeds fix the first weights.
import * as tf from '@tensorflow/tfjs';

/**
 * @param {number} size width and height of an image
 * @param {number} classes
 * @returns [B, size, size, 1] → logits [B, classes]
 */
export function createNetwork(size, classes) {
  const model = tf.sequential();
  [8, 16, 24].forEach((filters, i) => {
    model.add(
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        padding: 'same',
        useBias: false, // batch norm has one
        kernelInitializer: tf.initializers.heNormal({ seed: i + 1 }),
        ...(i === 0 && { inputShape: [size, size, 1] }),
      }),
    );
    model.add(tf.layers.batchNormalization({ momentum: 0.9 }));
    model.add(tf.layers.activation({ activation: 'relu' }));
    if (i < 2) model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  });
  model.add(tf.layers.globalAveragePooling2d({}));
  model.add(tf.layers.dense({ units: classes, kernelInitializer: tf.initializers.glorotNormal({ seed: 4 }) }));
  return model;
}
