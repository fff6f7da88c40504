import type { NamedTensors, NamedVariables, StepContext } from '@amnl/core-loop';
import { mul, type Scalar } from '@tensorflow/tfjs-core';
import { type AdamWConstants, adamWStep, type BiasCorrections, biasCorrections, stepSizes } from './adamw.js';
import type { ResolvedGroup } from './groups.js';

/** Where state is stored: in a step of the trainer, or in the stand-alone optimiser. */
export type AdamWStore = Pick<StepContext, 'variable' | 'assign'>;

/** The two numbers of a step that schedules move. */
export interface AdamWRates {
  readonly learningRate: Scalar;
  readonly weightDecay: Scalar;
}

const NOBODY: ReadonlySet<string> = new Set();

/**
 * One AdamW step of all parameters of `groups`. Moments are variables of the store, by parameter name: `adamw/m/<name>`,
 * `adamw/v/<name>`; bias corrections are `adamw/c1`, `adamw/c2`. A parameter without a gradient is left as it is, moments
 * included, as in PyTorch.
 * @param late parameters that joined after others: they have corrections of their own, `adamw/c1/<name>`, `adamw/c2/<name>`
 */
export function applyAdamW(
  store: AdamWStore,
  parameters: NamedVariables,
  gradients: NamedTensors,
  rates: AdamWRates,
  groups: readonly ResolvedGroup[],
  constants: AdamWConstants,
  late: ReadonlySet<string> = NOBODY,
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
      const own = late.has(name)
        ? stepSizes(advanceCorrections(store, constants, `/${name}`), learningRate, weightDecay)
        : sizes;
      const next = adamWStep({ parameter, first, second }, gradient, own, constants);
      store.assign(parameter, next.parameter);
      store.assign(first, next.first);
      store.assign(second, next.second);
    }
  }
}

/**
 * The parameters that started training after the others, e.g. unfrozen later. Their moments are younger than the shared
 * correction assumes, which would make their first steps several times too large. A late parameter stays late.
 * @param has whether there is a variable of this name
 */
export function lateOnes(names: readonly string[], has: (variable: string) => boolean): ReadonlySet<string> {
  const isLate = (name: string) => has(`adamw/c1/${name}`) || (has('adamw/c1') && !has(`adamw/m/${name}`));
  return new Set(names.filter(isLate));
}

function advanceCorrections(store: AdamWStore, constants: AdamWConstants, of = ''): BiasCorrections {
  const c1 = store.variable(`adamw/c1${of}`, 0);
  const c2 = store.variable(`adamw/c2${of}`, 0);
  const next = biasCorrections({ first: c1, second: c2 }, constants);
  store.assign(c1, next.first);
  store.assign(c2, next.second);
  return next;
}

function times(scalar: Scalar, factor: number): Scalar {
  return factor === 1 ? scalar : mul(scalar, factor);
}
