import { asHostTensor } from '../contract/check-batch.js';
import type { Batch, DataSource, EpochOrder } from '../contract/data.js';
import { dtypeOf, type HostInputs, type HostTensor, type HostTensors } from '../contract/tensors.js';
import { TrainError } from '../errors/errors.js';
import { knownOptions } from '../errors/known-options.js';
import { numberOf } from '../errors/number-of.js';
import { positiveInteger, requireOption } from '../errors/require-option.js';
import { checksum } from '../numbers/checksum.js';
import { permutation } from '../numbers/random.js';

/** Options of {@link arrayData}. */
export interface ArrayDataOptions {
  /** Input arrays by name; the first dimension is the sample. */
  readonly inputs: HostInputs;
  readonly targets?: HostInputs;
  /** @default 32 */
  readonly batchSize?: number;
  /** Another order every epoch, fixed by seed and epoch. @default false */
  readonly shuffle?: boolean;
}

/**
 * Batches from arrays in memory; the last one of an epoch may be smaller.
 * @throws CL_BATCH_INVALID, CL_DATA_EMPTY, CL_OPTION_INVALID
 */
export function arrayData(options: ArrayDataOptions): DataSource {
  knownOptions('arrayData', options, ['inputs', 'targets', 'batchSize', 'shuffle']);
  const { batchSize = 32, shuffle = false } = options;
  const [inputs, targets] = [options.inputs, options.targets ?? {}].map(asHostTensors) as [HostTensors, HostTensors];
  const samples = sampleCount({ ...inputs, ...targets });
  positiveInteger('batchSize', batchSize, 'arrayData');
  requireOption('arrayData', typeof shuffle === 'boolean', 'shuffle', 'true or false', shuffle);
  let fingerprint: object | undefined;
  return {
    get fingerprint() {
      return (fingerprint ??= { batchSize, shuffle, inputs: describeAll(inputs), targets: describeAll(targets) });
    },
    batchesPerEpoch: Math.ceil(samples / batchSize),
    fresh: true,
    batches: (order) => from(order, 0),
    batchesFrom: from,
  };

  function* from({ epoch, seed }: EpochOrder, first: number): Generator<Batch> {
    const order = shuffle ? permutation(samples, seed, 'data', epoch) : undefined;
    for (let start = first * batchSize; start < samples; start += batchSize) {
      const size = Math.min(batchSize, samples - start);
      const rows = Array.from({ length: size }, (_, i) => order?.[start + i] ?? start + i);
      yield { inputs: takeAll(inputs, rows), targets: takeAll(targets, rows), size };
    }
  }
}

function asHostTensors(given: HostInputs): HostTensors {
  return Object.fromEntries(
    Object.entries(given).map(([name, tensor]) => [name, asHostTensor(tensor, () => `'${name}' of arrayData`)]),
  );
}

function takeAll(tensors: HostTensors, rows: readonly number[]): HostTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, take(tensor, rows)]));
}

/** `'float32 [100,3], checksum 0badcafe'` by name. */
function describeAll(tensors: HostTensors): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      `${dtypeOf(tensor)} [${tensor.shape}], checksum ${checksum(tensor.data)}`,
    ]),
  );
}

function take({ data, shape }: HostTensor, rows: readonly number[]): HostTensor {
  const width = shape.slice(1).reduce((a, b) => a * b, 1);
  const taken =
    data instanceof Int32Array ? new Int32Array(rows.length * width) : new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    taken.set(data.subarray(row * width, (row + 1) * width), i * width);
  });
  return { data: taken, shape: [rows.length, ...shape.slice(1)] };
}

function sampleCount(tensors: HostTensors): number {
  let samples: number | undefined;
  for (const [name, { shape }] of Object.entries(tensors)) {
    samples ??= shape[0];
    if (shape.length === 0 || shape[0] !== samples) {
      throw new TrainError(
        'CL_BATCH_INVALID',
        `'${name}' has shape [${shape}]; the first array has ${numberOf(samples!, 'sample')}. Give every array the same first dimension`,
        { by: 'arrayData' },
      );
    }
  }
  if (!samples)
    throw new TrainError('CL_DATA_EMPTY', 'there are no samples. Give at least one input array with a row', {
      by: 'arrayData',
    });
  return samples;
}
