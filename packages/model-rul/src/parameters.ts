import { tensor, type Variable, variable } from '@tensorflow/tfjs-core';
import { constant, forgetOne, glorotUniform, heNormal, type Initializer, orthogonalGates } from './init.js';
import type { NetworkName, RulModelOptions } from './options.js';

/** The network's variables by name. */
export interface RulVariables {
  readonly parameters: Readonly<Record<string, Variable>>;
  readonly buffers: Readonly<Record<string, Variable>>;
}

/** Sizes of the RUL head's hidden layers. */
export const RUL_HEAD = [64, 32, 16] as const;
/** Sizes of the health head's hidden layers. */
export const HEALTH_HEAD = [32, 16] as const;
/** Healthy, degrading, critical. */
const HEALTH_STATES = 3;

/**
 * Makes and initialises every variable: He normal before ReLU, Glorot uniform for LSTM inputs, attention and outputs,
 * orthogonal recurrent kernels, forget-gate bias 1, other biases 0. The RUL output's kernel is a tenth of Glorot's, so that the
 * first predictions lie close to `rulScale` · ln 2 instead of anywhere between a quarter and three times of that. Each variable has its own random stream, named after it.
 */
export function createVariables(options: Required<RulModelOptions>): RulVariables {
  const parameters: Record<string, Variable> = {};
  const buffers: Record<string, Variable> = {};
  declareVariables(options, (name, shape, fill, trainable = true) => {
    const initial = tensor(fill(lengthOf(shape), options.seed, `init/${name}`), shape);
    (trainable ? parameters : buffers)[name] = variable(initial, trainable);
    initial.dispose();
  });
  return { parameters, buffers };
}

/** How many numbers the variables of a network hold, without making any. */
export function countNumbers(options: Required<RulModelOptions>): number {
  let count = 0;
  declareVariables(options, (_, shape) => {
    count += lengthOf(shape);
  });
  return count;
}

type Make = (name: string, shape: number[], fill: Initializer, trainable?: boolean) => void;

function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function declareVariables(options: Required<RulModelOptions>, make: Make): void {
  const { funnel } = options;
  const linear = (name: string, inputs: number, units: number, fill = heNormal(inputs)): void => {
    make(`${name}/kernel`, [inputs, units], fill);
    make(`${name}/bias`, [units], constant(0));
  };
  const layers = (name: string, sizes: readonly number[]): void => {
    for (let i = 1; i < sizes.length; i++) linear(`${name}/dense${i}`, sizes[i - 1]!, sizes[i]!);
  };
  const head = (name: string, sizes: readonly number[], outputs: number, scale: number): void => {
    layers(name, sizes);
    const inputs = sizes.at(-1)!;
    const fill: Initializer = (...args) => glorotUniform(inputs, outputs)(...args).map((value) => value * scale);
    linear(`${name}/dense${sizes.length}`, inputs, outputs, fill);
  };
  layers('funnel', [declareTrunk[options.network](options, make), ...funnel]);
  head('rul', [funnel.at(-1)!, ...RUL_HEAD], 1, 0.1);
  head('health', [funnel.at(-1)!, ...HEALTH_HEAD], HEALTH_STATES, 1);
}

/** The variables before the funnel. Each returns the width of what the funnel gets. */
const declareTrunk: Readonly<Record<NetworkName, (options: Required<RulModelOptions>, make: Make) => number>> = {
  amnl(options, make) {
    const width = convLstm(options, make);
    make('attention/inKernel', [width, 3 * width], glorotUniform(width, 3 * width));
    make('attention/inBias', [3 * width], constant(0));
    make('attention/outKernel', [width, width], glorotUniform(width, width));
    make('attention/outBias', [width], constant(0));
    norm('attention/norm', width, make);
    return width;
  },
  'conv-lstm': convLstm,
  lstm({ features, hidden }, make) {
    lstm('lstm', features, hidden, make);
    return hidden;
  },
  cnn(options, make) {
    return (options.window / options.pool) * convBlocks(options, make);
  },
};

function convLstm(options: Required<RulModelOptions>, make: Make): number {
  const { hidden } = options;
  let width = convBlocks(options, make);
  for (const layer of ['lstm1', 'lstm2']) {
    for (const direction of ['forward', 'backward']) lstm(`${layer}/${direction}`, width, hidden, make);
    width = 2 * hidden;
  }
  norm('lstm/norm', width, make);
  return width;
}

function convBlocks({ features, channels }: Required<RulModelOptions>, make: Make): number {
  let width = features;
  channels.forEach((filters, i) => {
    make(`conv${i + 1}/kernel`, [3, width, filters], heNormal(3 * width));
    make(`conv${i + 1}/bias`, [filters], constant(0));
    norm(`conv${i + 1}/norm`, filters, make);
    make(`conv${i + 1}/norm/mean`, [filters], constant(0), false);
    make(`conv${i + 1}/norm/variance`, [filters], constant(1), false);
    width = filters;
  });
  return width;
}

function lstm(name: string, inputs: number, hidden: number, make: Make): void {
  make(`${name}/inputKernel`, [inputs, 4 * hidden], glorotUniform(inputs, 4 * hidden));
  make(`${name}/recurrentKernel`, [hidden, 4 * hidden], orthogonalGates(hidden));
  make(`${name}/bias`, [4 * hidden], forgetOne(hidden));
}

function norm(name: string, width: number, make: Make): void {
  make(`${name}/gain`, [width], constant(1));
  make(`${name}/bias`, [width], constant(0));
}
