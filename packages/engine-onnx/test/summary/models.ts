import * as tf from '@tensorflow/tfjs';

/**
 * MobileNet for 224 × 224 × 3 (Howard et al. 2017, table 1): its table 4 says 569 million multiply-adds and 4.2 million parameters,
 * and Keras' `MobileNet().summary()` 4,253,864 in all, 4,231,976 of them trainable.
 */
export function mobileNet(): tf.LayersModel {
  const model = tf.sequential();
  const finish = (): void => {
    model.add(tf.layers.batchNormalization());
    model.add(tf.layers.reLU());
  };
  const common = {
    padding: 'same',
    useBias: false,
    kernelInitializer: 'zeros',
    depthwiseInitializer: 'zeros',
  } as const;
  model.add(tf.layers.conv2d({ ...common, filters: 32, kernelSize: 3, strides: 2, inputShape: [224, 224, 3] }));
  finish();
  const blocks = [64, [128, 2], 128, [256, 2], 256, [512, 2], 512, 512, 512, 512, 512, [1024, 2], 1024] as const;
  for (const block of blocks) {
    const [filters, strides] = typeof block === 'number' ? [block, 1] : block;
    model.add(tf.layers.depthwiseConv2d({ ...common, kernelSize: 3, strides }));
    finish();
    model.add(tf.layers.conv2d({ ...common, filters, kernelSize: 1 }));
    finish();
  }
  model.add(tf.layers.globalAveragePooling2d({}));
  model.add(tf.layers.dense({ units: 1000, kernelInitializer: 'zeros' }));
  return model;
}
