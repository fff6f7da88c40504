import type { IntervalData } from '@amnl/conformal';
import type { ScalerData } from '@amnl/data-fleet';
import type { Model, ModelNode, ModelOperand, ModelValue } from '@amnl/engine-onnx';
import { intervalOf } from './interval.js';
import { rangeOf } from './range.js';
import { RawNodes } from './raw-nodes.js';
import { scaledRows } from './scaling.js';

/** What goes round the network. */
export interface RawFacts {
  readonly window: number;
  readonly scaler: ScalerData;
  /** Of the run's predictions; undefined if there are none. */
  readonly intervals?: IntervalData | undefined;
}

type Graph = Omit<Model, 'metadata'>;

/**
 * A network's graph with everything before it and behind it: from rows as they come to what `amnl predict` says of them. Opset and
 * operators are those of the network's file; what is before the network is computed in double precision.
 * @param network inputs `window`; outputs `rul`, `health`, and of an ensemble `rul_spread`
 */
export function rawGraph(network: Graph, facts: RawFacts): Graph {
  const { window, scaler, intervals } = facts;
  const g = new RawNodes();
  const rows = { name: 'rows' };
  const scaled = g.within('scaling', () => scaledRows(g, rows, scaler));
  g.nodes.push(...renamed(network.nodes, new Map([['window', scaled.z.name]])));
  const range = g.within('range', () => rangeOf(g, rows, scaled, facts));
  const ends = intervals && g.within('interval', () => intervalOf(g, { name: 'network/rul' }, intervals));
  const outputs = g.within('finite', () => {
    const { isBroken, first } = broken(g, rows);
    const nan = g.floats([Number.NaN], []);
    const outputs: ModelValue[] = [];
    const output = (name: string, type: ModelValue['type'], op: string, inputs: ModelOperand[], ...shape: number[]) => {
      outputs.push({ name, type, shape: ['batch', ...shape] });
      return g.op(op, inputs, {}, name);
    };
    const rul = output('rul', 'float32', 'Where', [isBroken, nan, { name: 'network/rul' }]);
    if (network.outputs.some(({ name }) => name === 'rul_spread')) {
      output('rul_spread', 'float32', 'Where', [isBroken, nan, { name: 'network/rul_spread' }]);
    }
    const ofEach = g.op('Unsqueeze', [isBroken, g.ints([1])]);
    output('health', 'float32', 'Where', [ofEach, nan, { name: 'network/health' }], 3);
    if (ends) {
      const none = g.op('IsNaN', [rul]); // also of a network that has diverged
      output('rul_low', 'float32', 'Where', [none, nan, g.cast(ends.low, 'float32')]);
      output('rul_high', 'float32', 'Where', [none, nan, g.cast(ends.high, 'float32')]);
    }
    const within = g.op('LessOrEqual', [range.excess, g.floats([1], [])]);
    output('in_range', 'bool', 'And', [within, g.op('Not', [isBroken])]);
    output('worst_channel', 'int64', 'Where', [isBroken, first, range.channel]);
    output('worst_kind', 'int64', 'Where', [isBroken, g.ints([-1], []), range.kind]);
    output('worst_deviation', 'float32', 'Where', [isBroken, nan, g.cast(range.deviation, 'float32')]);
    return outputs;
  });
  return {
    nodes: g.nodes,
    inputs: [{ name: 'rows', type: 'float32', shape: ['batch', window, scaler.channels.length] }],
    outputs,
  };
}

/** Windows with a number that is not finite, bool [batch], and the first channel with one, int64 [batch]. */
function broken(g: RawNodes, rows: ModelOperand): { readonly isBroken: ModelOperand; readonly first: ModelOperand } {
  const numbers = g.cast(g.op('Or', [g.op('IsNaN', [rows]), g.op('IsInf', [rows])]), 'float32');
  const channels = g.op('ReduceMax', [numbers, g.ints([1])], { keepdims: 0 });
  return {
    isBroken: g.cast(g.op('ReduceMax', [channels, g.ints([1])], { keepdims: 0 }), 'bool'),
    first: g.op('ArgMax', [channels], { axis: 1, keepdims: 0 }),
  };
}

/** The network's nodes under names that nothing else has; what it reads comes from elsewhere. */
function renamed(nodes: readonly ModelNode[], read: ReadonlyMap<string, string>): ModelNode[] {
  // A constant is one object, however often it is read, and is written once.
  const known = new Map<ModelOperand, ModelOperand>();
  const name = (name: string) => (name === '' ? '' : (read.get(name) ?? `network/${name}`));
  const operand = (given: ModelOperand) => {
    if (!known.has(given)) known.set(given, { ...given, name: name(given.name) });
    return known.get(given)!;
  };
  return nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map(operand),
    outputs: node.outputs.map((output) => ({ name: name(output.name) })),
  }));
}
