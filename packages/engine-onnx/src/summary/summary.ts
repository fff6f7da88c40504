import {
  createTrainer,
  fromLayersModel,
  type HostTensor,
  knownOptions,
  type LayersModelLike,
  type LossFunction,
  nameWeights,
  type PluginEntry,
  requireOption,
  sgd,
  type TrainableModel,
  TrainError,
  type Trainer,
  variableOf,
} from '@amnl/core-loop';
import { add, mean, ready, type Scalar, square, type Tensor } from '@tensorflow/tfjs-core';
import type { ValueType } from '../graph/graph.js';
import { planOf } from '../program/plan.js';
import { faultOfModel, faultOfOutputs, isLayersModel } from '../trace/given-model.js';
import { trace } from '../trace/trace.js';
import { type LayerSummary, LayerWatch } from './layers.js';
import { memoryOf } from './memory.js';
import type { ModelSummary } from './model-summary.js';
import { type StepSummary, type TracerParts, traceStep } from './step.js';
import { summaryTable } from './table.js';

/** One sample: its shape, or its shape and type. */
export type Sample = readonly number[] | { readonly shape: readonly number[]; readonly dtype?: 'float32' | 'int32' };

/** Options of {@link summary}. */
export interface SummaryOptions {
  /**
   * What one sample of each input looks like, without the batch. Needed for models of your own; a `tf.LayersModel` knows, except for
   * sizes that it leaves open.
   */
  readonly inputs?: Readonly<Record<string, Sample>>;
  /** @default 32 */
  readonly batchSize?: number;
  /** What one sample of each target looks like, where `loss` reads targets. @default none */
  readonly targets?: Readonly<Record<string, Sample>>;
  /** @default the mean of the squares of all outputs: near in operations and memory to what most losses are */
  readonly loss?: LossFunction;
  /** What computes in the step: optimiser, clipping, averages. @default [sgd()], without moments */
  readonly plugins?: readonly PluginEntry[];
  /** Instead of the four above: makes a trainer as yours is, with this engine and this plugin. The caller disposes it. */
  readonly trainer?: (parts: TracerParts) => Trainer;
  /** Parts of a parameter's name that make a row: `'lstm/forward/kernel'` belongs to `lstm` (1), or to `lstm/forward` (2). @default 1 */
  readonly depth?: number;
  /** Gets the table; false: nobody does. @default console.log */
  readonly print?: false | ((table: string) => void);
}

/**
 * A model's layers and parameters, like Keras' `model.summary()` and torchinfo, and the cost of a training step. Everything comes
 * from traces of the forward pass and of the step: nothing is computed, and ONNX Runtime is not loaded.
 *
 * Operations are those of matrix products and convolutions, two for a multiply-add, as PyTorch's `FlopCounterMode` counts; the
 * step's are those of the forward pass and the gradients. The layers of a `tf.LayersModel` are rows of their own. In a model of your
 * own, rows are what names of parameters begin with, and an operation belongs to the parameters that were used last.
 * @throws CL_OPTION_INVALID, and the `EO_…` codes of tracing
 */
export async function summary(
  model: TrainableModel | LayersModelLike,
  options: SummaryOptions = {},
): Promise<ModelSummary> {
  knownOptions('summary', options, ['inputs', 'batchSize', 'targets', 'loss', 'plugins', 'trainer', 'depth', 'print']);
  const { batchSize = 32, depth = 1, print = console.log } = options;
  requireOption('summary', Number.isInteger(batchSize) && batchSize >= 1, 'batchSize', 'a positive integer', batchSize);
  requireOption('summary', Number.isInteger(depth) && depth >= 1, 'depth', 'a positive integer', depth);
  const own = options.trainer !== undefined && options.batchSize !== undefined;
  requireOption('summary', !own, 'batchSize', 'it in the data of your `trainer` alone', batchSize);
  refuse(faultOfModel(model));
  await ready();
  const layersModel = isLayersModel(model) ? model : undefined;
  const trained = checked(layersModel ? fromLayers(layersModel) : (model as TrainableModel));
  const samples = options.inputs ?? shapesOf(layersModel);
  const isFrozen = options.trainer === undefined && Object.keys(trained.parameters).length === 0;
  const step = isFrozen ? undefined : await stepOf(trained, withBatch('inputs', samples, batchSize), options);
  const size = step?.batchSize ?? batchSize;
  const inputs = withBatch('inputs', samples, size);
  const watch = new LayerWatch();
  const forward = watch.during(layersModel, () =>
    trace((tensors, random) => trained.forward(tensors, { training: false, random }), inputs, { used: watch.used }),
  );
  const layers = watch.summary(trained, forward, depth);
  const sum = (of: (layer: LayerSummary) => number) => layers.reduce((total, layer) => total + of(layer), 0);
  const [trainable, fixed] = [sum((layer) => layer.trainable), sum((layer) => layer.fixed)];
  const made: ModelSummary = {
    batchSize: size,
    layers,
    parameters: { trainable, fixed, total: trainable + fixed },
    flops: { forward: sum(({ flops }) => flops) / size, step: (step?.flops ?? 0) / size },
    memory: step?.memory ?? memoryOf(planOf(forward), trained, []),
  };
  if (print !== false) print(summaryTable(made));
  return made;
}

