import { type NamedTensors, type NamedVariables, type TrainableModel, TrainError } from '@amnl/core-loop';
import { mul, relu, reshape, softplus, type Tensor, transpose } from '@tensorflow/tfjs-core';
import { amnlTrunk, convLstmTrunk } from './amnl-trunk.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import { type NetworkName, type RulModelOptions, resolveOptions } from './options.js';
import { countNumbers, createVariables, HEALTH_HEAD, RUL_HEAD } from './parameters.js';
import { cnnTrunk, lstmTrunk } from './plain-trunks.js';
import { parameter, type Weights } from './weights.js';

/** The network made by {@link createRulModel}. */
export interface RulModel extends TrainableModel {
  readonly buffers: NamedVariables;
  /** The options, defaults filled in: what is needed to build the same network again. */
  readonly config: Required<RulModelOptions>;
  /** Number of trainable parameters. */
  readonly parameterCount: number;
  /** Frees the parameters and buffers. */
  dispose(): void;
}

/**
 * The AMNL dual-task network: convolution blocks → 2-layer bidirectional LSTM → layer norm → self-attention with residual
 * and layer norm → mean over time → funnel → a head for the remaining useful life and one for the health state. With `network: 'conv-lstm'` there is
 * no attention; `'lstm'` and `'cnn'` are plain rivals with the same funnel and heads.
 *
 * `forward({ window })` takes `[B, window, features]` and returns `rul` `[B]` in the unit of time of the targets, above 0, and `health` `[B, 3]`
 * logits (healthy, degrading, critical). RUL = `rulScale` · softplus(output): never negative and never stuck at 0 (as a
 * final ReLU can be), and before training it is near `rulScale` · ln 2, about the mean label where targets are capped
 * at `rulScale`.
 *
 * @throws CL_OPTION_INVALID for a size or rate out of range, or heads that do not divide 2 · hidden
 */
export function createRulModel(options: RulModelOptions = {}): RulModel {
  const config = resolveOptions(options);
  checkSize(config);
  const { parameters, buffers } = createVariables(config);
  const variables = [...Object.values(parameters), ...Object.values(buffers)];
  return {
    config,
    fingerprint: config,
    inputs: { window: { shape: [null, config.window, config.features] } },
    parameters,
    buffers,
    parameterCount: Object.values(parameters).reduce((total, { size }) => total + size, 0),
    forward(inputs, context) {
      return forward(checkedWindow(inputs, config), { parameters, buffers, config, context });
    },
    dispose() {
      for (const variable of variables) variable.dispose();
    },
  };
}

/** From a window, time first, `[T, B, features]`, to what the funnel gets, `[B, …]`. */
const TRUNKS: Readonly<Record<NetworkName, (x: Tensor, weights: Weights) => Tensor>> = {
  amnl: amnlTrunk,
  'conv-lstm': convLstmTrunk,
  lstm: lstmTrunk,
  cnn: cnnTrunk,
};

function forward(window: Tensor, weights: Weights): NamedTensors {
  const { config, context } = weights;
  const linear = (x: Tensor, name: string): Tensor =>
    dense(x, parameter(weights, `${name}/kernel`), parameter(weights, `${name}/bias`));

  // Time first from here on: time steps are then contiguous, which the LSTM and the convolutions rely on for speed.
  const x = transpose(window, [1, 0, 2]);
  let z = TRUNKS[config.network](x, weights);
  for (let i = 1; i <= config.funnel.length; i++) {
    z = dropout(relu(linear(z, `funnel/dense${i}`)), config.dropout, `funnel/dense${i}/dropout`, context);
  }
  const head = (name: string, hiddenLayers: number): Tensor => {
    let y = z;
    for (let i = 1; i <= hiddenLayers; i++) y = relu(linear(y, `${name}/dense${i}`));
    return linear(y, `${name}/dense${hiddenLayers + 1}`);
  };
  const rul = mul(softplus(reshape(head('rul', RUL_HEAD.length), [-1])), config.rulScale);
  return { rul, health: head('health', HEALTH_HEAD.length) };
}

function checkedWindow(inputs: NamedTensors, { window, features }: Required<RulModelOptions>): Tensor {
  const x = inputs['window'];
  if (x?.shape.length === 3 && x.shape[1] === window && x.shape[2] === features) return x;
  const found = x === undefined ? `only ${Object.keys(inputs).join(', ') || 'nothing'}` : `shape [${x.shape}]`;
  throw new TrainError(
    'RUL_INPUT_INVALID',
    `the network expects inputs.window of shape [batch, ${window}, ${features}] and got ${found}. Build the data and the network with the same window and features`,
    { by: 'model-rul' },
  );
}

/** A gigabyte of weights. Training holds six times as much, and the paper's network has a hundredth of it. */
const MOST_NUMBERS = 2 ** 28;

function checkSize(config: Required<RulModelOptions>): void {
  const count = countNumbers(config);
  if (count <= MOST_NUMBERS) return;
  const { hidden, channels, funnel } = config;
  throw new TrainError(
    'CL_OPTION_INVALID',
    `hidden ${hidden}, channels [${channels}] and funnel [${funnel}] make a network of ${count.toPrecision(3)} numbers, the limit is ${MOST_NUMBERS}. Choose smaller ones`,
    { by: 'model-rul' },
  );
}
