import {
  EngineToken,
  type HostTensors,
  knownOptions,
  type NamedVariables,
  numberOf,
  type Plugin,
  type Run,
  requireOption,
  TrainData,
} from '@amnl/core-loop';
import { tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import { average } from './average.js';
import { batchStatistics } from './batch-statistics.js';
import { averagesWeights, evaluateWithAverage } from './evaluate-with-average.js';
import { swapIn } from './swap-in.js';

/** Options of {@link swa}. */
export interface SwaOptions {
  /**
   * Zero-based epoch after which the weights enter the average for the first time. About three quarters of the epochs is
   * usual; the rate should be constant or cyclic from there on.
   */
  readonly startEpoch: number;
  /** Epochs between two updates of the average: the cycle length of a cyclic rate. @default 1 */
  readonly every?: number;
  /**
   * What happens to batch-norm statistics: `'recompute'` runs a pass over the training data with the averaged weights
   * before they are evaluated (see {@link batchStatistics}); `'average'` averages them like weights; `'copy'` uses the
   * live network's.
   * @default 'recompute'
   */
  readonly buffers?: 'recompute' | 'average' | 'copy';
}

/** Prefix of this plugin's run-owned variables. */
const PREFIX = 'swa/';
/** Number of models in the average. */
const MODELS = 'swa/models';
/** The epoch after the last one in the average. */
const TAKEN = 'swa/taken';
/** Models in the average whose statistics were recomputed last. */
const MEASURED = 'swa/measured';

/**
 * Stochastic weight averaging: the equal average of the weights at the end of epochs, from `startEpoch` on. Evaluation uses the
 * average, training never does; after `fit` the model holds the average. A run that ends before the first update
 * keeps the weights of training, and a `run:notice` says so.
 *
 * The rate is left to your schedule: `warmupCosine({ epochs: 75, min: 5e-4 })` comes down to 5e-4 and stays there.
 *
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID; CL_TOKEN_TWICE together with `ema`; in the run EM_STATISTICS_UNKNOWN and
 * EM_STATISTICS_NOT_FINITE
 * @see Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018 (arXiv:1803.05407);
 *   `torch.optim.swa_utils`
 */
export function swa(options: SwaOptions): Plugin {
  const { startEpoch, every, buffers } = checkOptions(options);
  const live = ({ model }: Run): NamedVariables => ({
    ...model.parameters,
    ...(buffers !== 'copy' && floats(model.buffers)),
  });
  const averages = (run: Run): NamedVariables => shadows(run, live(run));
  const passes = new WeakMap<Run, () => Promise<HostTensors>>();
  const passOf = (run: Run) => {
    const { model, seed, get } = run;
    const pass = passes.get(run) ?? batchStatistics({ model, seed, data: get(TrainData), engine: get(EngineToken) });
    passes.set(run, pass);
    return pass;
  };

  /** Adds the weights of the epoch that has just been trained, once. */
  async function take(run: Run): Promise<void> {
    const { epoch } = run.progress;
    const due = epoch >= startEpoch && (epoch - startEpoch) % every === 0;
    if (!due || (await read(run, TAKEN)) > epoch) return;
    const models = await read(run, MODELS);
    const into = averages(run);
    tidy(() => {
      for (const [name, value] of Object.entries(live(run))) {
        into[name]!.assign(average(into[name]!, value, models / (models + 1)));
      }
    });
    write(run, MODELS, models + 1);
    write(run, TAKEN, epoch + 1);
  }

  async function ready(run: Run): Promise<boolean> {
    const models = await read(run, MODELS);
    if (models === 0) return false;
    if (buffers === 'recompute' && (await read(run, MEASURED)) !== models) {
      await recompute(averages(run), live(run), passOf(run));
      write(run, MEASURED, models);
    }
    return true;
  }

  const { evaluate, fitEnd } = evaluateWithAverage({ live, values: averages, ready });
  return {
    name: 'swa',
    fingerprint: { startEpoch, every, buffers },
    provide: averagesWeights('swa'),
    hooks: {
      fitStart(run) {
        shadows(run, { ...run.model.parameters, ...floats(run.model.buffers) });
        if (startEpoch >= run.epochs)
          notice(run, `this run of ${numberOf(run.epochs, 'epoch')} ends before that`, startEpoch);
      },
      async evaluate(run, next) {
        await take(run);
        return evaluate(run, next);
      },
      epochEnd: take, // if nothing is evaluated
      async fitEnd(run, reason) {
        await fitEnd(run, reason);
        const early = startEpoch < run.epochs && reason.by !== 'error' && (await read(run, MODELS)) === 0;
        if (early) notice(run, 'the run ended before that', startEpoch);
      },
    },
  };
}

/** Adds the statistics that belong to the averaged weights. */
async function recompute(averages: NamedVariables, live: NamedVariables, pass: () => Promise<HostTensors>) {
  const restore = swapIn(live, averages);
  try {
    const statistics = await pass();
    tidy(() => {
      for (const [name, { data, shape }] of Object.entries(statistics))
        averages[name]!.assign(tensor(data, [...shape]));
    });
  } finally {
    restore();
  }
}

/** One run-owned variable for each of `variables`. */
function shadows(run: Run, variables: NamedVariables): NamedVariables {
  const made = Object.entries(variables).map(
    ([name, v]) => [name, run.variable(PREFIX + name, () => v.clone())] as const,
  );
  return Object.fromEntries(made);
}

/** Whole numbers (counters) are not averaged. */
function floats(buffers: NamedVariables = {}): NamedVariables {
  const isFloat = ([, { dtype }]: [string, Variable]) => dtype === 'float32';
  return Object.fromEntries(Object.entries(buffers).filter(isFloat));
}

async function read(run: Run, name: string): Promise<number> {
  return (await run.variable(name, 0).data())[0]!;
}

function write(run: Run, name: string, value: number): void {
  tidy(() => run.variable(name, 0).assign(tensor(value)));
}

function notice(run: Run, why: string, startEpoch: number): void {
  const message = `weights are averaged from the end of epoch ${startEpoch} on (counted from 0), and ${why}: evaluation and the model keep the weights of training`;
  run.events.emit('run:notice', { by: 'swa', message });
}

function checkOptions(options: SwaOptions): Required<SwaOptions> {
  knownOptions('swa', options, ['startEpoch', 'every', 'buffers']);
  const { startEpoch, every = 1, buffers = 'recompute' } = options;
  const isWhole = (n: number, least: number) => Number.isInteger(n) && n >= least;
  const usual = 'a zero-based epoch; about three quarters of the epochs is usual';
  requireOption('swa', isWhole(startEpoch, 0), 'startEpoch', usual, startEpoch);
  requireOption('swa', isWhole(every, 1), 'every', 'a number of epochs ≥ 1', every);
  const known = ['recompute', 'average', 'copy'].includes(buffers);
  requireOption('swa', known, 'buffers', "'recompute', 'average' or 'copy'", buffers);
  return { startEpoch, every, buffers };
}
