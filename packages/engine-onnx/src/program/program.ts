import { availableParallelism } from 'node:os';
import type { RandomKey } from '@amnl/core-loop';
import { type DataId, engine, type Variable } from '@tensorflow/tfjs-core';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { engineError } from '../errors/errors.js';
import type { Value } from '../graph/graph.js';
import { allocate, asType, type HostArray } from '../graph/host-array.js';
import { indexError, type Lookup, lookupsOf } from '../graph/lookups.js';
import { writeModel } from '../graph/onnx-writer.js';
import { executionProviders } from '../runtime/execution-providers.js';
import { nativeView } from '../runtime/native-realm.js';
import { type ResidentTensor, residentOver } from '../runtime/resident.js';
import { checkProviders, loadRuntime, type Runtime, type RuntimeOptions } from '../runtime/runtime.js';
import { BACKEND_NAME, onBackend, onnxBackend } from '../trace/backend.js';
import type { Plan, PlannedVariable } from './plan.js';

/** What a program was made of and what making it took. */
export interface ProgramInfo {
  readonly nodes: number;
  /** Milliseconds that ONNX Runtime took to load the model. */
  readonly sessionMs: number;
  /** Size of the model, constants included. */
  readonly bytes: number;
}

/** A traced function in ONNX Runtime. */
export class Program {
  readonly info: ProgramInfo;
  readonly #runtime: Runtime;
  readonly #session: InferenceSession | undefined;
  readonly #outputs: ReadonlyMap<string, Value>;
  readonly #uses: readonly PlannedVariable[];
  readonly #lookups: ReadonlyMap<string, Lookup>;
  readonly #feeds: Record<string, Tensor> = {};
  /** What is fed for variables, by name: kept here, and nowhere else for longer than its variable. */
  readonly #states = new Map<string, ResidentTensor>();
  readonly #inputs: readonly { name: string; into: ResidentTensor }[];
  readonly #random: readonly { fill: (out: Float32Array, key: RandomKey) => void; into: ResidentTensor }[];

  static async create(plan: Plan, options: RuntimeOptions): Promise<Program> {
    const runtime = await loadRuntime();
    const { threads = availableParallelism(), providers = ['cpu'], profile } = options;
    checkProviders(runtime, providers);
    const model = writeModel({ nodes: plan.nodes, inputs: plan.inputs, outputs: plan.leaving });
    const started = performance.now();
    try {
      // A function that computes nothing needs no session.
      const session =
        plan.leaving.length === 0
          ? undefined
          : await runtime.InferenceSession.create(nativeView(model), {
              executionProviders: executionProviders(providers, plan.nodes),
              graphOptimizationLevel: 'all',
              executionMode: 'sequential',
              intraOpNumThreads: threads,
              interOpNumThreads: 1,
              enableCpuMemArena: true,
              logSeverityLevel: 4, // what it would print is in the error
              // Threads that wait without end for the next operation take the processor from everybody else, and from each other.
              extra: { session: { intra_op: { spin_duration_us: '100' } } },
              ...(profile !== undefined && { enableProfiling: true, profileFilePrefix: profile }),
            });
      const info = { nodes: plan.nodes.length, sessionMs: performance.now() - started, bytes: model.length };
      return new Program(runtime, session, plan, info);
    } catch (error) {
      throw refused('load', error);
    }
  }

  private constructor(runtime: Runtime, session: InferenceSession | undefined, plan: Plan, info: ProgramInfo) {
    this.#runtime = runtime;
    this.#session = session;
    this.info = info;
    this.#outputs = plan.outputs;
    this.#uses = plan.uses;
    this.#lookups = lookupsOf(plan.nodes);
    const buffer = (value: Value) => {
      const made = residentOver(runtime.Tensor, allocate(value), value);
      this.#feeds[value.name] = made.tensor;
      return made;
    };
    this.#inputs = plan.named.map(([name, value]) => ({ name, into: buffer(value) }));
    this.#random = plan.random.map(({ value, fill }) => ({ fill, into: buffer(value) }));
  }

