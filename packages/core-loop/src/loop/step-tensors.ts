import { logicalAnd, notEqual, type Scalar, scalar, type Tensor, type Variable, where } from '@tensorflow/tfjs-core';
import type { StepRandom, TrainableModel } from '../contract/model.js';
import type { Reduction, StepContext } from '../contract/step-context.js';
import type { NamedTensors, NamedVariables } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';
import type { Reports } from '../state/reports.js';
import type { VariableStore } from '../state/variable-store.js';

/** The tensors and names that a {@link Step} uses. */
interface StepOwner {
  readonly model: TrainableModel;
  readonly variables: VariableStore;
  readonly reports: Reports;
}

/** {@link StepContext} over the tensors of one call. */
export class Step implements StepContext {
  readonly parameters: NamedVariables;
  readonly buffers: NamedVariables;
  readonly inputs: NamedTensors;
  readonly targets: NamedTensors;
  readonly #parts: StepOwner;
  readonly #fed: NamedTensors;
  #kept: Scalar | undefined;
  /** The weight of reported means, if not the number of reports. */
  #weight: Scalar | undefined;
  #weightMayBeZero = false;

  constructor(
    parts: StepOwner,
    fed: NamedTensors,
    readonly random: StepRandom,
    readonly training: boolean,
  ) {
    this.#parts = parts;
    this.#fed = fed;
    this.parameters = parts.variables.model.parameters;
    this.buffers = parts.variables.model.buffers;
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
    this.#kept = both(this.#kept, flag);
  }

  report(name: string, value: Scalar, options: { reduce?: Reduction; always?: boolean; weight?: Scalar } = {}): void {
    const weight = options.weight ?? this.#weight;
    const mayBeZero = options.weight !== undefined || this.#weightMayBeZero;
    const counts = mayBeZero && weight !== undefined ? (notEqual(weight, 0) as Scalar) : undefined;
    const kept = both(options.always ? undefined : this.#kept, counts);
    this.#parts.reports.add(name, value, options.reduce ?? 'mean', weight, kept);
  }

  /** From here on reports have the weight of the micro-batch; if that is 0, nothing is reported or assigned. */
  weigh(own: Scalar | undefined): void {
    this.#weight = own ?? this.scalar('samples');
    this.#weightMayBeZero = own !== undefined;
    if (own !== undefined) this.skipUnless(notEqual(own, 0) as Scalar);
  }

  /** The final weight of the micro-batch; undefined if that is certainly the number of its samples. */
  weightUnlessSkipped(): Scalar | undefined {
    return this.#kept && where(this.#kept, this.#weight!, scalar(0));
  }
}

function both(a: Scalar | undefined, b: Scalar | undefined): Scalar | undefined {
  return a === undefined || b === undefined ? (a ?? b) : logicalAnd(a, b);
}

/** The values whose names start with `prefix`, without it. */
export function under<T>(prefix: string, values: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const found: Record<string, T> = {};
  for (const name in values) if (name.startsWith(prefix)) found[name.slice(prefix.length)] = values[name]!;
  return found;
}

/** The tensors with `prefix` before their names. */
export function prefixed(prefix: string, tensors: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}
