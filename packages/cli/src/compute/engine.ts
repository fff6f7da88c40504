import { availableParallelism } from 'node:os';
import { eagerEngine, type StepEngine, type TrainError } from '@amnl/core-loop';
import { loadRuntime, onnxEngine } from '@amnl/engine-onnx';
import type { ENGINES } from '../config/config-values.js';
import { cliError } from '../terminal/errors.js';

/** A value of `--engine`. */
export type EngineChoice = (typeof ENGINES)[number];

/** The engine in use. */
export interface ChosenEngine {
  readonly engine: StepEngine;
  /**
   * Threads it computes with, undefined where it decides itself. They belong to a run: figures differ in their last bits
   * between numbers of threads.
   */
  readonly threads: number | undefined;
  /** What the user should read once: why another one was not taken. */
  readonly notices: readonly string[];
}

/**
 * Makes the step engine. `auto` takes the compiled one where ONNX Runtime loads, else the eager one.
 * @param threads of the compiled engine; default {@link defaultThreads}
 * @throws CLI_ENGINE_UNAVAILABLE when `onnx` was asked for and does not work
 */
export async function makeEngine(choice: EngineChoice, threads = defaultThreads()): Promise<ChosenEngine> {
  const eager = { engine: eagerEngine(), threads: undefined };
  if (choice === 'eager') return { ...eager, notices: [] };
  const { ok, message } = await probeOnnx();
  if (ok) return { engine: onnxEngine({ threads }), threads, notices: [] };
  if (choice === 'auto')
    return { ...eager, notices: [`the compiled engine does not work, using the slower eager engine: ${message}`] };
  throw cliError('CLI_ENGINE_UNAVAILABLE', `engine 'onnx' does not work: ${message} (--engine eager)`);
}

/** Threads of the compiled engine where `--threads` does not say: 2, or 1 on a machine with one processor. */
export function defaultThreads(): number {
  return Math.min(2, availableParallelism());
}

/** Whether ONNX Runtime loads here; if not, why, and what to do. */
export async function probeOnnx(): Promise<{ readonly ok: boolean; readonly message: string }> {
  try {
    await loadRuntime();
    return {
      ok: true,
      message: `compiled, ONNX Runtime on the CPU; ${defaultThreads()} threads by default (--threads)`,
    };
  } catch (error) {
    if ((error as Error).name !== 'TrainError') throw error;
    return { ok: false, message: (error as TrainError).detail };
  }
}
