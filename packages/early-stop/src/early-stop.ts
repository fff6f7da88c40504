import {
  knownOptions,
  MonitorToken,
  metricOf,
  type NamedTensors,
  needEvaluationFor,
  numberOf,
  type Plugin,
  type Run,
  requireOption,
  type Token,
  token,
} from '@amnl/core-loop';
import { zeros } from '@tensorflow/tfjs-core';
import { checkPatience, type Memory, NOTHING_YET, type PatienceOptions, patience } from './patience.js';

/** Options of {@link earlyStop}. */
export interface EarlyStopOptions extends PatienceOptions {
  /** Name of the watched metric. @default 'val_loss' */
  readonly monitor?: string;
  /** Whether the model holds the best weights after `fit`, however it ended. @default true */
  readonly restoreBest?: boolean;
}

/** The best epoch so far; both undefined before the first. */
export interface Best {
  readonly epoch: number | undefined;
  /** The monitored metric at that epoch; undefined if it was never finite. */
  readonly value: number | undefined;
}

/** The best epoch, for other plugins and for use after `fit`: `trainer.run.get(BestToken)`. */
export const BestToken: Token<Best> = token('@amnl/early-stop/Best', ['@amnl/early-stop']);

/** Prefix of the kept weights among the run-owned variables. */
const PREFIX = 'early-stop/best/';

/**
 * Stops a run that no longer improves, and restores the best weights: those that were evaluated (EMA weights if
 * `ema` is in the list). They are kept as run-owned variables, so that a resumed run still has them; keeping them is a
 * pointer swap, not a copy.
 *
 * The best weights are put back in `fitEnd`: after patience ran out, after the last epoch, after another plugin's or the
 * user's stop, and after an error.
 *
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID; in the run CL_METRIC_UNKNOWN if nobody reports `monitor`: at its start if that is a
 *   `val_` metric and nothing is evaluated, else at the end of the first epoch
 */
export function earlyStop(options: EarlyStopOptions = {}): Plugin {
  knownOptions('earlyStop', options, ['monitor', 'restoreBest', 'mode', 'minDelta', 'patience', 'startEpoch']);
  const { monitor = 'val_loss', restoreBest = true, ...given } = options;
  const isName = typeof monitor === 'string' && monitor !== '';
  requireOption('early-stop', isName, 'monitor', 'the name of a metric', monitor);
  requireOption('early-stop', typeof restoreBest === 'boolean', 'restoreBest', 'true or false', restoreBest);
  const rule = checkPatience(given);
  const judge = patience(rule);
  let memory: Memory = NOTHING_YET;

  return {
    name: 'early-stop',
    fingerprint: { monitor, restoreBest, ...rule },
    after: ['ema'],
    provide(bind) {
      bind(BestToken, () => bestOf(() => memory));
      bind(MonitorToken, () => ({ metric: monitor, mode: rule.mode }));
    },
    hooks: {
      fitStart: (run) => needEvaluationFor('early-stop', run, monitor),
      epochEnd(run, metrics) {
        const value = metricOf('early-stop', metrics, monitor);
        const verdict = judge(memory, run.progress.epoch, value);
        memory = verdict.memory;
        if (verdict.isBest && restoreBest) keepBest(run);
        if (verdict.exhausted) {
          const best = memory.best!;
          run.stop(
            `${monitor} has not improved for ${numberOf(memory.waited, 'epoch')}; best ${best.value ?? 'none'} in epoch ${best.epoch + 1} of ${run.progress.epoch + 1}`,
          );
        }
      },
      fitEnd(run) {
        if (restoreBest && memory.best !== null) restore(run);
      },
    },
    state: {
      version: 1,
      save: () => memory,
      load(data) {
        memory = data as Memory;
      },
    },
  };
}

/** Keeps the weights that this epoch's evaluation used, or the live ones if nothing was evaluated. */
function keepBest(run: Run): void {
  const { evaluated, progress, model } = run;
  const live = { ...model.parameters, ...model.buffers };
  const weights: NamedTensors = evaluated?.epoch === progress.epoch ? evaluated.weights : live;
  for (const [name, weight] of Object.entries(weights)) {
    const { shape, dtype } = weight;
    run.variable(PREFIX + name, () => zeros(shape, dtype)).assign(weight);
  }
}

function restore(run: Run): void {
  const { parameters, buffers } = run.model;
  for (const [name, variable] of Object.entries({ ...parameters, ...buffers })) {
    variable.assign(run.variable(PREFIX + name, () => variable.clone()));
  }
}

function bestOf(memory: () => Memory): Best {
  return {
    get epoch() {
      return memory().best?.epoch;
    },
    get value() {
      return memory().best?.value ?? undefined;
    },
  };
}
