import { addN, type Scalar, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { LayerLike, LayerWeight } from '../contract/layers.js';
import type { InputType, TrainableModel } from '../contract/model.js';
import type { NamedTensors, NamedVariables } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';
import { knownOptions } from '../errors/known-options.js';
import { numberOf } from '../errors/number-of.js';
import { liveRecord } from '../state/live-record.js';
import { layerStates } from './layer-states.js';
import { layersWithin, type NamedWeight, nameWeights, unused, variableOf } from './layer-weights.js';
import { layersFingerprint } from './layers-fingerprint.js';

/** The part of `tf.LayersModel` that is used here, so that this package does not depend on `@tensorflow/tfjs-layers`. */
export interface LayersModelLike {
  readonly layers: readonly LayerLike[];
  readonly trainable: boolean;
  readonly trainableWeights: readonly LayerWeight[];
  readonly inputs: readonly InputType[];
  readonly outputs: readonly unknown[];
  /** The forward pass. */
  apply(inputs: never, kwargs?: { training?: boolean }): unknown;
  /** The penalties of the regularizers. */
  calculateLosses(): Scalar[];
}

/** Options of {@link fromLayersModel}. */
export interface LayersModelOptions {
  /** Names for the inputs, in the model's order. @default `['x']`, or `['x0', 'x1', …]` for several */
  readonly inputs?: readonly string[];
  /** Names for the outputs, in the model's order. @default `['y']`, or `['y0', 'y1', …]` for several */
  readonly outputs?: readonly string[];
}

/**
 * Makes a built `tf.LayersModel` (sequential or functional, single- or multi-output) trainable with `createTrainer`.
 * Weight penalties are added to the loss and kernel constraints are applied after every update, which
 * `tf.LayersModel.fit` forgets (tensorflow/tfjs#3345).
 *
 * The weights of frozen layers do not change; `layer.trainable` may be set at any time, also in a hook, and takes effect at the
 * next optimiser step. Statistics of batch norm move in every training pass, frozen or not; to keep them, run forward as in
 * inference: `{ ...model, forward: (inputs, context) => model.forward(inputs, { ...context, training: false }) }`.
 *
 * Parameters are named by place, class and weight (`0.Dense/kernel`): the automatic layer names of TensorFlow.js count up
 * within a process and would not survive a restart. A weight that several layers share has the name of the first of them.
 *
 * States of stateful recurrent layers become variables among `buffers` (`0.LSTM/state_0`); `model.resetStates()` works as before.
 *
 * Note: `tf.layers.dropout` draws its masks from `Math.random`, so a model with it does not repeat exactly.
 */
export function fromLayersModel(model: LayersModelLike, options: LayersModelOptions = {}): TrainableModel {
  knownOptions('fromLayersModel', options, ['inputs', 'outputs']);
  const inputs = names('inputs', options.inputs, model.inputs.length, 'x');
  const outputs = names('outputs', options.outputs, model.outputs.length, 'y');
  const weights = nameWeights(model.layers);
  const states = statesOf(model);
  const { parameters, buffers } = liveRecords(model, weights, states);
  const constraints: Record<string, (w: Tensor) => Tensor> = {};
  for (const { name, weight } of weights) {
    const { constraint } = weight;
    if (constraint) constraints[name] = (w) => constraint.apply(w);
  }
  if (Object.keys(parameters).length === 0) {
    throw new TrainError(
      'CL_GRADIENT_MISSING',
      'the tf.LayersModel has no trainable weights. Build it first (give the first layer an inputShape), and leave at least one layer trainable',
      { by: 'fromLayersModel' },
    );
  }

  return {
    parameters,
    buffers,
    constraints,
    inputs: Object.fromEntries(model.inputs.map(({ shape, dtype }, i) => [inputs[i]!, { shape, dtype: dtype! }])),
    layers: model.layers,
    fingerprint: layersFingerprint(model),
    forward(tensors: NamedTensors, { training }) {
      const given = inputs.map((name) => {
        const tensor = tensors[name];
        if (tensor === undefined) {
          throw new TrainError(
            'CL_BATCH_INVALID',
            `the model's input '${name}' is not in the batch, which has: ${Object.keys(tensors).join(', ')}`,
            { by: 'fromLayersModel' },
          );
        }
        return tensor;
      });
      const made = model.apply((given.length === 1 ? given[0] : given) as never, { training });
      const list = (Array.isArray(made) ? made : [made]) as Tensor[];
      return Object.fromEntries(list.map((tensor, i) => [outputs[i]!, tensor]));
    },
    penalty() {
      const penalties = model.calculateLosses();
      return penalties.length === 0 ? undefined : addN(penalties);
    },
  };
}

/** States by name; a layer that is used twice has them once. */
function statesOf(model: LayersModelLike): NamedVariables {
  const states: Record<string, Variable> = {};
  for (const [name, state] of layerStates(model)) {
    if (!Object.values(states).includes(state)) states[unused(name, new Set(Object.keys(states)))] = state;
  }
  return states;
}

/** Parameters and buffers at the time of listing: `trainable` may change at any time, also of nested layers. */
function liveRecords(model: LayersModelLike, weights: readonly NamedWeight[], states: NamedVariables) {
  const parameters: Record<string, Variable> = {};
  const buffers: Record<string, Variable> = {};
  let seen: readonly LayerWeight[] | undefined;
  const switches = [model, ...layersWithin(model), ...weights.map(({ weight }) => weight)];
  let set: readonly boolean[] = [];
  const refresh = (): void => {
    set = switches.map(({ trainable }) => trainable);
    const now = model.trainableWeights;
    if (now.length === seen?.length && now.every((weight, i) => weight === seen![i])) return;
    seen = now;
    const trained = new Set(now);
    for (const record of [parameters, buffers]) for (const name of Object.keys(record)) delete record[name];
    for (const { name, weight } of weights) (trained.has(weight) ? parameters : buffers)[name] = variableOf(weight);
    Object.assign(buffers, states);
  };
  // A tenth of the time of `trainableWeights`; only a layer that overrides `trainableWeights` may be missed.
  const isStale = () => set.length === 0 || switches.some(({ trainable }, i) => trainable !== set[i]);
  return { parameters: liveRecord(parameters, refresh, isStale), buffers: liveRecord(buffers, refresh, isStale) };
}

function names(what: string, given: readonly string[] | undefined, count: number, letter: string): readonly string[] {
  if (given === undefined) return count === 1 ? [letter] : Array.from({ length: count }, (_, i) => letter + i);
  if (given.length === count) return given;
  throw new TrainError(
    'CL_OPTION_INVALID',
    `\`${what}\` has ${numberOf(given.length, 'name')}, the model has ${count} ${what}. Name each one`,
    { by: 'fromLayersModel' },
  );
}
