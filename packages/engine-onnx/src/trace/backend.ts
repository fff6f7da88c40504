import {
  type DataId,
  type DataType,
  engine,
  KernelBackend,
  registerBackend,
  type TensorInfo,
  type Variable,
} from '@tensorflow/tfjs-core';
import { at, callSite, engineError } from '../errors/errors.js';
import type { Graph, Value } from '../graph/graph.js';
import { asType, type HostData } from '../graph/host-array.js';
import type { KernelUse } from '../kernels/kernel.js';
import type { ResidentTensor } from '../runtime/resident.js';
import type { Inference } from './inference.js';

/** Name under which the backend is registered. Users never select it: it is current only while a function is traced. */
export const BACKEND_NAME = 'amnl-onnx';

/** What stands behind a data id: a value of a graph, or a tensor that ONNX Runtime reads and writes. */
type Entry =
  | { readonly value: Value; readonly graph: Graph | undefined }
  | { resident: ResidentTensor; spare?: ResidentTensor | undefined };

/**
 * The TensorFlow.js backend of this package, for two kinds of tensors.
 *
 * *Symbolic* ones stand for a value of the graph being traced; reading them is an error. *Resident* ones are the state of
 * compiled programs: variables point at them after a run, so that their numbers stay with ONNX Runtime from step to step, and
 * TensorFlow.js fetches them when somebody reads the variable or uses it in another backend's operation.
 */
export class OnnxBackend extends KernelBackend {
  /** The graph being traced, if any. */
  graph: Graph | undefined;
  /** Set by a read that could not throw at once. */
  failure: Error | undefined;
  /** Called with numbers that enter the graph while it is traced; may return a value in their place. */
  intercept: ((data: HostData, shape: readonly number[]) => Value | undefined) | undefined;
  /** Told of every kernel, when its nodes are in the graph. */
  used: ((use: KernelUse) => unknown) | undefined;
  /** Called with every variable that an operation uses, before its value is taken. */
  adopt: ((variable: Variable) => void) | undefined;
  /** Set while a program is traced that is not to train. */
  inference: Inference | undefined;
  readonly #entries = new Map<DataId, Entry & { references: number }>();
  /** Numbers of other backends that are constants of a graph already. */
  readonly #constants = new WeakMap<DataId, Extract<Entry, { value: Value }>>();

  /** A data id for a value of the graph. */
  symbol(value: Value): DataId {
    return this.#add({ value, graph: this.graph });
  }

  /** Data ids of `graph` that tensors still use, with the nodes' values behind them; constants may outlive their graph. */
  *symbolsOf(graph: Graph): Generator<[DataId, Value]> {
    for (const [id, entry] of this.#entries) {
      if ('value' in entry && entry.graph === graph && entry.value.data === undefined) yield [id, entry.value];
    }
  }

  /** A data id for a resident tensor. */
  reside(resident: ResidentTensor): DataId {
    return this.#add({ resident });
  }

  /** Whether `id` stands for a value of a graph. */
  isSymbol(id: DataId): boolean {
    const entry = this.#entries.get(id);
    return entry !== undefined && 'value' in entry;
  }

  /** The resident tensor behind `id`; undefined if it lives elsewhere. */
  residentAt(id: DataId): ResidentTensor | undefined {
    const entry = this.#entries.get(id);
    return entry !== undefined && 'resident' in entry ? entry.resident : undefined;
  }

