import { expandDims, reshape, slice, type Tensor, transpose } from '@tensorflow/tfjs-core';
import { averagePool } from './average-pool.js';
import { convBlocks } from './conv-blocks.js';
import { dropout } from './dropout.js';
import { lstm } from './lstm.js';
import { parameter, type Weights } from './weights.js';

/**
 * A single-layer LSTM (Zheng et al. 2017): its last state. In PyTorch
 * `h = nn.LSTM(features, hidden, batch_first=True)(window)[1][0][0]`, then `nn.Dropout(dropout)`.
 */
export function lstmTrunk(x: Tensor, weights: Weights): Tensor {
  const { config, context } = weights;
  const layer = (name: string): Tensor => expandDims(parameter(weights, `lstm/${name}`), 0);
  const states = lstm(averagePool(x, config.pool), {
    inputKernel: layer('inputKernel'),
    recurrentKernel: layer('recurrentKernel'),
    bias: layer('bias'),
  });
  const [steps, batch, hidden] = states.shape as [number, number, number];
  const last = reshape(slice(states, [steps - 1, 0, 0], [1, batch, hidden]), [batch, hidden]);
  return dropout(last, config.dropout, 'lstm/dropout', context);
}

/**
 * A one-dimensional CNN (Babu et al. 2016; Li et al. 2018): convolution blocks, all of whose outputs go into the funnel. In PyTorch, for each of
 * `channels`, `nn.Conv1d(before, filters, 3, padding=1)`, `nn.BatchNorm1d(filters)`, `nn.ReLU()`, `nn.Dropout(convDropout)` over
 * `window.transpose(1, 2)`, then `x.transpose(1, 2).flatten(1)`.
 */
export function cnnTrunk(x: Tensor, weights: Weights): Tensor {
  const made = averagePool(convBlocks(x, weights), weights.config.pool);
  const [steps, batch, filters] = made.shape as [number, number, number];
  return reshape(transpose(made, [1, 0, 2]), [batch, steps * filters]);
}
