import {
  add,
  cast,
  div,
  keep,
  mul,
  notEqual,
  type Scalar,
  scalar,
  type Tensor,
  variableGrads,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { synchronous } from '../contract/awaitable.js';
import { aboutGradients, calling, reportUnreached } from '../contract/check-calls.js';
import type { StepProgram } from '../contract/engine.js';
import type { TrainableModel } from '../contract/model.js';
import type { Losses, LossFunction, Optimizer, TaskCombiner } from '../contract/step-context.js';
import type { NamedTensors } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';
import type { Reports } from '../state/reports.js';
import type { VariableStore } from '../state/variable-store.js';
import type { HookRunner } from './hook-runner.js';
import { prefixed, Step, under } from './step-tensors.js';
import { detached, withTaskGradients } from './task-gradients.js';

/** Parts of the step. */
export interface StepParts {
  readonly model: TrainableModel;
  readonly loss: LossFunction;
  readonly optimizer: Optimizer;
  /** If absent, the total is differentiated. */
  readonly combiner?: TaskCombiner | undefined;
  readonly hooks: HookRunner;
  readonly variables: VariableStore;
  readonly reports: Reports;
  /** Micro-batches in a full group. */
  readonly accumulate: number;
  /** Reports something to the user of the run. */
  notify(message: string): void;
}

/** Parts of a pass without gradients. */
export type InferenceParts = Pick<StepParts, 'model' | 'variables' | 'reports'> & { readonly loss?: LossFunction };

/** The sums of a group, by parameter: weight · gradient. */
const SUMS = 'accumulate/';
/** The sum of a group's weights. */
const WEIGHT = 'group/weight';

/**
 * The training step as programs of tensors. `accumulate` adds up the gradients of a micro-batch, `apply` changes the weights by
 * the mean of what was added up, and `update` does both, for the micro-batch that completes a group.
 */
export function trainingProgram(parts: StepParts, kind: 'accumulate' | 'apply' | 'update'): StepProgram {
  const grouped = parts.accumulate > 1;
  return (fed, random) => {
    const step = (given: NamedTensors) => new Step(parts, given, random, true);
    const share = kind === 'apply' ? undefined : differentiate(step(fed), parts);
    if (grouped && share) addUp(step(fed), share);
    if (kind === 'accumulate') return {};
    const last = step(grouped ? outside(fed) : fed);
    update(last, parts, grouped ? meanOfGroup(last, parts, share) : gradientsOf(last, share!));
    return {};
  };
}

/** Between steps: drops the accumulated sums. */
export function forgetGroup(variables: VariableStore): void {
  for (const name of [SUMS, WEIGHT]) variables.zero(name);
}

/** Forward and losses without gradients: outputs as `output/…`, losses as `loss/…` if there is a loss. */
export function inferenceProgram(parts: InferenceParts): StepProgram {
  return (inputs, random) => {
    const step = new Step(parts, inputs, random, false);
    const outputs = forward(parts.model, step);
    const losses = parts.loss ? asLosses(parts.loss(outputs, step.targets, step)) : {};
    return { ...prefixed('output/', outputs), ...prefixed('loss/', losses) };
  };
}

/** A micro-batch's contribution to its group. */
interface Share {
  /** Gradients of this micro-batch, by parameter name. */
  readonly gradients: NamedTensors;
  /** What the gradients are a mean over, and maybe 0; undefined: the samples. */
  readonly weight: Scalar | undefined;
}

/** Forward → task losses → total → `loss` hooks → gradients of this micro-batch, by parameter name. */
function differentiate(step: Step, { model, loss, combiner, hooks, reports, notify }: StepParts): Share {
  const names = new Map(Object.entries(step.parameters).map(([name, v]) => [v.name, name]));
  let held: Scalar | undefined;
  try {
    const { value, grads } = variableGrads(() => {
      const outputs = forward(model, step);
      const { total: ofTasks, weight, ...tasks } = asLosses(loss(outputs, step.targets, step));
      const taskTotal = combiner ? detached(ofTasks) : ofTasks;
      step.weigh(weight);
      const penalty = synchronous(model.penalty?.(), '`penalty`');
      let total: Scalar = penalty === undefined ? taskTotal : add(taskTotal, penalty);
      for (const name of penalty === undefined ? ['loss'] : ['loss', 'penalty']) requireFree(name, tasks);
      step.report('loss', total);
      if (penalty !== undefined) step.report('penalty', penalty);
      for (const [name, task] of Object.entries(tasks)) {
        const own = tasks[`weight/${name}`];
        if (!name.startsWith('weight/')) step.report(name, task as Scalar, own && { weight: own });
      }
      for (const { plugin, call } of hooks.of('loss')) total = hooks.inStep('loss', plugin, () => call(step, total));
      if (combiner) total = withTaskGradients(step, combiner, tasks, { of: taskTotal, to: total });
      // Tensors created here are freed with the tape.
      const weighed = step.weightUnlessSkipped();
      held = weighed && keep(weighed);
      return total;
    }, Object.values(step.parameters));
    value.dispose();
    const gradients = Object.fromEntries(Object.entries(grads).map(([id, gradient]) => [names.get(id)!, gradient]));
    const unreached = [...names.values()].filter((name) => !(name in gradients));
    if (unreached.length > 0) reportUnreached(reports, unreached, notify);
    return { gradients, weight: held?.clone() };
  } catch (error) {
    throw aboutGradients(error, [...names.values()]);
  } finally {
    held?.dispose();
  }
}

/**
 * Adds a micro-batch to its group: gradients times weight, and the weight. Their quotient equals the sum of `total / A` for
 * equal micro-batches, and is also correct for unequal ones.
 */
function addUp(step: Step, { gradients, weight }: Share): void {
  const by = weight ?? step.scalar('samples');
  for (const [name, gradient] of Object.entries(unlessNothing(gradients, weight && notEqual(weight, 0)))) {
    const sum = step.variable(SUMS + name, 0, gradient.shape);
    step.assign(sum, add(sum, mul(gradient, by)));
  }
  const total = step.variable(WEIGHT, 0);
  step.assign(total, add(total, by));
}

/** The mean gradients of the group, which ends here. A group of weight 0 makes no step. */
function meanOfGroup(step: Step, { variables }: StepParts, last: Share | undefined): NamedTensors {
  const total = step.variable(WEIGHT, 0);
  // A micro-batch that counts by its samples makes the total more than 0.
  const some = last !== undefined && last.weight === undefined ? undefined : (notEqual(total, 0) as Scalar);
  if (some !== undefined) step.skipUnless(some);
  const divisor = some === undefined ? total : where(some, total as Tensor, scalar(1));
  const means: Record<string, Tensor> = {};
  for (const [name, { shape }] of Object.entries(step.parameters)) {
    if (!variables.has(SUMS + name)) continue; // the loss does not depend on it
    const sum = step.variable(SUMS + name, 0, shape);
    means[name] = div(sum, divisor);
    step.assign(sum, zerosLike(sum), { always: true });
  }
  step.assign(total, zerosLike(total), { always: true });
  return means;
}

/** The gradients of a group of one micro-batch. */
function gradientsOf(step: Step, { gradients, weight }: Share): NamedTensors {
  if (weight === undefined) return gradients;
  const some = notEqual(weight, 0) as Scalar;
  step.skipUnless(some);
  return unlessNothing(gradients, some);
}

/** Zeros where `some` is false: a micro-batch without weight gives 0 / 0. */
function unlessNothing(gradients: NamedTensors, some: Tensor | undefined): NamedTensors {
  if (some === undefined) return gradients;
  return Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, where(some, g, zerosLike(g))]));
}