  /** A second buffer for the tensor behind `id`, and nobody else's from now on: one is read while the other is written. */
  takeSpare(id: DataId): ResidentTensor | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined || !('resident' in entry)) return undefined;
    const { spare } = entry;
    entry.spare = undefined;
    return spare;
  }

  /** Puts another resident tensor behind `id`, if one tensor only uses it; what was there becomes the spare one. */
  exchange(id: DataId, resident: ResidentTensor): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined || !('resident' in entry) || entry.references !== 1) return false;
    entry.spare = entry.resident;
    entry.resident = resident;
    return true;
  }

  /** The graph's value behind a tensor. Numbers from elsewhere become a constant: tensors never change. */
  graphValue(tensor: TensorInfo): Value {
    if ('trainable' in tensor) this.adopt?.(tensor as Variable);
    const entry = this.#entries.get(tensor.dataId);
    if (entry !== undefined && 'value' in entry && entry.graph === this.graph) return entry.value;
    if (!engine().state.tensorInfo.has(tensor.dataId)) throw lostError();
    const known = this.#constants.get(tensor.dataId);
    if (known?.graph === this.graph && known?.value.shape.join() === tensor.shape.join()) return known!.value;
    const value = this.graph!.constant(asType(engine().readSync(tensor.dataId), tensor.dtype), tensor.shape);
    this.#constants.set(tensor.dataId, { graph: this.graph, value });
    return value;
  }

  override write(data: HostData, shape: number[], dtype: DataType): DataId {
    const numbers = asType(data, dtype);
    return this.symbol(this.intercept?.(numbers, shape) ?? this.graph!.constant(numbers, shape));
  }

  override readSync(id: DataId): HostData {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw lostError();
    if ('resident' in entry) return entry.resident.data.slice();
    if (entry.graph === this.graph) throw readError();
    if (entry.value.data === undefined) throw lostError();
    return entry.value.data.slice() as HostData;
  }

  override async read(id: DataId): Promise<HostData> {
    const entry = this.#entries.get(id);
    if (entry === undefined || 'resident' in entry || entry.graph !== this.graph) return this.readSync(id);
    // The caller cannot wait for this promise inside a synchronous function: the trace throws when it ends.
    this.failure ??= readError();
    return new Float32Array(1);
  }

  override incRef(id: DataId): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.references++;
    else engine().state.tensorInfo.get(id)!.backend.incRef(id); // a tensor of the host backend, assigned to a variable
  }

  override refCount(id: DataId): number {
    return this.#entries.get(id)?.references ?? 0;
  }

  override disposeData(id: DataId, force = false): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined) return true;
    entry.references--;
    if (entry.references > 0 && !force) return false;
    this.#entries.delete(id);
    return true;
  }

  override numDataIds(): number {
    return this.#entries.size;
  }
  override memory() {
    return { unreliable: false };
  }
  override timerAvailable(): boolean {
    return false;
  }
  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
  override dispose(): void {
    this.#entries.clear();
  }

  #add(entry: Entry): DataId {
    const id: DataId = {};
    this.#entries.set(id, { ...entry, references: 1 });
    return id;
  }
}

let backend: OnnxBackend | undefined;

/** The backend; registered with TensorFlow.js on first use, with a priority that never makes it the default. */
export function onnxBackend(): OnnxBackend {
  if (backend === undefined) {
    backend = new OnnxBackend();
    const made = backend;
    registerBackend(BACKEND_NAME, () => made, -1);
  }
  return backend;
}

/** Runs `body` with another TensorFlow.js backend current. */
export function onBackend<T>(name: string, body: () => T): T {
  const { backend: host, backendName: before } = engine();
  if (before === name && host) return body();
  void engine().setBackend(name); // synchronous for a backend that is up
  try {
    return body();
  } finally {
    void engine().setBackend(before);
  }
}

function readError(): Error {
  return engineError(
    'EO_VALUE_READ',
    `a tensor value was read inside a compiled function${at(callSite())} (data, dataSync, array, print, or an \`if\` on a value). The function is traced without numbers: branch with where(), return the value to read it outside`,
  );
}

/** Of a tensor that a trace made, or of one that is disposed. */
function lostError(): Error {
  return engineError(
    'EO_TENSOR_ESCAPED',
    `a tensor was used${at(callSite())} that is disposed, or was made while another function was traced and has no numbers. Pass a compiled function its inputs or variables, and return what is needed outside`,
  );
}
