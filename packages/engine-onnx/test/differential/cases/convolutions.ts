import * as tf from '@tensorflow/tfjs';
import { type Case, chain } from '../case.js';

const { layers } = tf;

const SHAPES = { 1: [8, 2], 2: [6, 7, 2], 3: [4, 5, 4, 2] } as const;

/** A layer over a series (1), an image (2) or a volume (3), with a convolution before it, so that its gradient counts. */
const over = (rank: 1 | 2 | 3, ...middle: tf.layers.Layer[]): tf.layers.Layer[] => {
  const conv = { 1: layers.conv1d, 2: layers.conv2d, 3: layers.conv3d }[rank] as typeof layers.conv2d;
  return [conv({ filters: 3, kernelSize: 2, activation: 'tanh' }), ...middle];
};
const model = (rank: 1 | 2 | 3, ...middle: tf.layers.Layer[]) =>
  chain(SHAPES[rank], ...over(rank, ...middle), layers.flatten(), layers.dense({ units: 2 }));

/** Name → layers of a model over 1, 2 or 3 dimensions. */
const MODELS: Readonly<Record<string, () => tf.LayersModel>> = {
  'conv1d, strides': () => model(1, layers.conv1d({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' })),
  'conv1d, relu, no bias': () =>
    model(1, layers.conv1d({ filters: 2, kernelSize: 3, activation: 'relu', useBias: false })),
  'conv2d, same': () => model(2, layers.conv2d({ filters: 2, kernelSize: 3, padding: 'same', activation: 'relu' })),
  'conv2d, strides and oblong': () => model(2, layers.conv2d({ filters: 2, kernelSize: [2, 3], strides: [2, 1] })),
  'conv2d, same and strides': () => model(2, layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: 'same' })),
  'conv2d of one pixel': () => model(2, layers.conv2d({ filters: 4, kernelSize: 1 })),
  'conv2d, penalty': () => model(2, layers.conv2d({ filters: 2, kernelSize: 2, kernelRegularizer: 'l1l2' })),
  conv3d: () => model(3, layers.conv3d({ filters: 2, kernelSize: 2, activation: 'relu' })),
  'conv3d, same': () => model(3, layers.conv3d({ filters: 2, kernelSize: 2, padding: 'same' })),
  conv2dTranspose: () => model(2, layers.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 2 })),
  'conv2dTranspose, same': () =>
    model(2, layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: 'same', activation: 'elu' })),
  depthwiseConv2d: () => model(2, layers.depthwiseConv2d({ kernelSize: 2 })),
  'depthwiseConv2d, multiplier': () =>
    model(2, layers.depthwiseConv2d({ kernelSize: [2, 3], depthMultiplier: 2, padding: 'same', activation: 'relu' })),
  'depthwiseConv2d, strides': () => model(2, layers.depthwiseConv2d({ kernelSize: 3, strides: 2, useBias: false })),
  separableConv2d: () => model(2, layers.separableConv2d({ filters: 3, kernelSize: 2 })),
  'separableConv2d, same': () =>
    model(2, layers.separableConv2d({ filters: 3, kernelSize: 3, depthMultiplier: 2, padding: 'same' })),
  maxPooling1d: () => model(1, layers.maxPooling1d({ poolSize: 2 })),
  'maxPooling1d, overlapping': () => model(1, layers.maxPooling1d({ poolSize: 3, strides: 1, padding: 'same' })),
  maxPooling2d: () => model(2, layers.maxPooling2d({ poolSize: [2, 3] })),
  'maxPooling2d, same': () => model(2, layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
  maxPooling3d: () => model(3, layers.maxPooling3d({ poolSize: 2 })),
  averagePooling1d: () => model(1, layers.averagePooling1d({ poolSize: 2, strides: 1 })),
  averagePooling2d: () => model(2, layers.averagePooling2d({ poolSize: 2 })),
  averagePooling3d: () => model(3, layers.averagePooling3d({ poolSize: 2 })),
  globalMaxPooling1d: () => chain([8, 2], ...over(1, layers.globalMaxPooling1d()), layers.dense({ units: 2 })),
  globalAveragePooling1d: () => chain([8, 2], ...over(1, layers.globalAveragePooling1d()), layers.dense({ units: 2 })),
  globalMaxPooling2d: () => chain([6, 7, 2], ...over(2, layers.globalMaxPooling2d({})), layers.dense({ units: 2 })),
  globalAveragePooling2d: () =>
    chain([6, 7, 2], ...over(2, layers.globalAveragePooling2d({})), layers.dense({ units: 2 })),
  'zeroPadding2d and cropping2D': () =>
    model(
      2,
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 1],
        ],
      }),
      layers.cropping2D({
        cropping: [
          [2, 1],
          [1, 1],
        ],
      }),
    ),
  'upSampling2d, bilinear': () =>
    model(
      2,
      layers.cropping2D({
        cropping: [
          [0, 0],
          [0, 1],
        ],
      }),
      layers.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
    ),
  'batch norm of images': () => model(2, layers.batchNormalization(), layers.activation({ activation: 'relu' })),
  'batch norm of rows of images': () => model(2, layers.batchNormalization({ axis: 1 })),
  'permute and reshape': () =>
    model(2, layers.permute({ dims: [3, 1, 2] }), layers.reshape({ targetShape: [3, 30] }), layers.dense({ units: 2 })),
};

export const CONVOLUTIONS: readonly Case[] = Object.entries(MODELS).map(([name, model]) => ({
  name,
  model,
  ...(/3d/i.test(name) && { refused: 'EO_KERNEL_UNSUPPORTED' }),
}));
