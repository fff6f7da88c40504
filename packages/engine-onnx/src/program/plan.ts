import type { Variable } from '@tensorflow/tfjs-core';
import { type Graph, liveNodes, type Node, type Value } from '../graph/graph.js';
import type { RandomInput } from '../trace/random-trace.js';
import type { Trace } from '../trace/trace.js';

/** A variable that a program reads, assigns, or both. */
export interface PlannedVariable {
  readonly variable: Variable;
  readonly before: Value;
  /** Whether the program reads it. */
  readonly fed: boolean;
  /** The output that is its new value; undefined if it is only read. */
  readonly result: Value | undefined;
}

/** What goes into a model: a trace without what nothing needs. */
export interface Plan {
  readonly nodes: readonly Node[];
  readonly inputs: readonly Value[];
  readonly leaving: readonly Value[];
  /** The function's own inputs, as far as they are used. */
  readonly named: readonly (readonly [name: string, value: Value])[];
  readonly random: readonly RandomInput[];
  readonly uses: readonly PlannedVariable[];
  readonly outputs: ReadonlyMap<string, Value>;
}

/** Chooses the outputs, each a node's own, and drops nodes and inputs that they do not depend on. */
export function planOf({ graph, inputs: named, random, variables, outputs: made }: Trace): Plan {
  const leaving = new Set<Value>();
  const leave = (value: Value): Value => {
    const own = value.node === undefined || leaving.has(value) ? graph.copy(value) : value;
    leaving.add(own);
    return own;
  };
  const outputs = new Map(Object.entries(made).map(([name, value]) => [name, leave(value)]));
  const uses = variables.map(({ variable, before, after }) => ({ variable, before, result: after && leave(after) }));
  const nodes = liveNodes(graph, [...leaving]);
  const inputs = usedInputs(graph, nodes);
  const fed = new Set(inputs);
  return {
    nodes,
    inputs,
    leaving: [...leaving],
    named: Object.entries(named).filter(([, value]) => fed.has(value)),
    random: random.filter(({ value }) => fed.has(value)),
    uses: uses
      .map((use) => ({ ...use, fed: fed.has(use.before) }))
      .filter((use) => use.fed || use.result !== undefined),
    outputs,
  };
}

function usedInputs(graph: Graph, nodes: readonly Node[]): Value[] {
  const used = new Set(nodes.flatMap((node) => node.inputs));
  return graph.inputs.filter((input) => used.has(input));
}
