import { type StepProgram, TrainError, withCleanTape } from '@amnl/core-loop';
import {
  type DataId,
  type DataType,
  engine,
  getBackend,
  keep,
  type Tensor,
  type TensorInfo,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import { at, callSite, engineError } from '../errors/errors.js';
import { Graph, type Value, type ValueType } from '../graph/graph.js';
import type { KernelUse } from '../kernels/kernel.js';
import { BACKEND_NAME, onBackend, onnxBackend } from './backend.js';
import { refuseEscaped } from './escaped.js';
import type { Inference } from './inference.js';
import type { RandomInput } from './random-trace.js';
import { RandomTrace } from './random-trace.js';
import { refuseOtherKernels, registerKernels } from './register-kernels.js';
import { watchVariables } from './watch-variables.js';

/** A variable that a program reads or assigns. */
interface VariableUse {
  readonly variable: Variable;
  /** Its value before the run. */
  readonly before: Value;
  /** Its value after the run; undefined if it is only read. */
  readonly after: Value | undefined;
}

/** A function as a graph. */
export interface Trace {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly random: readonly RandomInput[];
  readonly variables: readonly VariableUse[];
  readonly outputs: Readonly<Record<string, Value>>;
}

/** Makes a variable with `make`, with real numbers also while a function is traced. */
export type VariableMaker = (make: () => Variable) => Variable;

/** Options of {@link trace}. */
export interface TraceOptions {
  /**
   * Whether plain TensorFlow.js may make variables inside, as its optimisers do at their first step. @default true
   */
  readonly mayMakeVariables?: boolean;
  /** Told how variables are to be made from now on; undefined: as they stand, as the trace is over. */
  readonly whileTracing?: (maker: VariableMaker | undefined) => void;
  /** Told of every kernel that the function calls, in its order. */
  readonly used?: (use: KernelUse) => unknown;
  /** For a program that is not to train: variables are constants of the graph. */
  readonly inference?: Inference;
}

/**
 * Runs `program` once with symbolic tensors and returns the graph of what it did. Every TensorFlow.js variable holds a symbol
 * meanwhile and gets its own value back afterwards, also when the program throws.
 */
export function trace(
  program: StepProgram,
  inputs: Readonly<Record<string, ValueType>>,
  options: TraceOptions = {},
): Trace {
  // Starts the current backend if nothing did yet; throws where it has to be awaited.
  void engine().backend;
  const backend = onnxBackend();
  registerKernels();
  refuseOtherKernels(getBackend());
  const tracer = new Tracer(getBackend(), options);
  options.whileTracing?.((make) => tracer.makeVariable(make));
  backend.used = options.used;
  backend.inference = options.inference;
  try {
    return tracer.run(program, inputs);
  } finally {
    options.whileTracing?.(undefined);
    backend.graph = undefined;
    backend.failure = undefined;
    backend.adopt = undefined;
    backend.used = undefined;
    backend.inference = undefined;
  }
}

class Tracer {
  readonly #host: string;
  readonly #graph = new Graph();
  readonly #backend = onnxBackend();
  readonly #swapped = new Map<Variable, { kept: Tensor; before: Value }>();
  /** Where variables were made. */
  readonly #places = new WeakMap<Variable, Error>();
  readonly #mayMakeVariables: boolean;
  readonly #frozen: boolean;

  constructor(host: string, { mayMakeVariables = true, inference }: TraceOptions) {
    this.#host = host;
    this.#mayMakeVariables = mayMakeVariables;
    this.#frozen = inference !== undefined;
  }

  run(program: StepProgram, types: Readonly<Record<string, ValueType>>): Trace {
    const backend = this.#backend;
    backend.graph = this.#graph;
    backend.adopt = (variable) => this.#adopt(variable);
    const random = new RandomTrace({
      graph: this.#graph,
      backend,
      host: this.#host,
      tensor: (value) => this.#tensor(value),
    });
    const inputs: Record<string, Value> = {};
    for (const [name, type] of Object.entries(types)) inputs[name] = this.#graph.input(type);

    let outputs: Record<string, Value> = {};
    let variables: readonly VariableUse[] = [];
    const body = (): void => {
      try {
        for (const variable of Object.values(engine().registeredVariables)) this.#swap(variable);
        const made = random.watch(() =>
          program(
            mapValues(inputs, (value) => this.#tensor(value)),
            random,
          ),
        );
        outputs = mapValues(made, (tensor) => backend.graphValue(tensor));
        for (const variable of Object.values(engine().registeredVariables)) this.#adopt(variable);
      } finally {
        variables = this.#restore();
      }
    };
    const traced = () => onBackend(BACKEND_NAME, () => withCleanTape(() => tidy(body)));
    watchVariables(this.#places, () => refuseEscaped(backend, this.#graph, traced));
    if (backend.failure !== undefined) throw backend.failure;
    return { graph: this.#graph, inputs, random: random.inputs, variables, outputs };
  }

  makeVariable(make: () => Variable): Variable {
    const made = onBackend(this.#host, () => {
      try {
        return make();
      } catch (error) {
        if (!(error instanceof TrainError) || error.code !== 'EO_VALUE_READ') throw error;
        throw engineError(
          'EO_VARIABLE_CREATED',
          'the initial value of a variable made inside the step depends on a tensor of the step, which has no numbers while the step is compiled. Make the variable before the step, e.g. in `fitStart` with run.variable(name, initial)',
          error,
        );
      }
    });
    this.#swap(made);
    return made;
  }

  /** Puts a symbol in place of a variable's numbers and keeps them. */
  #swap(variable: Variable): void {
    if (this.#swapped.has(variable) || !isNumeric(variable.dtype)) return;
    const owner = engine().state.tensorInfo.get(variable.dataId)?.backend;
    if (owner === undefined) return; // disposed
    owner.incRef(variable.dataId);
    const kept = keep(engine().makeTensorFromTensorInfo(infoOf(variable), owner));
    this.#replace(variable, kept);
  }

  #replace(variable: Variable, kept: Tensor): void {
    const { dtype, shape } = variable;
    const before = this.#frozen
      ? this.#backend.graphValue(kept)
      : this.#graph.input({ type: dtype as 'float32', shape });
    this.#swapped.set(variable, { kept, before });
    variable.assign(this.#tensor(before));
  }

  /**
   * A variable that plain TensorFlow.js made inside the function (an optimiser's slot): its symbolic value is a constant, or
   * an error.
   */
  #adopt(variable: Variable): void {
    if (this.#swapped.has(variable) || !this.#backend.isSymbol(variable.dataId)) return;
    const { data } = this.#backend.graphValue(infoOf(variable));
    if (data === undefined || !this.#mayMakeVariables) {
      const why = data === undefined ? 'from a tensor that has no numbers yet' : 'again for other input shapes';
      throw engineError(
        'EO_VARIABLE_CREATED',
        `variable '${variable.name}' was made inside a compiled function ${why}${at(callSite(this.#places.get(variable)?.stack))}. Make it once, outside`,
      );
    }
    const kept = onBackend(this.#host, () =>
      keep(engine().makeTensor(data.slice() as Float32Array, variable.shape, variable.dtype)),
    );
    this.#replace(variable, kept);
  }

  /** Gives every variable its numbers back and says what the program did with it. */
  #restore(): readonly VariableUse[] {
    const uses: VariableUse[] = [];
    for (const [variable, { kept, before }] of this.#swapped) {
      if (!variable.isDisposed) {
        const after = this.#backend.graphValue(infoOf(variable));
        variable.assign(kept);
        uses.push({ variable, before, after: after === before ? undefined : after });
      }
      kept.dispose();
    }
    // After an error: variables that were made inside and never got numbers.
    for (const variable of Object.values(engine().registeredVariables)) {
      if (this.#backend.isSymbol(variable.dataId)) variable.dispose();
    }
    return uses;
  }

  #tensor(value: Value): Tensor {
    const dataId: DataId = this.#backend.symbol(value);
    return engine().makeTensorFromTensorInfo({ dataId, shape: [...value.shape], dtype: value.type as DataType });
  }
}

function infoOf({ dataId, shape, dtype }: Variable): TensorInfo {
  return { dataId, shape, dtype };
}

function isNumeric(dtype: DataType): boolean {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
