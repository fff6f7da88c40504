import { TrainError } from '../errors/errors.js';
import { isTensor, whatIs } from '../errors/what-is.js';
import { isPromise } from './awaitable.js';
import type { MetricsFunction } from './data.js';
import type { Metrics } from './records.js';
import type { LossFunction } from './step-context.js';
import type { Evaluator } from './tokens.js';

/**
 * Calls a function of the user's. What it throws is thrown with the names of what it was given, as a misspelt one is `undefined`,
 * about which TensorFlow.js only says that it is not a tensor; an error with a code is more precise.
 * @throws CL_CALL_FAILED
 */
export function calling<T>(what: string, given: Readonly<Record<string, object>>, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (typeof (error as { code?: unknown } | null)?.code === 'string') throw error;
    const names = Object.entries(given).map(([kind, of]) => `${kind}: ${Object.keys(of).join(', ') || 'none'}`);
    throw new TrainError(
      'CL_CALL_FAILED',
      `${what} failed: ${error instanceof Error ? error.message : String(error)} It was given ${names.join('; ')}. Check the names, then the shapes`,
      { cause: error },
    );
  }
}

/** The loss, with what it throws and returns looked at. */
export function checkedLoss(loss: LossFunction): LossFunction {
  return (outputs, targets, step) => {
    const made: unknown = calling('the loss', { outputs, targets }, () => loss(outputs, targets, step));
    const losses = typeof made === 'object' && made !== null && !isTensor(made) ? Object.entries(made) : [];
    const wrong = isPromise(made) ? undefined : losses.find(([, value]) => value !== undefined && !isTensor(value));
    if (wrong !== undefined || (!isPromise(made) && !isTensor(made) && losses.length === 0)) {
      const found = wrong === undefined ? whatIs(made) : `'${wrong[0]}' as ${whatIs(wrong[1])}`;
      const advice = 'Return a scalar tensor, or { total } with further tensors for single tasks';
      throw new TrainError('CL_LOSS_INVALID', `the loss returned ${found}. ${advice}`);
    }
    return made as ReturnType<LossFunction>;
  };
}

/** The function `metrics`, with what it throws and returns looked at. A promise is for the caller to refuse. */
export function checkedMetrics(metrics: MetricsFunction): MetricsFunction {
  return (outputs, targets) => {
    const made = calling('`metrics`', { outputs, targets }, () => metrics(outputs, targets));
    return isPromise(made) ? made : requireMetrics(made, '`metrics`');
  };
}

/** An evaluator, with what it returns looked at. */
export function checkedEvaluator(evaluate: Evaluator, by?: string): Evaluator {
  return async (run, pause) => requireMetrics(await evaluate(run, pause), 'the evaluator', by);
}

/**
 * Throws `CL_METRIC_INVALID` unless it is an object of numbers; NaN is one.
 * @param by the plugin that made it
 */
export function requireMetrics(made: unknown, what: string, by = 'core-loop'): Metrics {
  const invalid = (found: string, advice: string) =>
    new TrainError('CL_METRIC_INVALID', `${what} returned ${found}. ${advice}`, { by });
  if (typeof made !== 'object' || made === null || Array.isArray(made) || isTensor(made)) {
    throw invalid(whatIs(made), 'Return an object of numbers by name, e.g. { accuracy: 0.9 }');
  }
  const wrong = Object.entries(made).find(([, value]) => typeof value !== 'number');
  if (wrong === undefined) return made as Metrics;
  const advice = 'Return a number; outputs and targets are typed arrays to compute it from: outputs.y.data';
  throw invalid(`'${wrong[0]}' as ${whatIs(wrong[1])}`, advice);
}

/** What TensorFlow.js throws where no variable leads to the loss is said in our words; everything else is given back. */
export function aboutGradients(error: unknown, parameters: readonly string[]): unknown {
  if (!(error instanceof Error) || !error.message.includes('connection between any variable')) return error;
  return new TrainError(
    'CL_GRADIENT_MISSING',
    `the loss depends on no parameter (${parameters.join(', ')}). Compute it from the outputs, by operations of TensorFlow.js alone: numbers that were read and made into a tensor again lead to nothing`,
    { cause: error },
  );
}

const reported = new WeakSet<object>();

/** Reports, once per run, parameters that the loss does not depend on: as in PyTorch this is not an error, but rarely intended. */
export function reportUnreached(run: object, names: readonly string[], notify: (message: string) => void): void {
  if (reported.has(run)) return;
  reported.add(run);
  notify(`the loss does not depend on these parameters, and they stay as they are: ${names.join(', ')}`);
}
