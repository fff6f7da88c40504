import { mendTensorFlow } from '@amnl/core-loop';
import { getKernel, getKernelsForBackend, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import { at, callSite, engineError } from '../errors/errors.js';
import { Builder } from '../graph/builder.js';
import type { Graph, Value } from '../graph/graph.js';
import { KERNELS } from '../kernels/index.js';
import type { Kernel, KernelTable } from '../kernels/kernel.js';
import { BACKEND_NAME, type OnnxBackend } from './backend.js';

/** Registers every kernel with TensorFlow.js and fixes its gradients; once. */
export function registerKernels(): void {
  mendTensorFlow(BACKEND_NAME);
  for (const table of Object.values<KernelTable>(KERNELS)) {
    for (const [kernelName, kernel] of Object.entries(table)) {
      if (getKernel(kernelName, BACKEND_NAME) === undefined) register(kernelName, kernel);
    }
  }
}

const refused = new Set<string>();

/** Kernels that the host backend has and this one lacks throw with advice. */
export function refuseOtherKernels(host: string): void {
  if (refused.has(host)) return;
  refused.add(host);
  for (const { kernelName } of getKernelsForBackend(host)) {
    if (getKernel(kernelName, BACKEND_NAME) !== undefined) continue;
    register(kernelName, () => {
      throw engineError(
        'EO_KERNEL_UNSUPPORTED',
        `the TensorFlow.js kernel '${kernelName}' cannot be compiled${at(callSite())}. Write it with supported operations (docs/supported-kernels.md), keep it outside the compiled function, or train with the eager engine`,
      );
    });
  }
}

function register(kernelName: string, kernel: Kernel): void {
  registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) =>
      trace(kernelName, kernel, backend as OnnxBackend, inputs as Readonly<Record<string, TensorInfo>>, attrs ?? {}),
  });
}

const builders = new WeakMap<Graph, Builder>();

/** What writes to a graph; one for each, as it remembers what it made. */
export function builderOf(graph: Graph): Builder {
  let b = builders.get(graph);
  if (b === undefined) builders.set(graph, (b = new Builder(graph)));
  return b;
}

function trace(
  name: string,
  kernel: Kernel,
  backend: OnnxBackend,
  tensors: Readonly<Record<string, TensorInfo | undefined>>,
  attrs: object,
): TensorInfo | TensorInfo[] {
  const graph = backend.graph!;
  const b = builderOf(graph);
  const inputs: Record<string, Value> = {};
  for (const key in tensors) {
    const tensor = tensors[key];
    if (tensor) inputs[key] = backend.graphValue(tensor);
  }
  const call = { inputs, attrs: attrs as Readonly<Record<string, unknown>> };
  const before = graph.nodes.length;
  const made = backend.inference?.kernel(name, kernel, { b, ...call }) ?? kernel({ b, ...call });
  const outputs = isValue(made) ? [made] : made;
  backend.used?.({ kernel: name, ...call, outputs, nodes: graph.nodes.slice(before) });
  return isValue(made) ? info(backend, made) : outputs.map((value) => info(backend, value));
}

function isValue(made: Value | readonly Value[]): made is Value {
  return !Array.isArray(made);
}

function info(backend: OnnxBackend, value: Value): TensorInfo {
  return { dataId: backend.symbol(value), shape: [...value.shape], dtype: value.type as 'float32' };
}
