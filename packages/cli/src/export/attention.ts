import { linear } from './dense.js';
import { floats, type OnnxGraph, type Operand } from './onnx-graph.js';
import type { Weights } from './weights.js';

/** Multi-head self-attention, softmax(Q Kᵀ / √d) V for each head; `x` is `[batch, time, width]`, and so is the output. */
export function attention(graph: OnnxGraph, name: string, x: Operand, weights: Weights, heads: number): Operand {
  const depth = weights(`${name}/outKernel`).shape[0]! / heads;
  const projected = linear(graph, `${name}/in`, x, weights(`${name}/inKernel`), weights(`${name}/inBias`));
  const parts = ['query', 'key', 'value'].map((part) => `${name}/${part}`);
  const [query, key, value] = graph
    .split('Split', parts, [projected], { axis: -1, num_outputs: 3 })
    .map((part) => graph.reshape(`${part.name}/split`, part, [0, 0, heads, depth])) as [Operand, Operand, Operand];
  const scale = floats(`${name}/scale`, Float32Array.of(1 / Math.sqrt(depth)), []);
  const scaled = graph.node('Mul', `${name}/query/scaled`, [
    graph.transpose(`${name}/query/heads`, query, [0, 2, 1, 3]),
    scale,
  ]);
  const scores = graph.node('MatMul', `${name}/scores`, [
    scaled,
    graph.transpose(`${name}/key/heads`, key, [0, 2, 3, 1]),
  ]);
  const shares = graph.node('Softmax', `${name}/shares`, [scores], { axis: -1 });
  const mixed = graph.node('MatMul', `${name}/mixed`, [
    shares,
    graph.transpose(`${name}/value/heads`, value, [0, 2, 1, 3]),
  ]);
  const side = graph.reshape(`${name}/joined`, graph.transpose(`${name}/mixed/time`, mixed, [0, 2, 1, 3]), [0, 0, -1]);
  return linear(graph, `${name}/out`, side, weights(`${name}/outKernel`), weights(`${name}/outBias`));
}
