import type { Tensor } from '@tensorflow/tfjs-core';
import type { Value } from '../graph/graph.js';
import { type DirectionWeights, type RecurrentOp, recurrent } from './recurrent.js';
import type { Symbols } from './symbols.js';

type Weight = { read(): Tensor } | null | undefined;
type Activation = { getClassName(): string };

/** The parts of a recurrent layer of `tf.layers` that count here. */
interface RecurrentLayer {
  getClassName(): string;
  readonly cell: {
    readonly kernel: Weight;
    readonly recurrentKernel: Weight;
    readonly bias: Weight;
    readonly activation: Activation;
    readonly recurrentActivation?: Activation;
  };
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
}

interface BidirectionalLayer {
  readonly forwardLayer: RecurrentLayer;
  readonly backwardLayer: RecurrentLayer;
  readonly mergeMode: string | null;
  readonly returnSequences: boolean;
  readonly returnState: boolean;
}

interface NormalisingLayer {
  readonly axis: readonly number[];
  readonly epsilon: number;
  readonly gamma: Weight;
  readonly beta: Weight;
}

/** Arguments of a layer in addition to its input. */
export interface LayerArguments {
  readonly mask?: unknown;
  readonly initialState?: readonly Tensor[] | null;
}

const OPS: Readonly<Record<string, RecurrentOp>> = { LSTM: 'LSTM', GRU: 'GRU', SimpleRNN: 'RNN' };

/** ONNX's names of the activations that its recurrent operators may have. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  hardSigmoid: 'HardSigmoid', // slope 0.2 and 0.5 at 0 in both
  relu: 'Relu',
  softsign: 'Softsign',
  softplus: 'Softplus',
};

/** A layer of `tf.layers` as one operator of ONNX, by class; undefined where that would not do the same. */
export const NATIVE_LAYERS: Readonly<
  Record<string, (layer: never, x: Tensor, given: LayerArguments, s: Symbols) => Tensor | Tensor[] | undefined>
> = {
  LSTM: oneWay,
  GRU: oneWay,
  SimpleRNN: oneWay,
  Bidirectional: bothWays,
  LayerNormalization: layerNormalization,
};

function oneWay(layer: RecurrentLayer, x: Tensor, given: LayerArguments, s: Symbols): Tensor | Tensor[] | undefined {
  const op = OPS[layer.getClassName()]!;
  const activations = activationsOf(op, layer);
  if (activations === undefined || isMasked(given)) return undefined;
  const { b } = s;
  const initial = given.initialState?.map((state) => s.value(state));
  const direction = layer.goBackwards ? 'reverse' : 'forward';
  const timeFirst = b.transpose(s.value(x), [1, 0, 2]);
  const weights = [weightsOf(layer, s)];
  const made = recurrent(b, { op, x: timeFirst, weights, direction, activations, ...(initial && { initial }) });
  if (made === undefined) return undefined;
  const [steps, , batch, units] = made.sequence.shape as [number, number, number, number];
  const states = made.states.map((state) => b.reshape(state, [batch, units]));
  let output = states[0]!;
  if (layer.returnSequences) {
    output = b.transpose(b.reshape(made.sequence, [steps, batch, units]), [1, 0, 2]);
    // Ours come in the order in which they were made, ONNX's at their own time.
    if (layer.goBackwards) output = b.slice(output, [0, steps - 1, 0], output.shape, [1, -1, 1]);
  }
  return layer.returnState ? [output, ...states].map(s.tensor) : s.tensor(output);
}

/** Two directions side by side; other ways to merge them are left to two layers. */
function bothWays(layer: BidirectionalLayer, x: Tensor, given: LayerArguments, s: Symbols): Tensor | undefined {
  const { forwardLayer, backwardLayer } = layer;
  const op = OPS[forwardLayer.getClassName()];
  const plain = layer.mergeMode === 'concat' && !layer.returnState && !forwardLayer.goBackwards;
  if (op === undefined || !plain || given.initialState || isMasked(given)) return undefined;
  const activations = activationsOf(op, forwardLayer);
  if (activations === undefined) return undefined;
  const { b } = s;
  const weights = [forwardLayer, backwardLayer].map((part) => weightsOf(part, s));
  const timeFirst = b.transpose(s.value(x), [1, 0, 2]);
  const made = recurrent(b, { op, x: timeFirst, weights, direction: 'bidirectional', activations });
  if (made === undefined) return undefined;
  const [steps, , batch, units] = made.sequence.shape as [number, number, number, number];
  return s.tensor(
    layer.returnSequences
      ? b.reshape(b.transpose(made.sequence, [2, 0, 1, 3]), [batch, steps, 2 * units])
      : b.reshape(b.transpose(made.states[0]!, [1, 0, 2]), [batch, 2 * units]),
  );
}

function activationsOf(op: RecurrentOp, { cell }: RecurrentLayer): readonly string[] | undefined {
  const own = ACTIVATIONS[cell.activation.getClassName()];
  const gates = cell.recurrentActivation && ACTIVATIONS[cell.recurrentActivation.getClassName()];
  const names = { LSTM: [gates, own, own], GRU: [gates, own], RNN: [own] }[op];
  return names.every((name) => name !== undefined) ? names : undefined;
}

function weightsOf({ cell }: RecurrentLayer, s: Symbols): DirectionWeights {
  const of = (weight: Weight): Value | undefined => (weight ? s.value(weight.read()) : undefined);
  return { kernel: of(cell.kernel)!, recurrent: of(cell.recurrentKernel)!, bias: of(cell.bias) };
}

/** A masked step keeps the state, which the operators of ONNX do only behind the end of a sequence. */
function isMasked({ mask }: LayerArguments): boolean {
  return [mask].flat().some((one) => one !== undefined && one !== null);
}

/** Over the last axes, in their order. */
function layerNormalization(
  layer: NormalisingLayer,
  x: Tensor,
  _given: LayerArguments,
  s: Symbols,
): Tensor | undefined {
  const [first] = layer.axis as [number];
  if (!layer.axis.every((axis, i) => axis === first + i) || first + layer.axis.length !== x.shape.length)
    return undefined;
  const { b } = s;
  const shape = x.shape.slice(first);
  const gain = layer.gamma ? s.value(layer.gamma.read()) : b.fill(1, shape);
  const bias = layer.beta ? [s.value(layer.beta.read())] : [];
  const attributes = { axis: first - x.shape.length, epsilon: { float: layer.epsilon } };
  return s.tensor(b.op('LayerNormalization', [s.value(x), gain, ...bias], x.shape, attributes));
}
