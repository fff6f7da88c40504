import {
  asHostTensor,
  type Batch,
  dtypeOf,
  type EpochOrder,
  type HostBatch,
  type HostInputs,
  type HostTensors,
  numberOf,
  TrainError,
} from '@amnl/core-loop';
import { failure, messageOf } from './errors.js';
import type { Steps } from './iterator-of.js';

/** What the batches of a source must look like, and what may change between them. */
export interface SteadyOptions {
  /**
   * Batches in an epoch. Fewer are an error; more are not requested. If left out, the first complete
   * epoch sets it.
   */
  readonly batchesPerEpoch?: number;
  /** Whether other dimensions than the first may differ between batches. @default false */
  readonly varyingShapes?: boolean;
  /** Whether epochs may have different numbers of batches, if `batchesPerEpoch` is left out. @default false */
  readonly varyingLength?: boolean;
}

/** A batch that may omit its size (that of the first input) and, if it has none, its targets. */
export type SizedOrNot = Pick<Batch, 'inputs'> & Partial<Pick<Batch, 'targets' | 'size'>>;

/**
 * Checks the batches of one source, over all its epochs: every unexpected change is reported at its place.
 * @throws DS_SOURCE_INVALID, DS_SOURCE_FAILED, DS_BATCH_SIZES, DS_BATCH_CHANGED, DS_EPOCH_LENGTH
 */
export class Steady {
  readonly #by: string;
  readonly #options: SteadyOptions;
  #kinds: ReadonlyMap<string, string> | undefined;
  #whole: { readonly epoch: number; readonly length: number } | undefined;

  constructor(by: string, options: SteadyOptions) {
    this.#by = by;
    this.#options = options;
  }

  /** The batches of an epoch, checked. @param first the number of the first one */
  async *watch(source: Steps<SizedOrNot>, { epoch }: EpochOrder, first = 0): AsyncGenerator<HostBatch> {
    const { batchesPerEpoch = Number.POSITIVE_INFINITY } = this.#options;
    let index = first;
    let over = false;
    try {
      while (index < batchesPerEpoch) {
        const next = await this.#next(source, epoch, index).catch((error: unknown) => {
          over = true;
          throw error;
        });
        over = next.done === true;
        if (over) break;
        yield this.#checked(next.value, epoch, index++);
      }
      this.#checkLength(epoch, index);
    } finally {
      if (!over) await source.return?.();
    }
  }

  async #next(source: Steps<SizedOrNot>, epoch: number, index: number) {
    try {
      return await source.next();
    } catch (cause) {
      if (cause instanceof TrainError) throw cause;
      throw failure(
        'DS_SOURCE_FAILED',
        this.#by,
        `what makes the batches threw at batch ${index} of epoch ${epoch}: ${messageOf(cause)}`,
        cause,
      );
    }
  }

  #checked(batch: SizedOrNot, epoch: number, index: number): HostBatch {
    const place = `batch ${index} of epoch ${epoch}`;
    if (typeof batch?.inputs !== 'object' || batch.inputs === null) {
      const found = typeof batch === 'object' && batch !== null ? `keys ${Object.keys(batch).join(', ')}` : batch;
      throw failure('DS_SOURCE_INVALID', this.#by, `${place} is not a batch: ${found}. Give { inputs, targets }`);
    }
    const inputs = hostTensors(batch.inputs, (name) => `input '${name}' of ${place}`);
    const targets = hostTensors(batch.targets ?? {}, (name) => `target '${name}' of ${place}`);
    const size = this.#size(batch.size, [...called('input', inputs), ...called('target', targets)], place);
    this.#checkKinds(new Map([...kinds('input', inputs), ...kinds('target', targets)]), place);
    return { inputs, targets, size };
  }

  #size(given: number | undefined, tensors: readonly [string, readonly number[]][], place: string): number {
    const [[name, shape] = ['', []]] = tensors;
    const size = given ?? shape[0] ?? 0;
    const of = given === undefined ? `${name} has ${numberOf(size, 'sample')}` : `its size is ${size}`;
    const other = tensors.find(([, { [0]: samples }]) => samples !== size);
    if (other === undefined) return size;
    throw failure(
      'DS_BATCH_SIZES',
      this.#by,
      `${place} is inconsistent: ${of}, ${other[0]} has shape [${other[1]}]. Give every array the same first dimension`,
    );
  }

  #checkKinds(found: ReadonlyMap<string, string>, place: string): void {
    const { varyingShapes = false } = this.#options;
    const before = (this.#kinds ??= found);
    const names = [...before.keys(), ...found.keys()];
    const of = (kind: string | undefined) => (varyingShapes ? kind?.split(' ')[0] : kind);
    const name = names.find((each) => of(before.get(each)) !== of(found.get(each)));
    if (name === undefined) return;
    const [is, was] = [found.get(name) ?? 'not there', before.get(name) ?? 'not there'];
    const advice = is.split(' ')[0] === was.split(' ')[0] ? ', or set `varyingShapes: true`' : '';
    throw failure(
      'DS_BATCH_CHANGED',
      this.#by,
      `${place} differs from the batches before it: ${name} is ${is}, and was ${was}. Give the same names, dtypes and shapes in every batch${advice}`,
    );
  }

  /** At the end of an epoch that was not left early. */
  #checkLength(epoch: number, length: number): void {
    const { batchesPerEpoch, varyingLength = false } = this.#options;
    if (batchesPerEpoch !== undefined) {
      if (length >= batchesPerEpoch) return;
      throw this.#ended(
        `epoch ${epoch} ended after ${length} of its ${numberOf(batchesPerEpoch, 'batch', 'batches')}. Give as many as \`batchesPerEpoch\`, or set it lower`,
      );
    }
    const before = this.#whole;
    if (length > 0) this.#whole = { epoch, length };
    if (before === undefined || before.length === length || varyingLength) return;
    throw this.#ended(
      `epoch ${epoch} ended after ${numberOf(length, 'batch', 'batches')}, and epoch ${before.epoch} had ${before.length}. Create all batches again for every epoch, or set \`varyingLength: true\``,
    );
  }

  #ended(message: string) {
    return failure('DS_EPOCH_LENGTH', this.#by, message);
  }
}

function hostTensors(given: HostInputs, place: (name: string) => string): HostTensors {
  return Object.fromEntries(
    Object.entries(given).map(([name, tensor]) => [name, asHostTensor(tensor, () => place(name))]),
  );
}

function called(kind: string, tensors: HostTensors): [string, readonly number[]][] {
  return Object.entries(tensors).map(([name, { shape }]) => [`${kind} '${name}'`, shape]);
}

/** `float32 [·,3]` by name: all but the number of samples. */
function kinds(kind: string, tensors: HostTensors): [string, string][] {
  return Object.entries(tensors).map(([name, tensor]) => [
    `${kind} '${name}'`,
    `${dtypeOf(tensor)} [${['·', ...tensor.shape.slice(1)]}]`,
  ]);
}
