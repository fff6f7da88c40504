import { composite } from '@amnl/core-loop';
import {
  add,
  concat,
  customGrad,
  expandDims,
  matMul,
  mul,
  reshape,
  reverse,
  sigmoid,
  slice,
  split,
  sub,
  sum,
  type Tensor,
  tanh,
  tidy,
  transpose,
  unstack,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';

/**
 * Weights of an LSTM with H units. D is 1, or 2 for a bidirectional layer (forward, then backward in time). The 4H columns are
 * the gates input, forget, cell, output, PyTorch's and Keras' order.
 */
export interface LstmWeights {
  /** `[D, F, 4H]` (`weight_ih` transposed). */
  readonly inputKernel: Tensor;
  /** `[D, H, 4H]` (`weight_hh` transposed). */
  readonly recurrentKernel: Tensor;
  /** `[D, 4H]`: one bias per gate, as Keras; PyTorch adds two, `bias_ih + bias_hh`. */
  readonly bias: Tensor;
}

/**
 * One LSTM layer over a whole sequence from a zero state, as `torch.nn.LSTM` (sigmoid gates, tanh cell).
 *
 * Fused by one custom gradient: the input projections of all steps, gates and directions are one product, all gates of both
 * directions share every operation of the recurrence, what backward needs of the gates is worked out for all steps at once, and
 * the weight gradients of all steps are one product each. Forward, gates and directions are the outermost axes, so that taking
 * them apart copies whole blocks; backward, the gates lie side by side, so that one product adds up over them.
 *
 * @param x `[T, B, F]`, time first
 * @returns `[T, B, D·H]`: forward states, then (D = 2) backward states, both at their own time
 */
export function lstm(x: Tensor, weights: LstmWeights): Tensor {
  return composite('lstm', { x, ...weights }, {}, () => fused(x, weights));
}

function fused(x: Tensor, weights: LstmWeights): Tensor {
  const steps = x.shape[0]!;
  const f = customGrad((...args) => {
    const [input, kernel, recurrent, bias, save] = args as unknown as [Tensor, Tensor, Tensor, Tensor, Save];
    const directions = kernel.shape[1]!;
    const inputs = byStep(input, directions);
    const run = forward(inputs, byGate(kernel), byGate(recurrent), byGate(bias), steps);
    save([inputs, kernel, recurrent, run.statesBefore, ...run.kept]);
    return {
      value: byTime(run.states, steps),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [seen, inputKernel, recurrentKernel, statesBefore, ...kept] = saved as Saved;
        const dGates = backward(eachByStep(dy, directions), recurrentKernel, kept, steps);
        // Both products with dGates on the right follow each other: wasm packs it once.
        const dRecurrent = matMul(statesBefore, dGates, true);
        const dKernel = matMul(seen, dGates, true);
        const dInputs = matMul(dGates, inputKernel, false, true);
        return [sumDirections(dInputs, steps), dKernel, dRecurrent, sum(dGates, 2, true)];
      },
    };
  });
  const { inputKernel, recurrentKernel, bias } = weights;
  return f(x, expandDims(inputKernel, 0), expandDims(recurrentKernel, 0), expandDims(expandDims(bias, 1), 0));
}

type Save = (tensors: Tensor[]) => void;
type Saved = [seen: Tensor, inputKernel: Tensor, recurrentKernel: Tensor, statesBefore: Tensor, ...Kept];

/** The four gates' columns apart: `[1, D, F, 4H]` → `[4, D, F, H]`. */
function byGate(weights: Tensor): Tensor {
  const [, directions, inputs, columns] = weights.shape as [number, number, number, number];
  return transpose(reshape(weights, [directions, inputs, 4, columns / 4]), [2, 0, 1, 3]);
}

/** Of all steps: gates, i · g, f · c₋, tanh c and h. */
type Kept = [
  i: Tensor,
  f: Tensor,
  g: Tensor,
  o: Tensor,
  written: Tensor,
  held: Tensor,
  squashed: Tensor,
  state: Tensor,
];

interface ForwardRun {
  /** Hidden states of all steps, `[1, D, T·B, H]`. */
  readonly states: Tensor;
  /** The state before each step, as `states`. */
  readonly statesBefore: Tensor;
  /** What {@link backward} needs, as `states` each. */
  readonly kept: Kept;
}

/** Tensors of one step, `[1, D, B, H]` each: the gates, what is written and kept of the cell, the cell, its tanh, the state. */
type Step = Record<'i' | 'f' | 'g' | 'o' | 'written' | 'held' | 'cell' | 'squashed' | 'state', Tensor>;

