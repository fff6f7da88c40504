import {
  type Bind,
  EngineToken,
  knownOptions,
  type Plugin,
  type Runnable,
  requireOption,
  type StepEngine,
  type StepProgram,
} from '@amnl/core-loop';
import type { Variable } from '@tensorflow/tfjs-core';
import { ProgramCache } from './program/program-cache.js';
import type { RuntimeOptions } from './runtime/runtime.js';
import type { Notice } from './runtime/slow-load.js';
import type { VariableMaker } from './trace/trace.js';

/** Options of {@link onnxEngine}. */
export interface OnnxEngineOptions extends RuntimeOptions {
  /** Programs kept per function, one for each shape of a batch. @default 8 */
  readonly programs?: number;
}

/** The engine of {@link onnxEngine}: a {@link StepEngine}, and a plugin that provides itself. */
export interface OnnxEngine extends StepEngine, Omit<Plugin, 'name'> {
  dispose(): void;
}

/**
 * Compiles the training step, evaluation and prediction and runs them on ONNX Runtime. Give it to `createTrainer` as
 * `engine`, or put it into the list of plugins: it is both.
 *
 * State stays with ONNX Runtime between steps; variables can be read and changed between steps all the same, and cost a
 * copy then. Random numbers are the eager engine's, bit for bit. A new batch shape compiles another program.
 * @throws CL_OPTION_INVALID
 */
export function onnxEngine(options: OnnxEngineOptions = {}): OnnxEngine {
  knownOptions('onnxEngine', options, ['threads', 'providers', 'profile', 'programs']);
  checkOptions(options);
  return new Engine(options);
}

/** Throws `CL_OPTION_INVALID`. */
export function checkOptions({ threads = 1, programs = 8, providers = ['cpu'] }: OnnxEngineOptions): void {
  const count = (n: number) => Number.isInteger(n) && n >= 1;
  // ONNX Runtime starts as many as requested: 100,000 of them take a machine down.
  requireOption('engine-onnx', count(threads) && threads <= 256, 'threads', 'an integer from 1 to 256', threads);
  requireOption('engine-onnx', count(programs), 'programs', 'a positive integer', programs);
  requireOption('engine-onnx', providers.length > 0, 'providers', 'one or more names', 'none');
}

/** A class, so that its methods are not own keys: a plugin may only have the keys of plugins. */
class Engine implements OnnxEngine {
  readonly #options: OnnxEngineOptions;
  /** Those that may have programs. */
  readonly #caches = new Set<ProgramCache>();
  /** Set while a function is traced. */
  #maker: VariableMaker | undefined;

  constructor(options: OnnxEngineOptions) {
    this.#options = options;
  }

  get name(): string {
    return 'onnx';
  }

  get backend(): string {
    return `onnxruntime (${(this.#options.providers ?? ['cpu']).join(', ')})`;
  }

  provide(bind: Bind): void {
    bind(EngineToken, () => this);
  }

  prepare(name: string, program: StepProgram, _variables?: unknown, notice?: Notice, variant?: () => number): Runnable {
    const whileTracing = (maker: VariableMaker | undefined): void => {
      this.#maker = maker;
    };
    const cache = new ProgramCache(program, {
      ...this.#options,
      name: `the program '${name}'`,
      notice,
      whileTracing,
      variant,
    });
    return {
      run: async (inputs, key) => {
        this.#caches.add(cache);
        return (await cache.run(inputs, key)) as Awaited<ReturnType<Runnable['run']>>;
      },
    };
  }

  makeVariable(make: () => Variable): Variable {
    return this.#maker === undefined ? make() : this.#maker(make);
  }

  async dispose(): Promise<void> {
    const caches = [...this.#caches];
    this.#caches.clear();
    await Promise.all(caches.map((cache) => cache.dispose()));
  }
}
