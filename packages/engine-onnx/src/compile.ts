import {
  type HostInput,
  knownOptions,
  type NamedTensors,
  numberOf,
  type RandomKey,
  type StepProgram,
  type StepRandom,
  toNumbers,
} from '@amnl/core-loop';
import { type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import { at, callSite, engineError } from './errors/errors.js';
import { asType, type HostArray } from './graph/host-array.js';
import { checkOptions, type OnnxEngineOptions } from './onnx-engine.js';
import type { PlannedVariable } from './program/plan.js';
import { ProgramCache, typeOf } from './program/program-cache.js';

/**
 * What may be fed: a tensor (stays yours), a number, or an array of numbers with its shape: floats and plain arrays are float32,
 * integers int32, unless `dtype` says otherwise. The array is copied at the call.
 */
export type CompiledInput = Tensor | number | HostInput;

/** Options of {@link compile}. */
export interface CompileOptions extends OnnxEngineOptions {
  /**
   * The variables that `fn` may read or assign; any other is an error. @default every TensorFlow.js variable
   */
  readonly variables?: readonly Variable[] | Readonly<Record<string, Variable>>;
  /** Fixes the numbers of `random`. @default 42 */
  readonly seed?: number;
}

/** What a compiled function may return. */
export type CompiledResult =
  | Tensor
  | NamedTensors
  | undefined
  // biome-ignore lint/suspicious/noConfusingVoidType: the result type of a function without `return`
  | void;

/** A function in ONNX Runtime. */
export interface Compiled<I extends NamedTensors, O extends CompiledResult> {
  /**
   * Runs the function; the first call with inputs of new shapes compiles it. Variables that it assigns hold their new values
   * when the promise resolves.
   * @returns what the function returns, as tensors of the current backend, yours to dispose
   */
  run(inputs: { readonly [K in keyof I]: CompiledInput }): Promise<O>;
  /** Programs compiled and kept, one per combination of input shapes. */
  readonly programs: number;
  /** Frees the programs; variables stay. */
  dispose(): Promise<void>;
}

/**
 * TensorFlow.js's missing `tf.function`: runs `fn` once with symbolic tensors, turns everything it did (gradients, `tidy`,
 * `customGrad`, variable assignments, an optimiser's step) into one ONNX program, and runs that from then on.
 *
 * `fn` is synchronous and may not read a value (`dataSync`, `if` on a value); JavaScript in it runs once per combination of
 * input shapes, not at every call. Tensors from outside that are not variables become constants.
 *
 * @example
 * const step = compile(({ x, y }: { x: tf.Tensor; y: tf.Tensor }) => {
 *   const { value, grads } = tf.variableGrads(() => loss(model(x), y));
 *   optimizer.applyGradients(grads);
 *   return value;
 * });
 * const value = await step.run({ x: tf.tensor(…), y: tf.tensor(…) });
 * @throws at the first run: EO_KERNEL_UNSUPPORTED, EO_VALUE_READ, EO_RANDOM, EO_VARIABLE_CREATED, EO_VARIABLE_UNLISTED,
 *   EO_SHAPE_CHANGED, EO_RUNTIME_MISSING, EO_PROVIDER_MISSING
 */
export function compile<I extends NamedTensors, O extends CompiledResult>(
  fn: (inputs: I, random: StepRandom) => O,
  options: CompileOptions = {},
): Compiled<I, O> {
  knownOptions('compile', options, ['threads', 'providers', 'profile', 'programs', 'variables', 'seed']);
  checkOptions(options);
  const { variables, seed = 42 } = options;
  const program: StepProgram = (inputs, random) => asNamed(fn(inputs as I, random));
  const cache = new ProgramCache(
    program,
    { ...options, name: `the function '${fn.name}', compiled${at(callSite())},` },
    variables && ((uses) => checkVariables(uses, Object.values(variables))),
  );
  let counter = 0;
  let disposed = false;
  return {
    get programs() {
      return cache.size;
    },
    async run(inputs) {
      if (disposed) throw engineError('EO_DISPOSED', 'the compiled function is disposed. Compile it again');
      const key: RandomKey = { seed, counter: counter++ };
      const made = await cache.run(await toHost(inputs), key);
      const outputs = Object.entries(made).map(
        ([name, { data, shape }]) => [name, tensor(data, [...shape], typeOf(data))] as const,
      );
      if (outputs[0]?.[0] === SINGLE) return outputs[0][1] as O;
      return (outputs.length === 0 ? undefined : Object.fromEntries(outputs)) as O;
    },
    async dispose() {
      disposed = true;
      await cache.dispose();
    },
  };
}

/** Name of a result that is one tensor; for inputs of other shapes the function may return an object. */
const SINGLE = '(the result)';

function asNamed(made: unknown): NamedTensors {
  if (isTensor(made)) return { [SINGLE]: made };
  if (made === undefined) return {};
  const isRecord = typeof made === 'object' && made !== null && !(made instanceof Promise);
  const entries = isRecord ? Object.entries(made) : undefined;
  if (entries?.every(([, value]) => isTensor(value))) return made as NamedTensors;
  if (made instanceof Promise) made.catch(() => {}); // what it fails with later follows from this error
  const found = made instanceof Promise ? 'a promise' : String(made);
  throw engineError(
    'EO_RESULT_INVALID',
    `a compiled function must return a tensor, an object of tensors or nothing; it returned ${found}. Make it synchronous, and compute other results outside`,
  );
}

function checkVariables(uses: readonly PlannedVariable[], listed: readonly Variable[]): void {
  const other = uses.find(({ variable }) => !listed.includes(variable))?.variable;
  if (other === undefined) return;
  throw engineError(
    'EO_VARIABLE_UNLISTED',
    `the compiled function uses the variable '${other.name}' of shape [${other.shape}], which is not among \`variables\`. Add it, or leave \`variables\` out`,
  );
}

/** Arrays are copied before anything is awaited: the caller may change them meanwhile. */
async function toHost(inputs: Readonly<Record<string, CompiledInput>>): Promise<Record<string, HostArray>> {
  const taken = Object.entries(inputs).map(([name, input]) => [name, take(name, input)] as const);
  const host: Record<string, HostArray> = {};
  for (const [name, array] of taken) host[name] = await array;
  return host;
}

function take(name: string, input: CompiledInput): HostArray | Promise<HostArray> {
  if (typeof input === 'number') return { data: Float32Array.of(input), shape: [] };
  if (isTensor(input)) return input.data().then((data) => ({ data: asType(data, input.dtype), shape: input.shape }));
  const { data, shape, dtype } = input ?? {};
  const numbers = toNumbers(data, dtype);
  const invalid = (found: string) =>
    engineError('EO_INPUT_INVALID', `input '${name}' ${found}. Give a tensor, a number, or { data, shape } that agree`);
  if (typeof numbers === 'string') throw invalid(numbers);
  if (!Array.isArray(shape) || numbers.length !== shape.reduce((size, n) => size * n, 1)) {
    throw invalid(`has ${numberOf(numbers.length, 'number')} and shape [${shape}]`);
  }
  return { data: numbers.slice(), shape };
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
