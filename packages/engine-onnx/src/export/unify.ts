import { sameShape } from '@amnl/core-loop';
import { ABSENT, type ConstantData, type ElementType, type Node, type Value } from '../graph/graph.js';
import type { ModelNode, ModelOperand, ModelValue } from '../graph/onnx-writer.js';
import { batchError } from './batch-error.js';
import { BatchShapes } from './batch-shapes.js';
import type { Names } from './names.js';
import { repeated } from './repeated.js';
import type { NamedGraph } from './simplify.js';
import { type Batches, type Size, sizeInWords, sizeOf } from './size.js';

/** Content of a model file, in addition to metadata. */
export interface UnifiedModel {
  readonly nodes: readonly ModelNode[];
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
}

/** Operations that broadcast their inputs. */
const BROADCASTS: ReadonlySet<string> = new Set(
  'Add Sub Mul Div Max Min Pow Mod Equal Less LessOrEqual Greater GreaterOrEqual And Or Where Sum'.split(' '),
);

/**
 * One graph for any batch out of the same forward pass at two batch sizes. They are walked side by side from the outputs: where a
 * shape or a constant differs, it must be a size that grows with the batch.
 * @throws EO_EXPORT_BATCH
 */
export function unified(first: NamedGraph, second: NamedGraph, batches: Batches, names: Names): UnifiedModel {
  return new Unifier(batches, names, first).model(first, second);
}

/** A value in both graphs. */
type Pair = readonly [Value, Value];

class Unifier {
  readonly #batches: Batches;
  readonly #names: Names;
  readonly #inputs: ReadonlyMap<Value, string>;
  readonly #nodes: ModelNode[] = [];
  readonly #shapes: BatchShapes;
  readonly #made = new Map<Value, Map<Value, ModelOperand>>();

  constructor(batches: Batches, names: Names, { inputs }: NamedGraph) {
    this.#batches = batches;
    this.#names = names;
    this.#inputs = new Map(Object.entries(inputs).map(([name, value]) => [value, name]));
    this.#shapes = new BatchShapes(Object.keys(inputs)[0]!, names, (node) => this.#nodes.push(node));
  }

  model(first: NamedGraph, second: NamedGraph): UnifiedModel {
    const outputs = Object.keys(first.outputs).map((name): ModelValue => {
      const pair: Pair = [first.outputs[name]!, second.outputs[name]!];
      this.#reach(pair);
      const shape = this.#sizes(pair).map((size) => (typeof size === 'number' ? size : sizeInWords(size)));
      const from = this.#operand(pair);
      if (from.name === '')
        throw batchError(undefined, `makes the output '${name}', which depends on nothing but the batch size`);
      this.#nodes.push({ op: 'Identity', inputs: [from], outputs: [{ name }], attributes: {} });
      return { name, type: pair[0].type, shape };
    });
    const inputs = Object.entries(first.inputs).map(([name, value]): ModelValue => {
      const sizes = this.#sizes([value, second.inputs[name]!]);
      return { name, type: value.type, shape: sizes.map((size) => (typeof size === 'number' ? size : 'batch')) };
    });
    return { nodes: named(this.#nodes, new Set(outputs.map(({ name }) => name))), inputs, outputs };
  }

  /** Makes a pair after everything it depends on; not by recursion, as a recurrent layer is deeper than the stack. */
  #reach(last: Pair): void {
    const todo: Pair[] = [last];
    while (todo.length > 0) {
      const pair = todo.at(-1)!;
      const [a, b] = pair;
      if (this.#made.get(a)?.has(b)) {
        todo.pop();
        continue;
      }
      const [m, n] = [a.node, b.node];
      if (m === undefined || n === undefined) {
        if (m !== n) throw this.#error(pair);
        todo.pop();
        this.#leaf(pair);
        continue;
      }
      this.#compare(m, n, pair);
      const inputs = m.inputs.map((value, i): Pair => [value, n.inputs[i]!]);
      const missing = inputs.filter(([x, y]) => !this.#made.get(x)?.has(y));
      if (missing.length > 0) todo.push(...missing);
      else {
        todo.pop();
        this.#node(m, n, inputs);
      }
    }
  }

  #compare(m: Node, n: Node, pair: Pair): void {
    const alike =
      m.op === n.op &&
      m.domain === n.domain &&
      m.inputs.length === n.inputs.length &&
      m.outputs.length === n.outputs.length &&
      m.outputs.indexOf(pair[0]) === n.outputs.indexOf(pair[1]) &&
      JSON.stringify(m.attributes) === JSON.stringify(n.attributes);
    if (!alike) throw this.#error(pair);
  }

  #leaf(pair: Pair): void {
    const [a, b] = pair;
    const input = this.#inputs.get(a);
    if (input !== undefined) this.#keep(pair, { name: input });
    else if (a === ABSENT || b === ABSENT) {
      if (a !== b) throw this.#error(pair);
      this.#keep(pair, ABSENT);
    } else if (a.data === undefined || b.data === undefined || a.type !== b.type) throw this.#error(pair);
    else if (sameShape(a.shape, b.shape) && sameData(a.data, b.data))
      this.#keep(pair, this.#constant(a, a.shape, a.data));
    // Others are made where they are used, which says how.
    else this.#keep(pair, { name: '' });
  }

