import { Builder } from '../graph/builder.js';
import { ABSENT, Graph, liveNodes, type Value } from '../graph/graph.js';
import { permuted } from './constants.js';
import { folded } from './fold-weights.js';
import { moved } from './move-shapes.js';
import type { Operation, Rewriter } from './rewriter.js';

/** A graph with names for what goes in and out. */
export interface NamedGraph {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly outputs: Readonly<Record<string, Value>>;
  /** Values of the graph it was made of, by those of this one. */
  readonly before: ReadonlyMap<Value, Value>;
}

/** Writes an operation in another way, or returns undefined where it has none. */
type Rule = (operation: Operation, rewriter: Rewriter) => Value | undefined;

const RULES: readonly Rule[] = [plainly, moved, folded];

/**
 * The same graph with fewer operations: transpositions and reshapes move behind elementwise operations until they meet their
 * opposite, and factors and sums by channel go into the weights before them.
 */
export function simplified(
  nodesOf: Graph,
  inputs: Readonly<Record<string, Value>>,
  outputs: Readonly<Record<string, Value>>,
): NamedGraph {
  const nodes = liveNodes(nodesOf, Object.values(outputs));
  const uses = new Map<Value, number>();
  for (const value of [...nodes.flatMap((node) => node.inputs), ...Object.values(outputs)]) {
    uses.set(value, (uses.get(value) ?? 0) + 1);
  }
  const graph = new Graph();
  const b = new Builder(graph);
  const made = new Map<Value, Value>([[ABSENT, ABSENT]]);
  const before = new Map<Value, Value>();
  /** In the new graph, where several uses of the old one may have become one value. */
  const count = new Map<Value, number>();
  const take = (old: Value, value: Value): void => {
    made.set(old, value);
    before.set(value, old);
    count.set(value, (count.get(value) ?? 0) + (uses.get(old) ?? 0));
  };
  for (const input of Object.values(inputs)) take(input, graph.input(input));
  const taken = (value: Value): Value => {
    if (!made.has(value)) take(value, graph.constant(value.data!, value.shape));
    return made.get(value)!;
  };
  const rewriter: Rewriter = {
    b,
    single: (value) => (count.get(value) ?? 1) === 1,
    write(operation) {
      for (const rule of RULES) {
        const value = rule(operation, rewriter);
        if (value !== undefined) return value;
      }
      return b.op(operation.op, operation.inputs, operation.shape, operation.attributes, operation.type);
    },
  };
  for (const node of nodes) {
    graph.origin = node.origin;
    const { op, domain, attributes, outputs: results } = node;
    const given = node.inputs.map(taken);
    if (results.length === 1 && domain === '') {
      const [{ shape, type }] = results as [Value];
      take(results[0]!, rewriter.write({ op, attributes, inputs: given, shape, type }));
    } else {
      const values = graph.nodeOf(op, given, results, attributes, domain);
      for (const [i, old] of results.entries()) take(old, values[i]!);
    }
  }
  const all = (values: Readonly<Record<string, Value>>) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, taken(value)]));
  return { graph, inputs: all(inputs), outputs: all(outputs), before };
}

/** What the builder knows to be nothing, or a constant. */
function plainly({ op, attributes, inputs, shape }: Operation, { b }: Rewriter): Value | undefined {
  const [x] = inputs as [Value];
  if (op === 'Reshape') return b.reshape(x, shape);
  if (op !== 'Transpose') return undefined;
  const perm = attributes['perm'] as readonly number[];
  return x.data === undefined ? b.transpose(x, perm) : b.constantOf(permuted(x, perm), shape);
}