  /** One run: variables that the function assigned hold their new values afterwards. */
  async run(inputs: Readonly<Record<string, HostArray>>, key: RandomKey): Promise<Record<string, HostArray>> {
    for (const { name, into } of this.#inputs) into.data.set(inputs[name]!.data);
    for (const { fill, into } of this.#random) fill(into.data as Float32Array, key);
    const { Tensor } = this.#runtime;
    const fetches: Record<string, Tensor> = {};
    const results: [Variable, ResidentTensor][] = [];
    for (const { variable, before, fed, result } of this.#uses) {
      if (fed) {
        const state = stateOf(Tensor, variable, before);
        this.#states.set(before.name, state);
        this.#feeds[before.name] = state.tensor;
      }
      if (result === undefined) continue;
      const into = onnxBackend().takeSpare(variable.dataId) ?? residentOver(Tensor, allocate(before), before);
      fetches[result.name] = into.tensor;
      results.push([variable, into]);
    }
    const outputs: Record<string, HostArray> = {};
    for (const [name, value] of this.#outputs) {
      const into = residentOver(Tensor, allocate(value), value);
      fetches[value.name] = into.tensor;
      outputs[name] = { data: into.data, shape: value.shape };
    }
    try {
      await this.#session?.run(this.#feeds, fetches);
    } catch (error) {
      throw indexError((error as Error).message, this.#lookups) ?? refused('run', error);
    }
    settle(results);
    return outputs;
  }

  /** Frees the session; a profile is written now. */
  async dispose(): Promise<void> {
    this.#session?.endProfiling();
    await this.#session?.release();
  }
}

/**
 * Tensors over numbers of the host, by data id; numbers behind an id never change. The programs that use one keep it: a disposed
 * variable may live on, with its data id, as those of TensorFlow.js's layers do.
 */
const uploads = new WeakMap<DataId, WeakRef<ResidentTensor>>();

function stateOf(tensor: Runtime['Tensor'], variable: Variable, type: Value): ResidentTensor {
  if (variable.isDisposed) {
    throw engineError(
      'EO_VARIABLE_DISPOSED',
      `the compiled function uses the variable '${variable.name}' of shape [${variable.shape}], which is disposed. Keep it as long as the function, or compile again`,
    );
  }
  const known = onnxBackend().residentAt(variable.dataId) ?? uploads.get(variable.dataId)?.deref();
  if (known !== undefined) return known;
  const uploaded = residentOver(tensor, asType(engine().readSync(variable.dataId), variable.dtype), type);
  uploads.set(variable.dataId, new WeakRef(uploaded));
  return uploaded;
}

/** Makes results the values of their variables, without moving numbers. */
function settle(results: readonly (readonly [Variable, ResidentTensor])[]): void {
  const backend = onnxBackend();
  const moved: (readonly [Variable, ResidentTensor])[] = [];
  for (const [variable, result] of results) {
    if (!backend.exchange(variable.dataId, result)) moved.push([variable, result]);
  }
  if (moved.length === 0) return;
  onBackend(BACKEND_NAME, () => {
    for (const [variable, result] of moved) {
      const info = { dataId: backend.reside(result), shape: variable.shape, dtype: variable.dtype };
      const tensor = engine().makeTensorFromTensorInfo(info);
      variable.assign(tensor);
      tensor.dispose();
    }
  });
}

function refused(what: 'load' | 'run', error: unknown): Error {
  const advice =
    what === 'load'
      ? 'This is a bug of engine-onnx: please report it with the function, and use the eager engine in the meantime'
      : 'The eager engine runs the same function operation by operation and says where it fails';
  return engineError(
    'EO_PROGRAM_INVALID',
    `ONNX Runtime could not ${what} the compiled program: ${(error as Error).message}. ${advice}`,
    error,
  );
}
