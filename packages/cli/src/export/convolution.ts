import { floats, type OnnxGraph, type Operand } from './onnx-graph.js';
import type { Weights } from './weights.js';

const EPSILON = 1e-5;

/**
 * Convolution over time, batch normalisation by the running statistics and ReLU; `x` is `[batch, channels, time]`. The
 * normalisation is an affine map of each filter, so it is folded into kernel and bias (in float64).
 */
export function convolution(graph: OnnxGraph, name: string, x: Operand, weights: Weights): Operand {
  const { data: kernel, shape } = weights(`${name}/kernel`); // [taps, channels, filters]
  const [taps, channels, filters] = shape as [number, number, number];
  const of = (part: string) => weights(`${name}/${part}`).data;
  const [gain, offset, mean, variance] = ['gain', 'bias', 'mean', 'variance'].map((part) => of(`norm/${part}`)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const scale = Float64Array.from(gain, (g, f) => g / Math.sqrt(variance[f]! + EPSILON));
  const bias = of('bias').map((b, f) => (b - mean[f]!) * scale[f]! + offset[f]!);
  const folded = new Float32Array(kernel.length); // [filters, channels, taps]
  for (let f = 0; f < filters; f++) {
    for (let c = 0; c < channels; c++) {
      for (let t = 0; t < taps; t++) {
        folded[(f * channels + c) * taps + t] = kernel[(t * channels + c) * filters + f]! * scale[f]!;
      }
    }
  }
  const inputs = [x, floats(`${name}/kernel`, folded, [filters, channels, taps]), floats(`${name}/bias`, bias)];
  const half = (taps - 1) / 2;
  const y = graph.node('Conv', `${name}/out`, inputs, { kernel_shape: [taps], pads: [half, half] });
  return graph.node('Relu', `${name}/relu`, [y]);
}
