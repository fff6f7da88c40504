import type { Builder } from '../graph/builder.js';
import { ABSENT, type ElementType, type Value } from '../graph/graph.js';
import { isFloats, joined, permuted } from './constants.js';

/** The recurrent operators of ONNX. */
export type RecurrentOp = 'LSTM' | 'GRU' | 'RNN';

/**
 * Where ONNX wants each block of gates, by its place in ours: Keras' and PyTorch's LSTM has input, forget, cell, output, ONNX input,
 * output, forget, cell; the GRU of Keras and of ONNX has update, reset, hidden.
 */
const GATES: Readonly<Record<RecurrentOp, readonly number[]>> = { LSTM: [0, 3, 1, 2], GRU: [0, 1, 2], RNN: [0] };

/** Weights of one direction: constants. */
export interface DirectionWeights {
  /** `[F, gates · H]` */
  readonly kernel: Value;
  /** `[H, gates · H]` */
  readonly recurrent: Value;
  /** `[gates · H]`; none is 0. */
  readonly bias: Value | undefined;
}

/** A recurrent layer over whole sequences. */
export interface RecurrentCall {
  readonly op: RecurrentOp;
  /** `[T, B, F]` */
  readonly x: Value;
  /** One direction, or two: forward and backward in time. */
  readonly weights: readonly DirectionWeights[];
  readonly direction: 'forward' | 'reverse' | 'bidirectional';
  /** Names of ONNX, for one direction. */
  readonly activations: readonly string[];
  /** `[B, H]` for each state, at the start. @default zeros */
  readonly initial?: readonly Value[];
}

/** What a recurrent layer makes, D directions apart. */
export interface RecurrentResult {
  /** `[T, D, B, H]` */
  readonly sequence: Value;
  /** `[D, B, H]` for each state, at the end. */
  readonly states: readonly Value[];
}

/** One recurrent operator; undefined if its weights are not constants. */
export function recurrent(b: Builder, call: RecurrentCall): RecurrentResult | undefined {
  const { op, x, weights, direction, activations, initial } = call;
  if (!weights.every(({ kernel, recurrent: r, bias }) => [kernel, r, ...(bias ? [bias] : [])].every(isFloats))) {
    return undefined;
  }
  const [steps, batch, features] = x.shape as [number, number, number];
  const [units] = weights[0]!.recurrent.shape as [number];
  const columns = GATES[op].length * units;
  const count = weights.length;
  const rows = (pick: 'kernel' | 'recurrent', width: number) =>
    b.constantOf(joined(weights.map((w) => inOrder(op, permuted(w[pick], [1, 0]) as Float32Array, units * width))), [
      count,
      columns,
      width,
    ]);
  // ONNX adds two biases, as PyTorch: ours is the first, and the second is 0.
  const biases = weights.flatMap(({ bias }) => [
    bias === undefined ? new Float32Array(columns) : inOrder(op, bias.data as Float32Array, units),
    new Float32Array(columns),
  ]);
  const zero = weights.every(({ bias }) => bias === undefined || bias.fill === 0);
  const state = [count, batch, units];
  const inputs = [x, rows('kernel', features), rows('recurrent', units)];
  const others = [zero ? ABSENT : b.constantOf(joined(biases), [count, 2 * columns]), ABSENT];
  const starts = (initial ?? []).map((value) => b.reshape(value, state));
  const made = b.ops(
    op,
    trimmed([...inputs, ...others, ...starts]),
    [[steps, count, batch, units], state, ...(op === 'LSTM' ? [state] : [])],
    {
      hidden_size: units,
      direction,
      activations: weights.flatMap(() => activations),
    },
    ['float32', 'float32', 'float32'] satisfies ElementType[],
  );
  return { sequence: made[0]!, states: made.slice(1) };
}

/** Blocks of `size` numbers in ONNX's order of gates. */
function inOrder(op: RecurrentOp, numbers: Float32Array, size: number): Float32Array {
  return joined(GATES[op].map((gate) => numbers.subarray(gate * size, (gate + 1) * size)));
}

function trimmed(inputs: readonly Value[]): readonly Value[] {
  return inputs.at(-1) === ABSENT ? trimmed(inputs.slice(0, -1)) : inputs;
}
