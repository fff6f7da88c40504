import { relu, type Tensor } from '@tensorflow/tfjs-core';
import { batchNorm } from './batch-norm.js';
import { conv1d } from './conv1d.js';
import { dropout } from './dropout.js';
import { parameter, type Weights } from './weights.js';

/** For each of `channels` a convolution of 3 taps, batch norm, ReLU and dropout. @param x `[T, B, features]` @returns `[T, B, channels.at(-1)]` */
export function convBlocks(x: Tensor, weights: Weights): Tensor {
  const { buffers, config, context } = weights;
  const p = (name: string): Tensor => parameter(weights, name);
  for (let i = 1; i <= config.channels.length; i++) {
    const name = `conv${i}`;
    const statistics = { mean: buffers[`${name}/norm/mean`]!, variance: buffers[`${name}/norm/variance`]! };
    const state = { gain: p(`${name}/norm/gain`), bias: p(`${name}/norm/bias`), ...statistics };
    x = relu(batchNorm(conv1d(x, p(`${name}/kernel`), p(`${name}/bias`)), state, context));
    x = dropout(x, config.convDropout, `${name}/dropout`, context);
  }
  return x;
}
