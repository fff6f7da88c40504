import { TrainError } from '../errors/errors.js';
import { numberOf } from '../errors/number-of.js';
import { toNumbers } from '../numbers/host-numbers.js';
import type { Batch, HostBatch } from './data.js';
import type { HostInput, HostInputs, HostTensor, HostTensors } from './tensors.js';

/**
 * A batch as it comes in at the door: other arrays than those that engines take are converted.
 * @param of the source, for messages
 * @param index place of the batch in its epoch
 * @throws CL_BATCH_INVALID if size, shapes and data disagree, or data are not numbers
 */
export function checkBatch(batch: Batch, of: string, index: number): HostBatch {
  const place = `of batch ${index} of ${of}`;
  if (typeof batch !== 'object' || batch === null || !Number.isInteger(batch.size) || batch.size < 1) {
    throw invalid(
      `the size ${place} is ${batch?.size}. Give { inputs, targets, size }, where size is the number of samples, at least 1`,
    );
  }
  const { inputs, targets, size } = batch;
  const check = (kind: string, tensors: HostInputs) =>
    checkTensors(tensors, size, (name) => `${kind} '${name}' ${place}`);
  const [hostInputs, hostTargets] = [check('input', inputs), check('target', targets)];
  return hostInputs === inputs && hostTargets === targets
    ? (batch as HostBatch)
    : { inputs: hostInputs, targets: hostTargets, size };
}

function checkTensors(tensors: HostInputs, size: number, called: (name: string) => string): HostTensors {
  let converted: Record<string, HostTensor> | undefined;
  for (const name in tensors) {
    const given = tensors[name]!;
    const tensor = asHostTensor(given, () => called(name));
    if (tensor.shape[0] !== size) {
      throw invalid(
        `${called(name)} has shape [${tensor.shape}] in a batch of ${size}. The first dimension is the sample`,
      );
    }
    if (tensor !== given) (converted ??= { ...(tensors as HostTensors) })[name] = tensor;
  }
  return converted ?? (tensors as HostTensors);
}

/**
 * A tensor on the host whose array is what it means, see {@link NumberArray}: the given one if nothing needs to change.
 * @param called its name, for the message
 * @throws CL_BATCH_INVALID
 */
export function asHostTensor(given: HostInput, called: () => string): HostTensor {
  const { data, shape, dtype } = given ?? {};
  const numbers = toNumbers(data, dtype);
  if (typeof numbers === 'string') throw invalid(`${called()} ${numbers}`);
  if (!Array.isArray(shape) || numbers.length !== shape.reduce((a, b) => a * b, 1)) {
    throw invalid(
      `${called()} has ${numberOf(numbers.length, 'number')} and shape [${shape}]. Give data as long as the product of the shape`,
    );
  }
  return numbers === data ? (given as HostTensor) : { data: numbers, shape };
}

function invalid(message: string): TrainError {
  return new TrainError('CL_BATCH_INVALID', message);
}
