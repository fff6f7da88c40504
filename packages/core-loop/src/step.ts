import {
  add,
  div,
  logicalAnd,
  mul,
  type Scalar,
  type Tensor,
  type Variable,
  variableGrads,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { synchronous } from './awaitable.js';
import type { StepProgram } from './engine.js';
import { TrainError } from './errors.js';
import type { HookRunner } from './hook-runner.js';
import type { StepRandom, TrainableModel } from './model.js';
import type { Reports } from './reports.js';
import type { Losses, LossFunction, Optimizer, Reduction, StepContext } from './step-context.js';
import type { NamedTensors, NamedVariables } from './tensors.js';
import type { VariableStore } from './variable-store.js';

/** What the step is made of. */
export interface StepParts {
  readonly model: TrainableModel;
  readonly loss: LossFunction;
  readonly optimizer: Optimizer;
  readonly hooks: HookRunner;
  readonly variables: VariableStore;
  readonly reports: Reports;
  /** Micro-batches in a full group. */
  readonly accumulate: number;
}

/** What a pass without gradients is made of. */
export type InferenceParts = Pick<StepParts, 'model' | 'variables' | 'reports'> & { readonly loss?: LossFunction };

/**
 * The training step as a program of tensors. `accumulate` adds a micro-batch's gradients up; `update` does the same for
 * the last micro-batch of a group and then changes the weights.
 */
export function trainingProgram(parts: StepParts, kind: 'accumulate' | 'update'): StepProgram {
  return (inputs, random) => {
    const step = new Step(parts, inputs, random, true);
    const gradients = addUp(step, parts, differentiate(step, parts), kind);
    if (kind === 'update') update(step, parts, gradients);
    return {};
  };
}

/** Forward and losses without gradients: outputs as `output/…`, losses as `loss/…` where a loss is given. */
export function inferenceProgram(parts: InferenceParts): StepProgram {
  return (inputs, random) => {
    const step = new Step(parts, inputs, random, false);
    const outputs = forward(parts.model, step);
    const losses = parts.loss ? asLosses(parts.loss(outputs, step.targets, step)) : {};
    return { ...prefixed('output/', outputs), ...prefixed('loss/', losses) };
  };
}

/** Forward → task losses → total → `loss` hooks → gradients of this micro-batch, by parameter name. */
function differentiate(step: Step, { model, loss, hooks }: StepParts): NamedTensors {
  const names = new Map(Object.entries(model.parameters).map(([name, v]) => [v.name, name]));
  const { value, grads } = variableGrads(() => {
    const outputs = forward(model, step);
    const { total: taskTotal, ...tasks } = asLosses(loss(outputs, step.targets, step));
    const penalty = synchronous(model.penalty?.(), '`penalty`');
    let total: Scalar = penalty === undefined ? taskTotal : add(taskTotal, penalty);
    step.report('loss', total);
    if (penalty !== undefined) step.report('penalty', penalty);
    for (const [name, task] of Object.entries(tasks)) step.report(name, task);
    for (const { plugin, call } of hooks.of('loss')) total = hooks.inStep('loss', plugin, () => call(step, total));
    return total;
  }, Object.values(model.parameters));
  value.dispose();
  return Object.fromEntries(Object.entries(grads).map(([id, gradient]) => [names.get(id)!, gradient]));
}

/**
 * Sums gradients over a group, weighted by samples, and gives their mean at its end: what `total / A` adds up to when
 * micro-batches are equal, and right also when the last one is smaller.
 */
function addUp(
  step: Step,
  { accumulate }: StepParts,
  gradients: NamedTensors,
  kind: 'accumulate' | 'update',
): NamedTensors {
  if (accumulate === 1) return gradients;
  const means: Record<string, Tensor> = {};
  for (const [name, gradient] of Object.entries(gradients)) {
    const accumulator = step.variable(`accumulate/${name}`, 0, gradient.shape);
    const sum = add(accumulator, mul(gradient, step.scalar('samples')));
    step.assign(accumulator, kind === 'update' ? zerosLike(sum) : sum);
    if (kind === 'update') means[name] = div(sum, step.scalar('groupSamples'));
  }
  return means;
}

/** `gradients` hooks (unscale, finite check, clip) → optimiser → constraints → `updated` hooks (weight EMA). */
function update(step: Step, { model, optimizer, hooks }: StepParts, mean: NamedTensors): void {
  let gradients = mean;
  for (const { plugin, call } of hooks.of('gradients')) {
    gradients = hooks.inStep('gradients', plugin, () => call(step, gradients));
  }
  synchronous<unknown>(optimizer.update(step, model.parameters, gradients), 'the optimiser');
  for (const [name, project] of Object.entries(model.constraints ?? {})) {
    const parameter = model.parameters[name]!;
    step.assign(parameter, synchronous(project(parameter), `the constraint of '${name}'`));
  }
  for (const { plugin, call } of hooks.of('updated')) hooks.inStep('updated', plugin, () => call(step));
}

/** {@link StepContext} over the tensors of one call. */
class Step implements StepContext {
  readonly parameters: NamedVariables;
  readonly buffers: NamedVariables;
  readonly inputs: NamedTensors;
  readonly targets: NamedTensors;
  readonly #parts: Pick<StepParts, 'variables' | 'reports'>;
  readonly #fed: NamedTensors;
  #kept: Scalar | undefined;

  constructor(
    parts: InferenceParts,
    fed: NamedTensors,
    readonly random: StepRandom,
    readonly training: boolean,
  ) {
    this.#parts = parts;
    this.#fed = fed;
    this.parameters = parts.model.parameters;
    this.buffers = parts.model.buffers ?? {};
    this.inputs = under('input/', fed);
    this.targets = under('target/', fed);
  }

  scalar(name: string): Scalar {
    const value = this.#fed[`scalar/${name}`];
    if (value === undefined) {
      const known = Object.keys(under('scalar/', this.#fed)).join(', ');
      throw new TrainError(
        'CL_SCALAR_UNKNOWN',
        `no scalar '${name}' in the step; declared: ${known}. Declare it in \`fitStart\` with run.scalars.set(name, value)`,
      );
    }
    return value as Scalar;
  }

  variable(name: string, initial: number | (() => Tensor), shape?: readonly number[]): Variable {
    return this.#parts.variables.variable(name, initial, shape);
  }

  assign(variable: Variable, value: Tensor, options: { always?: boolean } = {}): void {
    const kept = options.always ? undefined : this.#kept;
    variable.assign(kept === undefined ? value : where(kept, value, variable));
  }

  skipUnless(flag: Scalar): void {
    this.#kept = this.#kept === undefined ? flag : logicalAnd(this.#kept, flag);
  }

  report(name: string, value: Scalar, options: { reduce?: Reduction; always?: boolean } = {}): void {
    this.#parts.reports.add(name, value, options.reduce ?? 'mean', options.always ? undefined : this.#kept);
  }
}

function forward(model: TrainableModel, step: Step): NamedTensors {
  return synchronous(model.forward(step.inputs, step), '`forward`');
}

function asLosses(given: Losses | Scalar): Losses {
  const result = synchronous(given, 'the loss');
  const isTensor = typeof (result as Scalar).dataId === 'object';
  const losses = (isTensor ? { total: result } : result) as Losses;
  for (const [name, value] of Object.entries(losses)) {
    if (value.rank !== 0) {
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
  return losses;
}

function under(prefix: string, tensors: NamedTensors): NamedTensors {
  const found: Record<string, Tensor> = {};
  for (const name in tensors) if (name.startsWith(prefix)) found[name.slice(prefix.length)] = tensors[name]!;
  return found;
}

function prefixed(prefix: string, tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}
