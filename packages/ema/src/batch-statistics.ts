import {
  asHostTensor,
  Breath,
  type DataSource,
  eagerEngine,
  type HostInputs,
  type HostTensors,
  knownOptions,
  type NamedVariables,
  type StepEngine,
  type StepProgram,
  type TrainableModel,
  TrainError,
} from '@amnl/core-loop';
import { add, zerosLike } from '@tensorflow/tfjs-core';
import { statisticsError } from './errors.js';
import { momentumOf, probeStart } from './momentum.js';
import { keepValues } from './swap-in.js';

/** Options of {@link batchStatistics}. */
export interface BatchStatisticsParts {
  readonly model: TrainableModel;
  /** The training batches; those of epoch 0 are used. */
  readonly data: DataSource;
  /** @default `eagerEngine()` */
  readonly engine?: StepEngine;
  /** Seed of dropout masks and of the order. @default 42 */
  readonly seed?: number;
}

/** Statistics by name after one batch, each from one start value. */
type AfterBatch = (from: (name: string) => number) => Promise<HostTensors>;

/** Prefixes of the program's input names. */
const INPUT = 'input/';
const START = 'start/';

/**
 * Recomputes a model's batch-norm statistics for the weights it has now, as `torch.optim.swa_utils.update_bn`: forward passes in
 * training mode (dropout on) over all training batches, no step, and of every statistic the mean over batches, each batch
 * counting the same.
 *
 * It works for every buffer that the forward pass updates as b ← (1 − m) · b + m · s: those of `model-rul`, of
 * `tf.layers`, your own. m is measured by passes from three values. Weights, including frozen ones among the buffers,
 * do not change, and buffers are restored.
 *
 * @returns a function that runs the pass and returns the statistics by name, as host tensors; none for a model without. It may be
 *   called again, after the weights have changed: nothing is compiled twice
 * @throws EM_STATISTICS_UNKNOWN if the forward pass changes another kind of buffer, such as states of recurrent layers;
 *   EM_STATISTICS_NOT_FINITE; CL_DATA_EMPTY
 */
export function batchStatistics(parts: BatchStatisticsParts): () => Promise<HostTensors> {
  knownOptions('batchStatistics', parts, ['model', 'data', 'engine', 'seed']);
  const { model, data, engine = eagerEngine(), seed = 42 } = parts;
  const { parameters, buffers = {} } = model;
  const variables = { ...parameters, ...buffers };
  /** Names of the buffers that the forward pass assigns; known after its first run. */
  let moved: readonly string[] | undefined;

  const program: StepProgram = (fed, random) => {
    for (const name of moved ?? []) {
      const buffer = buffers[name]!;
      buffer.assign(add(zerosLike(buffer), fed[START + name]!));
    }
    const before = new Map(Object.entries(buffers).map(([name, { dataId }]) => [name, dataId]));
    const inputs = Object.entries(fed).filter(([name]) => name.startsWith(INPUT));
    const named = Object.fromEntries(inputs.map(([name, x]) => [name.slice(INPUT.length), x]));
    model.forward(named, { training: true, random });
    // Counters (whole numbers) are not statistics.
    moved ??= Object.keys(buffers).filter(
      (name) => buffers[name]!.dataId !== before.get(name) && buffers[name]!.dtype === 'float32',
    );
    return Object.fromEntries(moved.map((name) => [name, buffers[name]!]));
  };
  const runnable = engine.prepare('statistics', program, () => variables);

  return async () => {
    if (Object.keys(buffers).length === 0) return {};
    const restore = keepValues(buffers);
    try {
      const [sums, breath] = [new Map<string, Float64Array>(), new Breath()];
      let momenta: ReadonlyMap<string, number> | undefined;
      let batches = 0;
      for await (const { inputs } of data.batches({ epoch: 0, seed })) {
        const fed = inputsOf(inputs, batches);
        const key = { seed, counter: batches };
        const after: AfterBatch = async (from) => runnable.run({ ...fed, ...startsOf(moved ?? [], from) }, key);
        if (moved === undefined) await after(() => 0);
        if (moved!.length === 0) return {};
        const fresh = await after(() => 0);
        requireFinite(fresh, batches);
        momenta ??= await momentaOf(fresh, after);
        for (const [name, momentum] of momenta) {
          const sum = sums.get(name) ?? new Float64Array(fresh[name]!.data.length);
          sums.set(
            name,
            sum.map((x, i) => x + fresh[name]!.data[i]! / momentum),
          );
        }
        batches++;
        await breath.take();
      }
      if (batches === 0) {
        const message =
          'the training data returned no batch to compute statistics from. Check the source and its batch size';
        throw new TrainError('CL_DATA_EMPTY', message, { by: 'swa' });
      }
      return means(sums, batches, buffers);
    } finally {
      restore();
    }
  };
}

function means(sums: ReadonlyMap<string, Float64Array>, batches: number, like: NamedVariables): HostTensors {
  const entries = [...sums].map(([name, sum]) => {
    const data = Float32Array.from(sum, (x) => x / batches);
    return [name, { data, shape: like[name]!.shape }] as const;
  });
  return Object.fromEntries(entries);
}

function inputsOf(inputs: HostInputs, batch: number): HostTensors {
  const called = (name: string) => () => `input '${name}' of batch ${batch} of the training data`;
  const entries = Object.entries(inputs).map(([name, x]) => [INPUT + name, asHostTensor(x, called(name))] as const);
  return Object.fromEntries(entries);
}

function startsOf(names: readonly string[], from: (name: string) => number): HostTensors {
  return Object.fromEntries(names.map((name) => [START + name, { data: Float32Array.of(from(name)), shape: [] }]));
}

/** The momentum of every statistic, by two more passes over the same batch. */
async function momentaOf(none: HostTensors, after: AfterBatch): Promise<ReadonlyMap<string, number>> {
  const starts = new Map(Object.entries(none).map(([name, { data }]) => [name, probeStart(data)]));
  const half = await after((name) => starts.get(name)! / 2);
  const full = await after((name) => starts.get(name)!);
  const momenta = new Map<string, number>();
  for (const [name, start] of starts) {
    const probe = { none: none[name]!.data, half: half[name]!.data, full: full[name]!.data, start };
    const momentum = momentumOf(probe);
    if (momentum === undefined) {
      throw statisticsError(
        'EM_STATISTICS_UNKNOWN',
        `the forward pass changes the buffer '${name}', which is not a running average over batches (a state of a recurrent layer, for instance), so it cannot be recomputed. Use { buffers: 'copy' }, which evaluates with the buffers of training, or 'average'`,
      );
    }
    momenta.set(name, momentum);
  }
  return momenta;
}

function requireFinite(statistics: HostTensors, batch: number): void {
  const bad = Object.keys(statistics).find((name) => !statistics[name]!.data.every(Number.isFinite));
  if (bad === undefined) return;
  throw statisticsError(
    'EM_STATISTICS_NOT_FINITE',
    `batch ${batch} of the training data gives '${bad}' a value that is NaN or infinite, with the averaged weights. Look for bad values in the data, or use { buffers: 'average' }`,
  );
}
