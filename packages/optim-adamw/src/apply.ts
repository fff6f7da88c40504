import type { NamedTensors, NamedVariables, StepContext } from '@amnl/core-loop';
import { mul, type Scalar } from '@tensorflow/tfjs-core';
import { type AdamWConstants, adamWStep, type BiasCorrections, biasCorrections, stepSizes } from './adamw.js';
import type { ResolvedGroup } from './groups.js';

/** Where state lives: a step of the trainer, or the stand-alone optimiser. */
export type AdamWStore = Pick<StepContext, 'variable' | 'assign'>;

/** The two numbers of a step that schedules move. */
export interface AdamWRates {
  readonly learningRate: Scalar;
  readonly weightDecay: Scalar;
}

/**
 * One AdamW step of all parameters of `groups`. Moments are variables of the store, by parameter name: `adamw/m/<name>`,
 * `adamw/v/<name>`; bias corrections are `adamw/c1`, `adamw/c2`. A parameter without a gradient is left as it is, moments
 * included, as in PyTorch.
 */
export function applyAdamW(
  store: AdamWStore,
  parameters: NamedVariables,
  gradients: NamedTensors,
  rates: AdamWRates,
  groups: readonly ResolvedGroup[],
  constants: AdamWConstants,
): void {
  const corrections = advanceCorrections(store, constants);
  for (const { names, learningRateFactor, weightDecayFactor } of groups) {
    const learningRate = times(rates.learningRate, learningRateFactor);
    const weightDecay = weightDecayFactor === 0 ? undefined : times(rates.weightDecay, weightDecayFactor);
    const sizes = stepSizes(corrections, learningRate, weightDecay);
    for (const name of names) {
      const gradient = gradients[name];
      if (gradient === undefined) continue;
      const parameter = parameters[name]!;
      const first = store.variable(`adamw/m/${name}`, 0, parameter.shape);
      const second = store.variable(`adamw/v/${name}`, 0, parameter.shape);
      const next = adamWStep({ parameter, first, second }, gradient, sizes, constants);
      store.assign(parameter, next.parameter);
      store.assign(first, next.first);
      store.assign(second, next.second);
    }
  }
}

function advanceCorrections(store: AdamWStore, constants: AdamWConstants): BiasCorrections {
  const c1 = store.variable('adamw/c1', 0);
  const c2 = store.variable('adamw/c2', 0);
  const next = biasCorrections({ first: c1, second: c2 }, constants);
  store.assign(c1, next.first);
  store.assign(c2, next.second);
  return next;
}

function times(scalar: Scalar, factor: number): Scalar {
  return factor === 1 ? scalar : mul(scalar, factor);
}
