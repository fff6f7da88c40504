import type { Attributes, ModelNode, ModelOperand, StoredType } from '@amnl/engine-onnx';

/** ONNX's numbers of the element types that are cast to. */
const TYPES = { float32: 1, int64: 7, bool: 9, float64: 11 } as const;

/** Nodes that are written by hand, each under the name of its part: `scaling/Sub_2`. */
export class RawNodes {
  readonly nodes: ModelNode[] = [];
  readonly #counts = new Map<string, number>();
  #part = '';

  /** Nodes that `write` makes are called after `part`. */
  within<T>(part: string, write: () => T): T {
    const outer = this.#part;
    this.#part = part;
    const made = write();
    this.#part = outer;
    return made;
  }

  /** A node with one output. @param name of the output, where it is one of the file's */
  op(op: string, inputs: readonly ModelOperand[], attributes: Attributes = {}, name?: string): ModelOperand {
    const output = { name: name ?? this.#name(op) };
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  cast(x: ModelOperand, type: keyof typeof TYPES): ModelOperand {
    return this.op('Cast', [x], { to: TYPES[type] });
  }

  /** Elements `indices` of an axis. */
  gather(x: ModelOperand, indices: readonly number[], axis: number): ModelOperand {
    return this.op('Gather', [x, this.ints(indices)], { axis });
  }

  /** The double-precision constant. */
  doubles(values: readonly number[], shape: readonly number[] = [values.length]): ModelOperand {
    return this.#constant('float64', Float64Array.from(values), shape);
  }

  floats(values: readonly number[], shape: readonly number[] = [values.length]): ModelOperand {
    return this.#constant('float32', Float32Array.from(values), shape);
  }

  ints(values: readonly number[], shape: readonly number[] = [values.length]): ModelOperand {
    return this.#constant('int64', BigInt64Array.from(values, BigInt), shape);
  }

  #constant(type: StoredType, data: Float64Array | Float32Array | BigInt64Array, shape: readonly number[]) {
    return { name: this.#name('constant'), type, shape, data };
  }

  #name(what: string): string {
    const name = `${this.#part}/${what}`;
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  }
}
