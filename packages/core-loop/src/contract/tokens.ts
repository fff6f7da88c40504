import type { Mode } from '../numbers/better.js';
import type { Awaitable } from './awaitable.js';
import type { DataSource } from './data.js';
import type { StepEngine } from './engine.js';
import type { Metrics } from './records.js';
import type { Run } from './run.js';
import type { LossFunction, Optimizer, TaskCombiner } from './step-context.js';
import { type Token, token } from './token.js';

/**
 * Writes the best/last files; bound by `@amnl/checkpoint` or by your own plugin. Called after every epoch's evaluation, and
 * when a run ends within an epoch: then `progress.batch` is above 0 and the history has no new record.
 */
export interface Saver {
  /** Saves the state that the run has now. */
  save(run: Run): Awaitable<void>;
}
/**
 * Computes the metrics of an epoch's evaluation; the default uses `evaluation` and `metrics` of the trainer options. Await `pause`
 * between batches: it lets signals be handled, and throws when the run must end at once (do not catch it).
 */
export type Evaluator = (run: Run, pause: () => Promise<void>) => Promise<Metrics>;

/** What a run is judged by: displays and reports show the best epoch by it unless configured differently. */
export interface Monitor {
  readonly metric: string;
  readonly mode: Mode;
}

/** The loss of a run. */
export const Loss: Token<LossFunction> = token('@amnl/core-loop/Loss', ['@amnl/amnl-loss', 'the `loss` option']);
/** How the gradients of several tasks become one; if nothing is bound, `total` of the loss is differentiated. */
export const TaskGradients: Token<TaskCombiner> = token('@amnl/core-loop/TaskGradients', ['@amnl/multi-task']);
/** What applies gradients. */
export const OptimizerToken: Token<Optimizer> = token('@amnl/core-loop/Optimizer', [
  '@amnl/optim-adamw',
  'sgd() of @amnl/core-loop',
]);
/** The training batches. */
export const TrainData: Token<DataSource> = token('@amnl/core-loop/TrainData', ['the `data` option']);
/** What computes an epoch's evaluation, instead of the options `evaluation` and `metrics`. */
export const EvaluatorToken: Token<Evaluator> = token('@amnl/core-loop/Evaluator', ['the `evaluation` option']);
/** What runs the step. */
export const EngineToken: Token<StepEngine> = token('@amnl/core-loop/StepEngine', ['eagerEngine() of @amnl/core-loop']);
/** What writes checkpoints; optional. */
export const SaverToken: Token<Saver> = token('@amnl/core-loop/Saver', ['@amnl/checkpoint']);
/** What the run is judged by; optional, see {@link monitorOf}. */
export const MonitorToken: Token<Monitor> = token('@amnl/core-loop/Monitor', ['@amnl/early-stop']);

/** What the run is judged by; undefined if no plugin provides it. */
export function monitorOf(run: Pick<Run, 'get'>): Monitor | undefined {
  return valueIfBound(run, MonitorToken);
}

/** The value of a token; undefined if nothing provides it. */
export function valueIfBound<T>({ get }: Pick<Run, 'get'>, key: Token<T>): T | undefined {
  try {
    return get(key);
  } catch {
    return undefined;
  }
}