async function stepOf(
  model: TrainableModel,
  inputs: Readonly<Record<string, ValueType>>,
  options: SummaryOptions,
): Promise<StepSummary> {
  if (options.trainer) return traceStep(options.trainer);
  let trainer: Trainer | undefined;
  try {
    return await traceStep((parts) => (trainer = plainTrainer(model, inputs, options, parts)));
  } finally {
    trainer?.dispose();
  }
}

/** {@link fromLayersModel}, which refuses what it cannot train. */
function fromLayers(model: LayersModelLike): TrainableModel {
  if (model.trainableWeights.length > 0) return fromLayersModel(model);
  const buffers = nameWeights(model.layers).map(({ name, weight }) => [name, variableOf(weight)] as const);
  return {
    parameters: {},
    buffers: Object.fromEntries(buffers),
    forward(tensors) {
      const given = Object.values(tensors);
      const made = model.apply((given.length === 1 ? given[0] : given) as never, { training: false });
      return Object.fromEntries(([made].flat() as Tensor[]).map((tensor, i) => [`y${i}`, tensor]));
    },
  };
}

function refuse(fault: string | undefined): void {
  if (fault !== undefined) throw new TrainError('CL_OPTION_INVALID', fault, { by: 'summary' });
}

/** The model, with what `forward` returns looked at. */
function checked(model: TrainableModel): TrainableModel {
  return {
    ...model,
    forward(tensors, context) {
      const made = model.forward(tensors, context);
      refuse(faultOfOutputs(made));
      return made;
    },
  };
}

/** The inputs of a `tf.LayersModel` under the names that {@link fromLayersModel} gives them. */
function shapesOf(model: LayersModelLike | undefined): SummaryOptions['inputs'] {
  const inputs = (model?.inputs ?? []) as readonly { readonly shape: readonly (number | null)[]; dtype: string }[];
  return Object.fromEntries(
    inputs.map(({ shape, dtype }, place) => [
      inputs.length === 1 ? 'x' : `x${place}`,
      { shape: shape.slice(1) as number[], dtype: dtype === 'int32' ? 'int32' : 'float32' },
    ]),
  );
}

function withBatch(
  option: string,
  samples: Readonly<Record<string, Sample>> | undefined,
  batchSize: number,
): Record<string, ValueType> {
  const entries = Object.entries(samples ?? {});
  if (option === 'inputs') {
    requireOption(
      'summary',
      entries.length > 0,
      option,
      'the shape of one sample of each input, e.g. { x: [28, 28, 1] }',
      'empty',
    );
  }
  return Object.fromEntries(
    entries.map(([name, sample]) => {
      const { shape, dtype = 'float32' } = 'shape' in sample ? sample : { shape: sample };
      const known = Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 1);
      requireOption('summary', known, `${option}.${name}`, 'the sizes of one sample, e.g. [28, 28, 1]', `[${shape}]`);
      return [name, { type: dtype, shape: [batchSize, ...shape] }];
    }),
  );
}

/** One batch of zeros, and what the options say. */
function plainTrainer(
  model: TrainableModel,
  inputs: Readonly<Record<string, ValueType>>,
  { batchSize = 32, targets, loss = meanSquare, plugins = [sgd({ learningRate: 0 })] }: SummaryOptions,
  { engine, plugin }: TracerParts,
): Trainer {
  const batch = { inputs: zeros(inputs), targets: zeros(withBatch('targets', targets, batchSize)), size: batchSize };
  return createTrainer({
    model,
    data: { batches: () => [batch], batchesPerEpoch: 1 },
    loss,
    plugins: [plugin, ...plugins],
    epochs: 1,
    engine,
  });
}

function zeros(types: Readonly<Record<string, ValueType>>): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(types).map(([name, { type, shape }]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return [name, { data: type === 'int32' ? new Int32Array(size) : new Float32Array(size), shape }];
    }),
  );
}

const meanSquare: LossFunction = (outputs) =>
  Object.values(outputs)
    .map((output) => mean(square(output)) as Scalar)
    .reduce((total, one) => add(total, one));
