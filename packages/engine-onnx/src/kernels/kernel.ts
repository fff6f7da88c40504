import type { Builder } from '../graph/builder.js';
import type { Node, Value } from '../graph/graph.js';

/** One call of a kernel: its inputs as values of the graph, its attributes as TensorFlow.js gives them. */
export interface Call {
  readonly b: Builder;
  /** Inputs by name; those of kernels that take a list are named '0', '1', …; an optional one may be missing. */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly attrs: KernelAttributes;
}

/** Attributes of a kernel. Their types are TensorFlow.js's business; `kernel_names.d.ts` says what each kernel has. */
export type KernelAttributes = Readonly<Record<string, unknown>>;

/** A TensorFlow.js kernel that a traced function called, and what it made. */
export interface KernelUse extends Omit<Call, 'b'> {
  /** E.g. `'BatchMatMul'`. */
  readonly kernel: string;
  readonly outputs: readonly Value[];
  /** What it added to the graph; nothing where the same was there already. */
  readonly nodes: readonly Node[];
}

/** Appends a kernel's nodes to the graph. */
export type Kernel = (call: Call) => Value | readonly Value[];

/** Kernels by name. */
export type KernelTable = Readonly<Record<string, Kernel>>;
