import { knownOptions, type LossFunction, requireOption, TrainError } from '@amnl/core-loop';
import { addN, div, maximum, mul, type Scalar } from '@tensorflow/tfjs-core';
import { type NormalizerName, normalizer } from './normalizer.js';
import { reportOf, rulHealthTasks, type Tasks, taskLosses } from './tasks.js';
import type { WeightedMseOptions } from './weighted-mse.js';

/** Options of {@link amnl} and {@link amnlLoss}. */
export interface AmnlOptions extends WeightedMseOptions {
  /** How task losses are scaled to the same size. @default 'ema' */
  readonly normalizer?: NormalizerName;
  /** Decay of the running mean, in [0, 1). @default 0.9 for 'ema', 0.99 for 'bias-corrected' */
  readonly decay?: number;
  /** Smallest divisor. @default 1e-6 */
  readonly floor?: number;
  /** Your own tasks instead of RUL and health; then `cap`, `reduction` and `weighting` are not allowed. @default rulHealthTasks() */
  readonly tasks?: Tasks;
}

/**
 * The Adaptive Multi-task Normalized Loss: total = Σ weight · L / max(E, floor), where E is a running mean of L itself,
 * updated before it is used and treated as a constant by the gradient.
 *
 * The first total is exactly 1 and a constant loss keeps it there, so the total does not show progress: watch the raw
 * `<task>_loss`.
 *
 * @returns a loss function giving `total`, and per task `<task>_loss` (raw) and `loss_ema_<task>` (E; in training, not with `'fixed'`)
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export function amnl(options: AmnlOptions = {}): LossFunction {
  knownOptions('amnl', options, ['cap', 'reduction', 'weighting', 'normalizer', 'decay', 'floor', 'tasks']);
  const { normalizer: name = 'ema', decay, floor: least = 1e-6 } = options;
  requireOption('amnl-loss', Number.isFinite(least) && least > 0, 'floor', 'a number > 0', least);
  const tasks = checkTasks(options);
  const divisorOf = normalizer(name, decay);
  const share = 1 / Object.keys(tasks).length;

  return (outputs, targets, step) => {
    const reported: Record<string, Scalar> = {};
    const terms = taskLosses(tasks, outputs, targets).map(({ name, loss, samples }) => {
      Object.assign(reported, reportOf(`${name}_loss`, loss, samples));
      const weight = tasks[name]!.weight ?? share;
      if (divisorOf === undefined) return mul(weight, loss);
      const mean = divisorOf(name, loss, step, samples);
      if (step.training) Object.assign(reported, reportOf(`loss_ema_${name}`, mean, samples));
      return mul(weight, div(loss, maximum(mean, least)));
    });
    return { total: addN(terms) as Scalar, ...reported };
  };
}

function checkTasks({ tasks, cap, reduction, weighting }: AmnlOptions): Tasks {
  const defaults = {
    ...(cap !== undefined && { cap }),
    ...(reduction !== undefined && { reduction }),
    ...(weighting !== undefined && { weighting }),
  };
  if (tasks === undefined) return rulHealthTasks(defaults);
  const invalid = (what: string) => new TrainError('CL_OPTION_INVALID', what, { by: 'amnl-loss' });
  if (Object.keys(defaults).length > 0) {
    throw invalid(
      `cap, reduction and weighting belong to the default tasks; found them together with \`tasks\`. Pass them to rulHealthTasks()`,
    );
  }
  if (Object.keys(tasks).length === 0) throw invalid('tasks is empty. Name at least one task');
  for (const [name, { weight }] of Object.entries(tasks)) {
    const fits = weight === undefined || (Number.isFinite(weight) && weight >= 0);
    requireOption('amnl-loss', fits, `tasks.${name}.weight`, 'a number ≥ 0', weight);
  }
  return tasks;
}
