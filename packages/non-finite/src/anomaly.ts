import {
  asHostTensor,
  type Batch,
  dtypeOf,
  type HostInputs,
  hostRandom,
  Loss,
  type LossFunction,
  type NamedTensors,
  type Run,
  TrainData,
} from '@amnl/core-loop';
import { type Scalar, scalar, type Tensor, tensor, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { Found } from './read-recorded.js';
import { type KernelRun, watchKernels } from './watch-kernels.js';

/**
 * Reruns the bad micro-batch eagerly, with the same weights (its step was skipped), and returns a sentence that names the
 * first operation whose result is not finite. Reads back every tensor of the step.
 */
export async function firstBadOperation(run: Run, { epoch, batch, micro }: Found): Promise<string> {
  const again = await batchAt(run, epoch, batch);
  if (again === undefined) return 'The data source did not return that batch again';
  let first: BadResult | undefined;
  tidy(() => {
    first = firstBad(run, again, micro);
  });
  if (first === undefined) return 'Rerun on TensorFlow.js, the forward and backward pass of that batch are finite';
  const { kernel, output, pass, site } = first as BadResult;
  const place = site();
  return `The first bad result is [${output.shape.join(', ')}] of ${kernel} in the ${pass} pass${place ? `, at ${place}` : ''}`;
}

type BadResult = KernelRun & { readonly pass: 'forward' | 'backward' };

function firstBad(run: Run, batch: Batch, micro: number): BadResult | undefined {
  const inputs = upload(batch.inputs);
  const targets = upload(batch.targets);
  const random = hostRandom({ seed: run.seed, counter: micro });
  const loss = run.get(Loss);
  const step: Parameters<LossFunction>[2] = {
    training: true,
    random,
    variable: run.variable,
    assign() {}, // the state of the run is not to move
    scalar: (name) => scalar(name === 'samples' ? batch.size : run.scalars.value(name)),
  };
  const buffers = Object.values(run.model.buffers ?? {}).map((buffer) => [buffer, buffer.clone()] as const);
  let pass: BadResult['pass'] = 'forward';
  let first: BadResult | undefined;
  const see = (kernel: KernelRun): void => {
    if (first === undefined && !allFinite(kernel.output)) first = { ...kernel, pass };
  };
  try {
    watchKernels(see, () =>
      variableGrads(() => {
        const made = loss(run.model.forward(inputs, { training: true, random }), targets, step);
        pass = 'backward';
        return 'dataId' in made ? (made as Scalar) : made.total;
      }, Object.values(run.model.parameters)),
    );
  } finally {
    for (const [buffer, before] of buffers) buffer.assign(before);
  }
  return first;
}

async function batchAt(run: Run, epoch: number, index: number): Promise<Batch | undefined> {
  let i = 0;
  for await (const batch of run.get(TrainData).batches({ epoch, seed: run.seed })) if (i++ === index) return batch;
  return undefined;
}

function upload(given: HostInputs): NamedTensors {
  const tensors = Object.entries(given).map(([name, input]) => {
    const host = asHostTensor(input, () => `'${name}'`);
    return [name, tensor(host.data, [...host.shape], dtypeOf(host))];
  });
  return Object.fromEntries(tensors);
}

function allFinite(output: Tensor): boolean {
  return output.dtype !== 'float32' || output.dataSync().every(Number.isFinite);
}
