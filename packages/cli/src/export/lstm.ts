import { floats, type OnnxGraph, type Operand } from './onnx-graph.js';
import { joined, transposed, type Weight, type Weights } from './weights.js';

/**
 * A bidirectional LSTM layer; `x` is `[time, batch, features]`.
 * @returns `[time, 2, batch, units]`: ONNX keeps the directions apart
 */
export function lstm(graph: OnnxGraph, name: string, x: Operand, weights: Weights): Operand {
  const of = (part: string) => ['forward', 'backward'].map((direction) => weights(`${name}/${direction}/${part}`));
  const kernels = of('inputKernel');
  const [features, columns] = kernels[0]!.shape as [number, number];
  const units = columns / 4;
  // ONNX adds two biases, as PyTorch: ours is the first, and the second is 0.
  const biases = of('bias').flatMap(({ data }) => [onnxGates(data, units), new Float32Array(columns)]);
  const inputs = [
    x,
    floats(`${name}/inputKernel`, gateRows(kernels, units), [2, columns, features]),
    floats(`${name}/recurrentKernel`, gateRows(of('recurrentKernel'), units), [2, columns, units]),
    floats(`${name}/bias`, joined(...biases), [2, 2 * columns]),
  ];
  return graph.node('LSTM', `${name}/states`, inputs, { direction: 'bidirectional', hidden_size: units });
}

/** `[inputs, 4·units]` of both directions → `[2, 4·units, inputs]` in ONNX' order of gates. */
function gateRows(kernels: readonly Weight[], units: number): Float32Array {
  return joined(...kernels.map((kernel) => onnxGates(transposed(kernel), units * kernel.shape[0]!)));
}

/** Four blocks of `size` from our order (input, forget, cell, output) into that of ONNX (input, output, forget, cell). */
function onnxGates(gates: Float32Array, size: number): Float32Array {
  return joined(...[0, 3, 1, 2].map((gate) => gates.subarray(gate * size, (gate + 1) * size)));
}
