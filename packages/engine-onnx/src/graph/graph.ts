/** Element types of a graph; `int64` only inside it, for shapes and axes. */
export type ElementType = 'float32' | 'int32' | 'bool' | 'int64';
/** Numbers of a constant. */
export type ConstantData = Float32Array | Int32Array | Uint8Array | BigInt64Array;
/** Attributes of a node. */
export type Attribute = number | string | readonly number[] | readonly string[] | { readonly float: number };
/** Attributes by name; a plain number is an integer, `{ float }` a float. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** One tensor of a graph. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** The node that makes it; undefined for inputs and constants. */
  readonly node?: Node;
  /** Set for constants. */
  readonly data?: ConstantData;
  /** The one number that all elements of a constant have, if there is one. */
  readonly fill?: number;
}

/** In place of an optional input that is not given. */
export const ABSENT: Value = { name: '', type: 'float32', shape: [] };

/** One operation. */
export interface Node {
  readonly op: string;
  /** `''`: the standard operators of ONNX. */
  readonly domain: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** What asked for it; known while a model is exported. */
  readonly origin?: Origin | undefined;
}

/** Where an operation comes from. */
export interface Origin {
  /** The kernel of TensorFlow.js. */
  readonly kernel: string;
  /** The layers it lies in, e.g. `encoder/lstm_1`; '' outside of layers. */
  readonly layer: string;
  /** Made where it was called. */
  readonly place: Error;
}

/** Type and shape of a value to be made. */
export type ValueType = Pick<Value, 'type' | 'shape'>;

/**
 * An ONNX graph under construction. Values are made in an order in which every node follows its inputs. The same operation
 * on the same inputs is made once (common subexpressions are shared), and so are small constants.
 */
export class Graph {
  readonly inputs: Value[] = [];
  readonly nodes: Node[] = [];
  /** What asks for the nodes that are made now. */
  origin: Origin | undefined;
  readonly #known = new Map<string, readonly Value[]>();
  readonly #constants = new Map<string, Value>();
  #count = 0;

  /** A value fed at every run. */
  input({ type, shape }: ValueType): Value {
    const value = { name: this.#name('i'), type, shape: [...shape] }; // kept with the program; the caller's may change
    this.inputs.push(value);
    return value;
  }

  /** A constant; `data` must not change afterwards. */
  constant(data: ConstantData, shape: readonly number[]): Value {
    const fill = uniform(data);
    const key = constantKey(data, shape, fill);
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const value: Value = {
      name: this.#name('c'),
      type: typeOf(data),
      shape,
      data,
      ...(fill !== undefined && { fill }),
    };
    if (key !== undefined) this.#constants.set(key, value);
    return value;
  }

  /** An operation with any number of outputs. */
  nodeOf(
    op: string,
    inputs: readonly Value[],
    outputs: readonly ValueType[],
    attributes: Attributes = {},
    domain = '',
  ): readonly Value[] {
    const key = `${op} ${inputs.map(({ name }) => name).join()} ${outputs.length} ${JSON.stringify(attributes)}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made: { -readonly [K in keyof Value]: Value[K] }[] = [];
    for (const { type, shape } of outputs) made.push({ name: this.#name('v'), type, shape });
    const node: Node = { op, domain, inputs, outputs: made as Value[], attributes, origin: this.origin };
    for (const value of made) value.node = node;
    this.nodes.push(node);
    this.#known.set(key, node.outputs);
    return node.outputs;
  }

  /** An operation with one output. */
  node(op: string, inputs: readonly Value[], output: ValueType, attributes: Attributes = {}, domain = ''): Value {
    return this.nodeOf(op, inputs, [output], attributes, domain)[0]!;
  }

  /** A value equal to `value` that no other use shares; as an output it has memory of its own. */
  copy(value: Value): Value {
    const output: { -readonly [K in keyof Value]: Value[K] } = {
      name: this.#name('v'),
      type: value.type,
      shape: value.shape,
    };
    output.node = { op: 'Identity', domain: '', inputs: [value], outputs: [output], attributes: {} };
    this.nodes.push(output.node);
    return output;
  }

  #name(letter: string): string {
    return letter + this.#count++;
  }
}

/** The nodes that `outputs` depend on, in their order. */
export function liveNodes(graph: Graph, outputs: readonly Value[]): Node[] {
  const needed = new Set(outputs);
  const live: Node[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    for (const input of node.inputs) needed.add(input);
    live.push(node);
  }
  return live.reverse();
}

function typeOf(data: ConstantData): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Uint8Array) return 'bool';
  if (data instanceof BigInt64Array) return 'int64';
  throw new TypeError(`a constant of ${Object.prototype.toString.call(data)}`);
}

function uniform(data: ConstantData): number | undefined {
  const first = data[0];
  if (first === undefined || typeof first === 'bigint') return undefined;
  for (let i = 1; i < data.length; i++) if (!Object.is(data[i], first)) return undefined;
  return first;
}

/** Constants with equal keys are equal; undefined for large ones, which are not worth comparing. */
function constantKey(data: ConstantData, shape: readonly number[], fill: number | undefined): string | undefined {
  const type = typeOf(data);
  if (fill !== undefined) return `${type} [${shape}] ${Object.is(fill, -0) ? '-0' : fill}`;
  return data.length <= 64 ? `${type} [${shape}] ${Array.from(data as Float32Array).join()}` : undefined;
}
