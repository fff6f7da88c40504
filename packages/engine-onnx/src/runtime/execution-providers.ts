import type { InferenceSession } from 'onnxruntime-node';
import type { Node } from '../graph/graph.js';
import { lookupsOf } from '../graph/lookups.js';

/** Providers as ONNX Runtime takes them, with what each cannot do. */
export function executionProviders(
  names: readonly string[],
  nodes: readonly Node[],
): InferenceSession.ExecutionProviderConfig[] {
  return names.map((name) => {
    if (name !== 'webgpu') return name;
    const forceCpuNodeNames = nodes.filter(notOnWebGpu).map(({ outputs }) => outputs[0]!.name);
    return { name, forceCpuNodeNames } as InferenceSession.ExecutionProviderConfig;
  });
}

/**
 * Nodes that stay on the CPU with WebGPU, which has no max pooling with indices, computes grouped transposed convolutions
 * wrongly, and looks up another row for an index outside.
 */
function notOnWebGpu(node: Node): boolean {
  const { op, outputs, attributes } = node;
  if (op === 'MaxPool') return outputs.length > 1;
  if (op === 'ConvTranspose') return (attributes['group'] ?? 1) !== 1;
  return lookupsOf([node]).size > 0;
}
