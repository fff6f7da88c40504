import { floats, type OnnxGraph, type Operand } from './onnx-graph.js';
import type { Weight, Weights } from './weights.js';

/** `x · kernel + bias` over the last axis of `x`, whatever stands before it. */
export function linear(graph: OnnxGraph, name: string, x: Operand, kernel: Weight, bias: Weight): Operand {
  const product = graph.node('MatMul', `${name}/product`, [x, floats(`${name}Kernel`, kernel.data, kernel.shape)]);
  return graph.node('Add', `${name}/sum`, [product, floats(`${name}Bias`, bias.data)]);
}

/** A linear layer; `x` is `[batch, inputs]`. */
export function dense(graph: OnnxGraph, name: string, x: Operand, weights: Weights): Operand {
  const [kernel, bias] = [weights(`${name}/kernel`), weights(`${name}/bias`)];
  const inputs = [x, floats(`${name}/kernel`, kernel.data, kernel.shape), floats(`${name}/bias`, bias.data)];
  return graph.node('Gemm', `${name}/out`, inputs);
}

/** Layer normalisation over the last axis. */
export function layerNorm(graph: OnnxGraph, name: string, x: Operand, weights: Weights): Operand {
  const of = (part: string) => floats(`${name}/${part}`, weights(`${name}/${part}`).data);
  return graph.node('LayerNormalization', `${name}/out`, [x, of('gain'), of('bias')], {
    axis: -1,
    epsilon: { float: 1e-5 },
  });
}