function forward(inputs: Tensor, kernel: Tensor, recurrent: Tensor, bias: Tensor, steps: number): ForwardRun {
  const [, directions, units] = recurrent.shape as [number, number, number];
  const batch = inputs.shape[2]! / steps;
  const projected = add(matMul(inputs, kernel), bias); // [4, D, T·B, H]
  const run: Step[] = [];
  for (const projection of split(projected, steps, 2)) {
    run.push(
      // The tidy frees each step's intermediates at once, so that the next step finds their memory still in the cache.
      tidy(() => {
        const last = run.at(-1);
        const before = last === undefined ? projection : add(matMul(last.state, recurrent), projection);
        const [i, f, , o] = split(sigmoid(before), 4, 0) as [Tensor, Tensor, Tensor, Tensor];
        const g = tanh(slice(before, 2, 1));
        const written = mul(i, g);
        const held = last === undefined ? zerosLike(f) : mul(f, last.cell);
        const cell = add(held, written);
        const squashed = tanh(cell);
        return { i, f, g, o, written, held, cell, squashed, state: mul(o, squashed) };
      }),
    );
  }
  const all = (name: keyof Step): Tensor => {
    const each = run.map((step) => step[name]);
    return concat(each, 2);
  };
  const start = zeros([1, directions, batch, units]);
  const statesBefore = concat([start, ...run.slice(0, -1).map(({ state }) => state)], 2);
  const states = all('state');
  const gates = [all('i'), all('f'), all('g'), all('o')] as const;
  return { states, statesBefore, kept: [...gates, all('written'), all('held'), all('squashed'), states] };
}

/**
 * Backpropagation through time. With δh the gradient by a state h and δc by a cell c:
 * `δc = δc₊ · f₊ + δh · o (1 − tanh² c)`, and the gates' inputs get `δc · i g (1 − i)`, `δc · f c₋ (1 − f)`, `δc · i (1 − g²)`
 * and `δh · h (1 − o)`. Everything but δh and δc is known beforehand, for all steps at once.
 *
 * @param dStates `[1, D, T·B, H]`
 * @param recurrent `[1, D, H, 4H]`
 * @returns the gradient by the gates' inputs, `[1, D, T·B, 4H]`
 */
function backward(dStates: Tensor, recurrent: Tensor, kept: Kept, steps: number): Tensor {
  const [i, f, g, o, written, held, squashed, state] = kept;
  const without = (x: Tensor, part: Tensor): Tensor => sub(x, mul(x, part)); // x (1 − part)
  const ofGates = [without(written, i), without(held, f), sub(i, mul(written, g)), without(state, o)];
  const toGates = split(concat(ofGates, 3), steps, 2);
  const toCell = split(sub(o, mul(state, squashed)), steps, 2);
  const forget = split(f, steps, 2);
  const dOutputs = split(dStates, steps, 2);
  const back = transpose(recurrent, [0, 1, 3, 2]);
  const dGates = new Array<Tensor>(steps);
  let later: { dCell: Tensor; dState: Tensor } | undefined;
  for (let step = steps - 1; step >= 0; step--) {
    const made: { dGate: Tensor; dCell: Tensor; dState: Tensor } = tidy(() => {
      const dState = later === undefined ? dOutputs[step]! : add(dOutputs[step]!, later.dState);
      const own = mul(dState, toCell[step]!);
      const dCell = later === undefined ? own : add(own, later.dCell);
      const dGate = mul(concat([dCell, dCell, dCell, dState], 3), toGates[step]!);
      if (step === 0) return { dGate, dCell, dState }; // nothing before it
      return { dGate, dCell: mul(dCell, forget[step]!), dState: matMul(dGate, back) };
    });
    dGates[step] = made.dGate;
    later = made;
  }
  return concat(dGates, 2);
}

/** Time to step order for each direction: `[T, B, F]` → `[1, D, T·B, F]`; the second direction runs backward. */
function byStep(x: Tensor, directions: number): Tensor {
  const [time, batch, width] = x.shape as [number, number, number];
  const ordered = directions === 1 ? x : concat([x, reverse(x, 0)], 0);
  return reshape(ordered, [1, directions, time * batch, width]);
}

/** As {@link byStep} for a gradient by the output, whose columns belong to one direction each: `[T, B, D·H]` → `[1, D, T·B, H]`. */
function eachByStep(dy: Tensor, directions: number): Tensor {
  const [time, batch, width] = dy.shape as [number, number, number];
  const units = width / directions;
  if (directions === 1) return reshape(dy, [1, 1, time * batch, units]);
  const [ahead, back] = split(dy, 2, 2) as [Tensor, Tensor];
  return reshape(concat([ahead, reverse(back, 0)], 0), [1, 2, time * batch, units]);
}

/** Step to time order, directions side by side: `[1, D, T·B, H]` → `[T, B, D·H]`. */
function byTime(states: Tensor, time: number): Tensor {
  const [, directions, rows, units] = states.shape as [number, number, number, number];
  const shape: [number, number, number] = [time, rows / time, units];
  if (directions === 1) return reshape(states, shape);
  const [ahead, back] = unstack(reshape(states, [2, rows, units])) as [Tensor, Tensor];
  return concat([reshape(ahead, shape), reverse(reshape(back, shape), 0)], 2);
}

/** The adjoint of {@link byStep}: step to time order, added up over directions: `[1, D, T·B, F]` → `[T, B, F]`. */
function sumDirections(dInputs: Tensor, time: number): Tensor {
  const [, directions, rows, width] = dInputs.shape as [number, number, number, number];
  const shape: [number, number, number] = [time, rows / time, width];
  if (directions === 1) return reshape(dInputs, shape);
  const [ahead, back] = unstack(reshape(dInputs, [2, rows, width])) as [Tensor, Tensor];
  return add(reshape(ahead, shape), reverse(reshape(back, shape), 0));
}
