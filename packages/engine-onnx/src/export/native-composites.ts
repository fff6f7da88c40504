import type { Tensor } from '@tensorflow/tfjs-core';
import { normalisation } from './normalisation.js';
import { recurrent } from './recurrent.js';
import type { Symbols } from './symbols.js';

type Inputs = Readonly<Record<string, Tensor>>;

/** Composites of `@amnl/core-loop`, which says what each is, as one operator of ONNX. */
export const NATIVE_COMPOSITES: Readonly<
  Record<string, (inputs: Inputs, attributes: Readonly<Record<string, number>>, s: Symbols) => Tensor | undefined>
> = {
  lstm: ({ x, inputKernel, recurrentKernel, bias }, _attributes, s) => {
    const { b } = s;
    const [kernels, recurrents, biases] = [inputKernel!, recurrentKernel!, bias!].map(s.value);
    const count = kernels!.shape[0]!;
    if ([kernels, recurrents, biases].some((weights) => weights!.data === undefined)) return undefined;
    const weights = Array.from({ length: count }, (_, direction) => {
      const [kernel, own, add] = [kernels!, recurrents!, biases!].map(({ data, shape: [, ...shape] }) => {
        const size = data!.length / count;
        return b.constantOf((data as Float32Array).slice(direction * size, (direction + 1) * size), shape);
      });
      return { kernel: kernel!, recurrent: own!, bias: add! };
    });
    const direction = count === 1 ? 'forward' : 'bidirectional';
    const activations = ['Sigmoid', 'Tanh', 'Tanh'];
    const made = recurrent(b, { op: 'LSTM', x: s.value(x!), weights, direction, activations });
    if (made === undefined) return undefined;
    const [steps, , batch, units] = made.sequence.shape as [number, number, number, number];
    return s.tensor(b.reshape(b.transpose(made.sequence, [0, 2, 1, 3]), [steps, batch, count * units]));
  },
  conv1d: ({ x, kernel, bias }, _attributes, s) => {
    const { b } = s;
    const [taps, , filters] = kernel!.shape as [number, number, number];
    const [steps, batch] = x!.shape as [number, number];
    const half = (taps - 1) / 2;
    const inputs = [b.transpose(s.value(x!), [1, 2, 0]), b.transpose(s.value(kernel!), [2, 1, 0]), s.value(bias!)];
    const made = b.op('Conv', inputs, [batch, filters, steps], { kernel_shape: [taps], pads: [half, half] });
    return s.tensor(b.transpose(made, [2, 0, 1]));
  },
  batchNorm: ({ x, gain, bias, mean, variance }, { epsilon }, s) => {
    const [scale, offset, mu, v] = [gain!, bias!, mean!, variance!].map(s.value);
    const made = normalisation(s.b, s.value(x!), { scale, offset, mean: mu, variance: v }, epsilon!);
    return made && s.tensor(made);
  },
  layerNorm: ({ x, gain, bias }, { epsilon }, s) => {
    const inputs = [x!, gain!, bias!].map(s.value);
    const attributes = { axis: -1, epsilon: { float: epsilon! } };
    return s.tensor(s.b.op('LayerNormalization', inputs, x!.shape, attributes));
  },
};
