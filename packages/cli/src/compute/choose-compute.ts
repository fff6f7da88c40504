import type { StepEngine } from '@amnl/core-loop';
import { type BackendChoice, useBackend, usePortable } from './backend.js';
import { type EngineChoice, makeEngine } from './engine.js';
import type { NativeLibrary } from './native/library.js';

/** What is asked for: the values of `--engine` and `--backend`. */
export interface ComputeChoice {
  readonly engine: EngineChoice;
  readonly backend: BackendChoice;
}

/** What a command computes with. */
export interface Compute {
  readonly engine: StepEngine;
  /** Threads of the compiled engine; undefined where the engine decides itself. */
  readonly threads: number | undefined;
  /** The native TensorFlow that the eager engine computes with, where it does. */
  readonly library: NativeLibrary | undefined;
  /** What the user should read once. */
  readonly notices: readonly string[];
}

/**
 * Makes engine and backend. A backend that is named means the eager engine, as the compiled one computes in ONNX Runtime whatever the
 * backend; where it is the compiled one, native TensorFlow is not loaded.
 * @param threads of the compiled engine
 * @throws CLI_ENGINE_UNAVAILABLE, CLI_BACKEND_UNAVAILABLE
 */
export async function chooseCompute({ engine, backend }: ComputeChoice, threads?: number): Promise<Compute> {
  const named = backend !== 'auto';
  const chosen = await makeEngine(engine === 'auto' && named ? 'eager' : engine, threads);
  const compiled = chosen.engine.name !== 'eager';
  const used = compiled && !named ? await usePortable() : await useBackend(backend);
  const notices = [...used.notices, ...chosen.notices];
  if (named && engine === 'auto') notices.push(meansEager(backend));
  if (named && compiled) notices.push(besidesTheStep(backend));
  return { engine: chosen.engine, threads: chosen.threads, library: compiled ? undefined : used.library, notices };
}

function meansEager(backend: string): string {
  return `--backend ${backend} selects the eager engine, which runs operation by operation. The compiled engine always computes in ONNX Runtime: to use it, omit --backend or give --engine onnx`;
}

function besidesTheStep(backend: string): string {
  return `--engine onnx computes in ONNX Runtime; --backend ${backend} is not used for its steps. To use ${backend}, give --engine eager`;
}