/** The other inputs of a group of several micro-batches: the scalars. */
function outside(fed: NamedTensors): NamedTensors {
  const { samples: _, ...scalars } = under('scalar/', fed);
  return prefixed('scalar/', scalars);
}

/** `gradients` hooks (unscale, finite check, clip) → optimiser → constraints → `updated` hooks (weight EMA). */
function update(step: Step, { model, optimizer, hooks }: StepParts, mean: NamedTensors): void {
  let gradients = mean;
  for (const { plugin, call } of hooks.of('gradients')) {
    gradients = hooks.inStep('gradients', plugin, () => call(step, gradients));
  }
  synchronous<unknown>(optimizer.update(step, step.parameters, gradients), 'the optimiser');
  for (const [name, project] of Object.entries(model.constraints ?? {})) {
    const parameter = step.parameters[name];
    if (parameter === undefined) continue; // frozen
    step.assign(parameter, synchronous(project(parameter), `the constraint of '${name}'`));
  }
  for (const { plugin, call } of hooks.of('updated')) hooks.inStep('updated', plugin, () => call(step));
}

/** Throws if a task has the name of another reported number: the two would be averaged. */
function requireFree(name: string, tasks: Readonly<Record<string, unknown>>): void {
  if (!(name in tasks)) return;
  const what = name === 'loss' ? 'the total' : "the model's penalty";
  throw new TrainError(
    'CL_LOSS_INVALID',
    `the loss returned a task '${name}', the name under which ${what} is reported. Give the task another name`,
  );
}

function forward(model: TrainableModel, step: Step): NamedTensors {
  const outputs = calling('`forward`', { inputs: step.inputs }, () => model.forward(step.inputs, step));
  return synchronous(outputs, '`forward`');
}

function asLosses(given: Losses | Scalar): Losses {
  const result = synchronous(given, 'the loss');
  const isTensor = typeof (result as Scalar).dataId === 'object';
  const losses = (isTensor ? { total: result } : result) as Losses;
  for (const [name, value] of Object.entries(losses)) {
    if (value !== undefined && value.rank !== 0) {
      throw new TrainError(
        'CL_LOSS_INVALID',
        `the loss returned '${name}' with shape [${value.shape}]. Reduce it to a scalar, e.g. with mean()`,
      );
    }
  }
  if (losses.total === undefined) {
    throw new TrainError(
      'CL_LOSS_INVALID',
      `the loss returned { ${Object.keys(losses).join(', ')} }. Return a scalar, or an object with 'total'`,
    );
  }
  return losses.weight === undefined ? losses : { ...losses, weight: cast(losses.weight, 'float32') };
}