  #node(m: Node, n: Node, inputs: readonly Pair[]): void {
    const operands = inputs.map((pair, i) => {
      const known = this.#operand(pair);
      if (known.name !== '' || pair[0] === ABSENT) return known;
      return this.#growing(pair, m, i);
    });
    const outputs = m.outputs.map((value, i) => {
      const name = this.#names.of(m, value);
      this.#keep([value, n.outputs[i]!], { name });
      this.#sizes([value, n.outputs[i]!], m);
      return { name };
    });
    const { op, domain, attributes } = m;
    // A size that is not known beforehand is written as −1, which `allowzero` would not forbid, and nothing is empty here.
    const { allowzero: _, ...others } = attributes;
    const plain = op === 'Reshape' && !m.outputs[0]!.shape.includes(0) ? others : attributes;
    this.#nodes.push({ op, domain, inputs: operands, outputs, attributes: plain });
  }

  /** A constant that depends on the batch, as an input of a node. */
  #growing([a, b]: Pair, m: Node, place: number): ModelOperand {
    const fail = (): never => {
      throw batchError(
        m,
        `takes numbers that depend on the batch size: ${worth(a)} for a batch of ${this.#batches[0]}, ${worth(b)} for one of ${this.#batches[1]}`,
      );
    };
    if (a.type === 'int64') {
      if (!sameShape(a.shape, b.shape)) return fail();
      const sizes = Array.from(
        a.data as BigInt64Array,
        (v, i) => sizeOf(this.#batches, Number(v), Number(b.data![i]!)) ?? fail(),
      );
      if (a.shape.length > 1) return fail();
      return m.op === 'Reshape' ? this.#shapes.target(sizes) : this.#shapes.vector(sizes, a.shape.length === 0);
    }
    const core = repeated(a, b) ?? fail();
    const constant = this.#constant(a, core.shape, core.data);
    const others = m.inputs.filter((_, i) => i !== place).map(({ shape }) => shape);
    if (BROADCASTS.has(m.op) && broadcastTo([core.shape, ...others]) === m.outputs[0]!.shape.join()) return constant;
    return this.#shapes.expanded(constant, this.#sizes([a, b], m));
  }

  #constant(value: Value, shape: readonly number[], data: ConstantData): ModelOperand {
    return this.#names.constant({ type: value.type as ElementType, shape, data }, value);
  }

  #sizes([a, b]: Pair, node = a.node): readonly Size[] {
    const fail = (): never => {
      throw batchError(
        node,
        `has results of shape [${a.shape}] for a batch of ${this.#batches[0]} and [${b.shape}] for one of ${this.#batches[1]}`,
      );
    };
    if (a.shape.length !== b.shape.length) return fail();
    return a.shape.map((size, i) => sizeOf(this.#batches, size, b.shape[i]!) ?? fail());
  }

  #keep([a, b]: Pair, operand: ModelOperand): void {
    let known = this.#made.get(a);
    if (known === undefined) this.#made.set(a, (known = new Map()));
    known.set(b, operand);
  }

  #operand([a, b]: Pair): ModelOperand {
    return this.#made.get(a)!.get(b)!;
  }

  #error([a, b]: Pair): Error {
    const what = (value: Value) => (value.node ? `'${value.node.op}'` : value.data ? 'a constant' : 'an input');
    const node = a.node ?? b.node;
    return batchError(
      node,
      `is another for another batch size: ${what(a)} for a batch of ${this.#batches[0]}, ${what(b)} for one of ${this.#batches[1]}`,
    );
  }
}

function worth({ data, shape }: Value): string {
  return shape.length === 0 ? String(data![0]) : `shape [${shape}]`;
}

function sameData(a: ConstantData, b: ConstantData): boolean {
  return a.length === b.length && (a as Float32Array).every((v, i) => Object.is(v, b[i]));
}

function broadcastTo(shapes: readonly (readonly number[])[]): string {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(...shapes.map((shape) => shape[axis - rank + shape.length] ?? 1)),
  ).join();
}

/** Lets a node that only an output's `Identity` reads make that output itself. */
function named(nodes: readonly ModelNode[], outputs: ReadonlySet<string>): readonly ModelNode[] {
  const uses = new Map<string, number>();
  for (const { inputs } of nodes) for (const { name } of inputs) uses.set(name, (uses.get(name) ?? 0) + 1);
  const made = new Set(nodes.flatMap((node) => node.outputs.map(({ name }) => name)));
  const renamed = new Map<string, string>();
  for (const {
    op,
    inputs,
    outputs: [output],
  } of nodes) {
    const [from] = inputs as [ModelOperand];
    const own = op === 'Identity' && outputs.has(output!.name) && made.has(from.name) && !outputs.has(from.name);
    if (own && uses.get(from.name) === 1) renamed.set(from.name, output!.name);
  }
  const gone = new Set(renamed.values());
  return nodes
    .filter(({ op, outputs: [output] }) => op !== 'Identity' || !gone.has(output!.name))
    .map((node) => ({ ...node, outputs: node.outputs.map(({ name }) => ({ name: renamed.get(name) ?? name })) }));
}
