import type { ScalerData } from '@amnl/data-fleet';
import type { Model, ModelNode, ModelOperand, ModelValue } from '@amnl/engine-onnx';
import { rangeOf } from './range.js';
import { RawNodes } from './raw-nodes.js';
import { scaledRows } from './scaling.js';

/** What goes round the network. */
export interface RawFacts {
  readonly window: number;
  readonly scaler: ScalerData;
}

type Graph = Omit<Model, 'metadata'>;

/**
 * A network's graph with everything before it and behind it: from rows as they come to what `amnl predict` says of them. Opset and
 * operators are those of the network's file; what is before the network is computed in double precision.
 * @param network inputs `window`; outputs `rul`, `health`
 */
export function rawGraph(network: Graph, facts: RawFacts): Graph {
  const { window, scaler } = facts;
  const g = new RawNodes();
  const rows = { name: 'rows' };
  const scaled = g.within('scaling', () => scaledRows(g, rows, scaler));
  g.nodes.push(...renamed(network.nodes, new Map([['window', scaled.z.name]])));
  const range = g.within('range', () => rangeOf(g, rows, scaled, facts));
  g.within('finite', () => {
    const broken = g.cast(g.op('Or', [g.op('IsNaN', [rows]), g.op('IsInf', [rows])]), 'float32');
    const ofChannels = g.op('ReduceMax', [broken, g.ints([1])], { keepdims: 0 });
    const isBroken = g.cast(g.op('ReduceMax', [ofChannels, g.ints([1])], { keepdims: 0 }), 'bool');
    const first = g.op('ArgMax', [ofChannels], { axis: 1, keepdims: 0 });
    const nan = g.floats([Number.NaN], []);
    const otherwise = (name: string, instead: ModelOperand, value: ModelOperand, test = isBroken) =>
      g.op('Where', [test, instead, value], {}, name);
    otherwise('rul', nan, { name: 'network/rul' });
    otherwise('health', nan, { name: 'network/health' }, g.op('Unsqueeze', [isBroken, g.ints([1])]));
    const within = g.op('LessOrEqual', [range.excess, g.floats([1], [])]);
    g.op('And', [within, g.op('Not', [isBroken])], {}, 'in_range');
    otherwise('worst_channel', first, range.channel);
    otherwise('worst_kind', g.ints([-1], []), range.kind);
    otherwise('worst_deviation', nan, g.cast(range.deviation, 'float32'));
  });
  const value = (name: string, type: ModelValue['type'], ...shape: number[]): ModelValue => ({
    name,
    type,
    shape: ['batch', ...shape],
  });
  return {
    nodes: g.nodes,
    inputs: [value('rows', 'float32', window, scaler.channels.length)],
    outputs: [
      value('rul', 'float32'),
      value('health', 'float32', 3),
      value('in_range', 'bool'),
      value('worst_channel', 'int64'),
      value('worst_kind', 'int64'),
      value('worst_deviation', 'float32'),
    ],
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
