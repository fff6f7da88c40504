import type { ConstantData, ElementType, Node, Value } from '../graph/graph.js';
import type { ModelOperand } from '../graph/onnx-writer.js';

interface Constant {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: ConstantData;
}

/** Names of a file, each given once: layers and operations for what is computed, variables for what is stored. */
export class Names {
  readonly #taken: Set<string>;
  readonly #labels: ReadonlyMap<Value, string>;
  readonly #byValue = new Map<Value, ModelOperand>();
  readonly #byContent = new Map<string, ModelOperand>();

  /**
   * @param taken names of inputs and outputs
   * @param labels names of variables, by their values
   */
  constructor(taken: Iterable<string>, labels: ReadonlyMap<Value, string>) {
    this.#taken = new Set(taken);
    this.#labels = labels;
  }

  /** A name for what a node makes. */
  of({ op, origin }: Node, _value: Value): string {
    return this.free(origin?.layer ? `${origin.layer}/${op}` : op);
  }

  /** A constant under a name; equal small ones, and the same large one, have one name. */
  constant({ type, shape, data }: Constant, value?: Value): ModelOperand {
    const key =
      data.length <= 64
        ? `${type} [${shape}] ${Array.from(data as Float32Array, (v) => (Object.is(v, -0) ? '-0' : v))}`
        : undefined;
    const known = key === undefined ? value && this.#byValue.get(value) : this.#byContent.get(key);
    if (known !== undefined) return known;
    const name = this.free((value && this.#labels.get(value)) ?? (type === 'int64' ? 'sizes' : 'constant'));
    const made: ModelOperand = { name, type, shape, data };
    if (key !== undefined) this.#byContent.set(key, made);
    else if (value !== undefined) this.#byValue.set(value, made);
    return made;
  }

  /** `wish`, with a number where it is taken. */
  free(wish: string): string {
    let name = wish;
    for (let n = 1; this.#taken.has(name); n++) name = `${wish}_${n}`;
    this.#taken.add(name);
    return name;
  }
}
