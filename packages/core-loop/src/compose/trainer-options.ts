import { checkEngine, checkFunction, checkModel, checkOptimizer, checkSource } from '../contract/check-given.js';
import type { DataSource, MetricsFunction } from '../contract/data.js';
import type { StepEngine } from '../contract/engine.js';
import type { TrainableModel } from '../contract/model.js';
import type { LossFunction, Optimizer } from '../contract/step-context.js';
import { knownOptions } from '../errors/known-options.js';
import { positiveInteger, requireOption } from '../errors/require-option.js';
import type { ParentContainer } from './container.js';
import type { PluginEntry } from './validate-plugins.js';

/** Options of {@link createTrainer}. Everything a plugin can provide may also be given here. */
export interface TrainerOptions {
  readonly model: TrainableModel;
  /** Training batches. */
  readonly data?: DataSource;
  /** Evaluated after every epoch when given: losses as `val_…`, and what `metrics` returns. */
  readonly evaluation?: DataSource;
  /**
   * Further data that are evaluated after every epoch with the same weights, by name: `{ test }` gives `test_loss` and `test_` before
   * each of `metrics`. They are only looked at: nothing is chosen by them unless a plugin names such a figure, and `restore` does not compare them.
   */
  readonly alsoEvaluate?: Readonly<Record<string, DataSource>>;
  readonly metrics?: MetricsFunction;
  /** Task losses; or use a plugin that binds `Loss`. */
  readonly loss?: LossFunction;
  /** Or use a plugin that binds `OptimizerToken`: `adamW()`, `sgd()`. */
  readonly optimizer?: Optimizer;
  /** In the order of their hooks; falsy entries are skipped, lists flattened. */
  readonly plugins?: readonly PluginEntry[];
  /** Total epochs, including a restored run's earlier ones. */
  readonly epochs: number;
  /** Seed of order and dropout. @default 42 */
  readonly seed?: number;
  /** Micro-batches per optimiser step. @default 1 */
  readonly accumulate?: number;
  /** Whether a short last group of an epoch gets its own step. @default true */
  readonly flush?: boolean;
  /** @default eagerEngine() */
  readonly engine?: StepEngine;
  /** Lines that `explain()` adds: whose code is used. */
  readonly notes?: readonly string[];
  /** An application's tsyringe container, for tokens that nothing here provides. */
  readonly container?: ParentContainer;
}

const NAMES = [
  'model',
  'data',
  'evaluation',
  'alsoEvaluate',
  'metrics',
  'loss',
  'optimizer',
  'plugins',
  'epochs',
  'seed',
  'accumulate',
  'flush',
  'engine',
  'notes',
  'container',
] as const;

/** Throws `CL_OPTION_UNKNOWN`, and `CL_OPTION_INVALID` for a value of another kind or out of range. */
export function checkOptions(options: TrainerOptions): void {
  knownOptions('createTrainer', options, NAMES);
  const { model, data, evaluation, metrics, loss, optimizer, engine, epochs, accumulate = 1, seed = 42 } = options;
  const { flush = true, alsoEvaluate = {} } = options;
  checkModel(model);
  if (data !== undefined) checkSource('data', data);
  if (evaluation !== undefined) checkSource('evaluation', evaluation);
  const byName = typeof alsoEvaluate === 'object' && alsoEvaluate !== null;
  requireOption('core-loop', byName, 'alsoEvaluate', 'an object of data sources by name', alsoEvaluate);
  for (const [name, source] of Object.entries(alsoEvaluate)) checkSource(`alsoEvaluate.${name}`, source);
  if (metrics !== undefined) checkFunction('metrics', metrics);
  if (loss !== undefined) checkFunction('loss', loss);
  if (optimizer !== undefined) checkOptimizer('optimizer', optimizer);
  if (engine !== undefined) checkEngine(engine);
  positiveInteger('epochs', epochs);
  positiveInteger('accumulate', accumulate);
  requireOption('core-loop', typeof flush === 'boolean', 'flush', 'true or false', flush);
  const known = Number.isSafeInteger(seed) && seed >= 0;
  requireOption('core-loop', known, 'seed', 'a non-negative integer up to 2^53 − 1', seed);
}
