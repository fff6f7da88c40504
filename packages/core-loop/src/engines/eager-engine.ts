import { getBackend, keep, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Runnable, StepEngine, StepProgram } from '../contract/engine.js';
import {
  dtypeOf,
  type HostTensor,
  type HostTensors,
  type NamedTensors,
  type NamedVariables,
} from '../contract/tensors.js';
import { watchTorn } from '../state/torn-step.js';
import { mendTensorFlow } from '../tfjs-fixes/index.js';
import { withCleanTape } from './clean-tape.js';
import { forbidReads } from './read-guard.js';
import { hostRandom } from './step-random.js';

/**
 * Runs the step operation by operation on the current TensorFlow.js backend: any of them, with no compilation. The
 * reference that other engines are compared with.
 *
 * It fixes what TensorFlow.js computes wrongly there: {@link mendTensorFlow}. On the `wasm` backend it first loads and registers
 * the kernels that training needs there: `prepareWasm` of `@amnl/core-loop/wasm`.
 */
export function eagerEngine(): StepEngine {
  return {
    name: 'eager',
    get backend() {
      return getBackend();
    },
    prepare: (_name, program, variables) => eagerRunnable(program, variables),
    dispose() {},
  };
}

function eagerRunnable(program: StepProgram, variables: () => NamedVariables): Runnable {
  const once: Runnable['run'] = (inputs, key) => {
    mendTensorFlow(getBackend());
    const outputs = watchTorn(variables, () =>
      withCleanTape(() =>
        tidy(() => {
          const made = forbidReads(() => program(upload(inputs), hostRandom(key)));
          // Clones: an output may be a weight, an input, or another output as well.
          return Object.fromEntries(Object.entries(made).map(([name, output]) => [name, keep(output.clone())]));
        }),
      ),
    );
    return Object.keys(outputs).length === 0 ? {} : download(outputs);
  };
  return {
    run(inputs, key) {
      const loading = getBackend() === 'wasm' ? loadWasmKernels() : undefined;
      return loading ? loading.then(() => once(inputs, key)) : once(inputs, key);
    },
  };
}

let wasmKernels = false;

/** Imported only where needed: a page that trains on WebGL never fetches them. Undefined once they are registered. */
function loadWasmKernels(): Promise<void> | undefined {
  if (wasmKernels) return undefined;
  return import('../wasm/index.js').then(({ prepareWasm }) => {
    prepareWasm();
    wasmKernels = true;
  });
}

function upload(inputs: HostTensors): NamedTensors {
  const tensors: Record<string, Tensor> = {};
  for (const name in inputs) {
    const input = inputs[name]!;
    // A copy: backends keep the array they are given, and it may be reused after the run.
    tensors[name] = tensor(input.data.slice(), [...input.shape], dtypeOf(input));
  }
  return tensors;
}

async function download(outputs: NamedTensors): Promise<Record<string, HostTensor>> {
  const host: Record<string, HostTensor> = {};
  for (const [name, output] of Object.entries(outputs)) {
    host[name] = { data: (await output.data()) as Float32Array | Int32Array, shape: output.shape };
    output.dispose();
  }
  return host;
}
