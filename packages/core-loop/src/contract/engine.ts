import type { Variable } from '@tensorflow/tfjs-core';
import type { Awaitable } from './awaitable.js';
import type { StepRandom } from './model.js';
import type { HostTensor, HostTensors, NamedTensors, NamedVariables } from './tensors.js';

/**
 * A synchronous function of tensors: what an engine runs. It may assign to variables; it must not read a value back,
 * nor create a variable. Its first run may be symbolic.
 */
export type StepProgram = (inputs: NamedTensors, random: StepRandom) => NamedTensors;

/** What determines the random numbers of one call: the same key gives the same numbers on every engine. */
export interface RandomKey {
  readonly seed: number;
  /** Counter of the call, e.g. micro-batches since the start of the run. */
  readonly counter: number;
}

/** A program bound to an engine. */
export interface Runnable {
  /**
   * Runs the program once and downloads its outputs. An engine may keep programs by input shape.
   */
  run(inputs: HostTensors, key: RandomKey): Awaitable<Readonly<Record<string, HostTensor>>>;
}

/**
 * Runs step programs. `eager` runs them operation by operation; `@amnl/engine-onnx` traces and compiles them.
 * Between two runs any code may read the variables and assign to them: an engine that keeps their values elsewhere
 * returns them then.
 */
export interface StepEngine {
  /** `'eager'`, `'onnx'`, … as written to `metrics.json`. */
  readonly name: string;
  /** The device, e.g. the TensorFlow.js backend `'wasm'`. */
  readonly backend: string;
  /**
   * Prepares `program`.
   * @param variables lists, when called, every variable the program may read or assign: the same object as long as these are the same
   * @param notice reports something to the user once, as the event `run:notice`; false if there is no listener
   * @param variant where it gives another number than before, the program does something else: what was traced for one number
   *   is not good for another
   */
  prepare(
    name: string,
    program: StepProgram,
    variables: () => NamedVariables,
    notice?: (message: string) => boolean,
    variant?: () => number,
  ): Runnable;
  /**
   * Creates a variable with `make`, possibly inside a program's first, symbolic run. If absent, `make` is called directly.
   */
  makeVariable?(make: () => Variable): Variable;
  /** A promise is not awaited; its rejection is reported. */
  dispose(): Awaitable<void>;
}
