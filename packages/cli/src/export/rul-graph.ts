import type { ModelValue } from '@amnl/engine-onnx';
import { HEALTH_HEAD, RUL_HEAD, type RulModelOptions } from '@amnl/model-rul';
import { attention } from './attention.js';
import { convolution } from './convolution.js';
import { dense, layerNorm } from './dense.js';
import { lstm } from './lstm.js';
import { floats, integers, OnnxGraph, type Operand } from './onnx-graph.js';
import type { Weights } from './weights.js';

/** A network as ONNX operations. */
export interface RulGraph {
  readonly nodes: OnnxGraph['nodes'];
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
}

/**
 * The dual-task network of `@amnl/model-rul` as it predicts, for batches of any size: `window` `[batch, window, features]`
 * (scaled) to `rul` `[batch]` in cycles and `health` `[batch, 3]`, the probabilities of the states.
 */
export function rulGraph(config: Required<RulModelOptions>, weights: Weights): RulGraph {
  const graph = new OnnxGraph();
  const window: ModelValue = { name: 'window', type: 'float32', shape: ['batch', config.window, config.features] };
  let x: Operand = graph.transpose('window/channels', { name: window.name }, [0, 2, 1]);
  for (let i = 1; i <= config.channels.length; i++) x = convolution(graph, `conv${i}`, x, weights);

  x = lstm(graph, 'lstm1', graph.transpose('lstm1/time', x, [2, 0, 1]), weights); // [time, 2, batch, units]
  x = graph.reshape('lstm1/out', graph.transpose('lstm1/sides', x, [0, 2, 1, 3]), [0, 0, -1]);
  x = lstm(graph, 'lstm2', x, weights);
  x = graph.reshape('lstm2/out', graph.transpose('lstm2/sides', x, [2, 0, 1, 3]), [0, 0, -1]); // batch first from here
  x = layerNorm(graph, 'lstm/norm', x, weights);

  const residual = graph.node('Add', 'attention/residual', [
    x,
    attention(graph, 'attention', x, weights, config.heads),
  ]);
  x = layerNorm(graph, 'attention/norm', residual, weights);
  x = graph.node('ReduceMean', 'funnel/mean', [x, integers('funnel/axes', [1])], { keepdims: 0 });
  x = denseStack(graph, 'funnel', x, weights, config.funnel.length);

  const rul = graph.node('Softplus', 'rul/softplus', [head(graph, 'rul', x, weights, RUL_HEAD.length)]);
  const scaled = graph.node('Mul', 'rul/cycles', [rul, floats('rul/scale', Float32Array.of(config.rulScale), [])]);
  graph.reshape('rul', scaled, [-1]);
  graph.node('Softmax', 'health', [head(graph, 'health', x, weights, HEALTH_HEAD.length)], { axis: -1 });
  return {
    nodes: graph.nodes,
    inputs: [window],
    outputs: [
      { name: 'rul', type: 'float32', shape: ['batch'] },
      { name: 'health', type: 'float32', shape: ['batch', 3] },
    ],
  };
}

/** Linear layers with a ReLU after each. */
function denseStack(graph: OnnxGraph, name: string, x: Operand, weights: Weights, layers: number): Operand {
  let y = x;
  for (let i = 1; i <= layers; i++) {
    y = graph.node('Relu', `${name}/relu${i}`, [dense(graph, `${name}/dense${i}`, y, weights)]);
  }
  return y;
}

/** Hidden layers, then a plain one. */
function head(graph: OnnxGraph, name: string, x: Operand, weights: Weights, hidden: number): Operand {
  return dense(graph, `${name}/dense${hidden + 1}`, denseStack(graph, name, x, weights, hidden), weights);
}
