import {
  knownOptions,
  type NamedVariables,
  type Plugin,
  type Run,
  requireOption,
  type StepContext,
} from '@amnl/core-loop';
import { add, less, maximum, type Scalar, scalar, sub, type Tensor, type Variable, where } from '@tensorflow/tfjs-core';
import { average, checkDecay, type DecayOptions, stepDecayAt } from './average.js';
import { averagesWeights, evaluateWithAverage } from './evaluate-with-average.js';

/** Options of {@link ema}. */
export interface EmaOptions extends DecayOptions {
  /**
   * What happens to batch-norm statistics: `'average'` averages them like weights, `'copy'` evaluates the averaged
   * weights with the live network's statistics, which do not match them. @default 'average'
   */
  readonly buffers?: 'average' | 'copy';
  /** Optimiser steps before averaging begins; until then the average is a copy of the weights. @default 0 */
  readonly start?: number;
}

/** Prefix of this plugin's run-owned variables. */
const PREFIX = 'ema/';
const COUNT = 'ema/updates';

/**
 * Exponential moving average of the weights: shadow ← d·shadow + (1 − d)·θ after every optimiser step. Evaluation uses
 * the average, training never does; after `fit` the model holds the average.
 *
 * Warm-up and averaged statistics are the defaults because the plain form (constant 0.999, parameters only) did harm
 * when measured: last-cycle RMSE 42.3 after 8 epochs where the raw weights have 16.4 and this form 14.5.
 *
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export function ema(options: EmaOptions = {}): Plugin {
  knownOptions('ema', options, ['decay', 'warmup', 'buffers', 'start']);
  const decay = checkDecay(options);
  const { buffers, start } = checkOptions(options);
  const averaged = (of: Pick<StepContext, 'parameters' | 'buffers'>): NamedVariables =>
    buffers === 'average' ? { ...of.parameters, ...of.buffers } : of.parameters;
  const live = ({ model }: Run) => averaged({ parameters: model.parameters, buffers: model.buffers ?? {} });
  const shadowsOf = (run: Run, variables: NamedVariables) =>
    mapNames(variables, (name, v) => run.variable(PREFIX + name, () => v.clone()));
  const shadows = (run: Run) => shadowsOf(run, live(run));
  const updated = async (run: Run) => (await run.variable(COUNT, 0).data())[0]! > 0;

  return {
    name: 'ema',
    fingerprint: { ...decay, buffers, start },
    provide: averagesWeights('ema'),
    hooks: {
      // Created here and not in the step, which may be compiled; also for frozen weights, which may be unfrozen later.
      fitStart(run) {
        const { parameters, buffers } = run.model;
        shadowsOf(run, { ...parameters, ...buffers });
        run.variable(COUNT, 0);
      },
      updated(step) {
        const count = step.variable(COUNT, 0);
        const past = pastShare(start, count, decay);
        for (const [name, variable] of Object.entries(averaged(step))) {
          const shadow = step.variable(PREFIX + name, () => variable.clone());
          step.assign(shadow, average<Tensor>(shadow, variable, past));
        }
        step.assign(count, add(count, 1));
      },
      ...evaluateWithAverage({ live, values: shadows, ready: updated }),
    },
  };
}

/** The decay of the update after `count` earlier ones; before `start` it is 0: no memory. */
function pastShare(start: number, count: Tensor, decay: Required<DecayOptions>): number | Scalar {
  if (start === 0) return stepDecayAt(count, decay);
  const later = stepDecayAt(maximum(sub(count, start), 0), decay);
  return where(less(count, start), scalar(0), typeof later === 'number' ? scalar(later) : later);
}

function mapNames(variables: NamedVariables, f: (name: string, v: Variable) => Variable): NamedVariables {
  return Object.fromEntries(Object.entries(variables).map(([name, v]) => [name, f(name, v)]));
}

function checkOptions({ buffers = 'average', start = 0 }: EmaOptions): { buffers: 'average' | 'copy'; start: number } {
  requireOption('ema', buffers === 'average' || buffers === 'copy', 'buffers', "'average' or 'copy'", buffers);
  requireOption('ema', Number.isInteger(start) && start >= 0, 'start', 'an integer ≥ 0', start);
  return { buffers, start };
}
