import { rulHealthTasks, type Tasks } from '@amnl/amnl-loss';
import { knownOptions, requireOption, TrainError } from '@amnl/core-loop';

/** What every rule of the family takes. */
export interface TaskOptions {
  /** Two tasks or more, by name; none of them with a `weight`, which the rule finds itself. @default rulHealthTasks() */
  readonly tasks?: Tasks;
}

/** What rules that look at the gradients of single tasks take. */
export interface GradientOptions extends TaskOptions {
  /**
   * Which of the parameters that all tasks have in common are looked at, by name. GradNorm's paper, for instance, takes the last
   * layer in common. @default all of them
   */
  readonly shared?: (parameter: string) => boolean;
}

/** The tasks of a rule, checked. Throws `CL_OPTION_UNKNOWN` and `CL_OPTION_INVALID`. */
export function tasksOf(by: string, options: TaskOptions, known: readonly string[]): Tasks {
  knownOptions(by, options, ['tasks', ...known] as never);
  const { tasks = rulHealthTasks() } = options;
  const names = Object.keys(tasks);
  requireOption(by, names.length >= 2, 'tasks', 'at least two tasks by name', names.join(', ') || 'none');
  for (const [name, { weight }] of Object.entries(tasks)) {
    if (weight === undefined) continue;
    throw new TrainError(
      'CL_OPTION_INVALID',
      `\`tasks.${name}.weight\` is ${weight}, and ${by} finds the weights itself. Leave it out, or use amnlLoss({ normalizer: 'fixed' })`,
      { by },
    );
  }
  return tasks;
}
