import { add, mean, stack, type Tensor } from '@tensorflow/tfjs-core';
import { multiHeadAttention } from './attention.js';
import { averagePool } from './average-pool.js';
import { convBlocks } from './conv-blocks.js';
import { dropout } from './dropout.js';
import { layerNorm } from './layer-norm.js';
import { type LstmWeights, lstm } from './lstm.js';
import { parameter, type Weights } from './weights.js';

/** Convolution blocks → 2-layer bidirectional LSTM → layer norm → self-attention with residual and layer norm → mean over time. */
export function amnlTrunk(x: Tensor, weights: Weights): Tensor {
  return mean(attended(convLstm(x, weights), weights), 0);
}

/** The same without attention: convolution blocks → 2-layer bidirectional LSTM → layer norm → mean over time. */
export function convLstmTrunk(x: Tensor, weights: Weights): Tensor {
  return mean(convLstm(x, weights), 0);
}

function convLstm(x: Tensor, weights: Weights): Tensor {
  const { config, context } = weights;
  const p = (name: string): Tensor => parameter(weights, name);
  x = averagePool(convBlocks(x, weights), config.pool);
  x = lstm(x, bothDirections('lstm1', p));
  x = dropout(x, config.dropout, 'lstm/dropout', context);
  x = lstm(x, bothDirections('lstm2', p));
  return layerNorm(x, p('lstm/norm/gain'), p('lstm/norm/bias'));
}

function attended(x: Tensor, weights: Weights): Tensor {
  const { config, context } = weights;
  const p = (name: string): Tensor => parameter(weights, name);
  const attention = {
    inKernel: p('attention/inKernel'),
    inBias: p('attention/inBias'),
    outKernel: p('attention/outKernel'),
    outBias: p('attention/outBias'),
  };
  const made = multiHeadAttention(x, attention, config.heads);
  const sum = add(x, dropout(made, config.attentionDropout, 'attention/dropout', context));
  return layerNorm(sum, p('attention/norm/gain'), p('attention/norm/bias'));
}

function bothDirections(layer: string, p: (name: string) => Tensor): LstmWeights {
  const both = (weight: string): Tensor => stack([p(`${layer}/forward/${weight}`), p(`${layer}/backward/${weight}`)]);
  return { inputKernel: both('inputKernel'), recurrentKernel: both('recurrentKernel'), bias: both('bias') };
}
