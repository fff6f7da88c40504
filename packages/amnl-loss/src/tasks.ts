import { type NamedTensors, TrainError } from '@amnl/core-loop';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { healthCrossEntropy, knownLabels } from './health-cross-entropy.js';
import { checkWeightedMse, type WeightedMseOptions, weightedMse } from './weighted-mse.js';

/** One task of a multi-task loss. */
export interface Task {
  /** The raw loss of a micro-batch, from the model's outputs and the batch's targets. */
  loss(outputs: NamedTensors, targets: NamedTensors): Scalar;
  /**
   * How many samples of a micro-batch the loss is a mean over, where some have no label for it. Its means, those reported and the
   * running one, count micro-batches by it; one with 0 leaves them alone. Default: all.
   */
  samples?(targets: NamedTensors): Scalar | undefined;
  /** Its share of the total. @default 1 / number of tasks */
  readonly weight?: number;
  /** What its loss is: a mean squared error, or a cross-entropy. Uncertainty weighting asks. @default 'regression' */
  readonly kind?: 'regression' | 'classification';
}

/** Tasks by name; the name appears in what is reported (`<name>_loss`, `loss_ema_<name>`). */
export type Tasks = Readonly<Record<string, Task>>;

/** Health label of a sample whose state is not known. */
const UNKNOWN = -1;

/**
 * The two tasks of AMNL: `rul` ({@link weightedMse} of `rul` [B]) and `health` ({@link healthCrossEntropy} of `health`
 * [B, 3] against int32 [B]). With a target `censored` [B], `rul` is a lower bound where that is 1, and a health label of −1 is not known.
 */
export function rulHealthTasks(options: WeightedMseOptions = {}): Readonly<Record<'rul' | 'health', Task>> {
  const checked = checkWeightedMse(options);
  return {
    rul: {
      loss: (outputs, targets) =>
        weightedMse(pick(outputs, 'rul', 'output'), pick(targets, 'rul', 'target'), checked, targets['censored']),
    },
    health: {
      kind: 'classification',
      loss: (outputs, targets) =>
        healthCrossEntropy(
          pick(outputs, 'health', 'output'),
          pick(targets, 'health', 'target'),
          targets['censored'] && { ignoreIndex: UNKNOWN },
        ),
      samples: (targets) => targets['censored'] && knownLabels(pick(targets, 'health', 'target'), UNKNOWN),
    },
  };
}

/** The loss of one task of a micro-batch. */
export interface TaskLoss {
  readonly name: string;
  readonly loss: Scalar;
  /** How many samples it is a mean over; undefined: all. */
  readonly samples: Scalar | undefined;
}

/** Computes the loss of every task. */
export function taskLosses(tasks: Tasks, outputs: NamedTensors, targets: NamedTensors): readonly TaskLoss[] {
  return Object.entries(tasks).map(([name, task]) => ({
    name,
    loss: task.loss(outputs, targets),
    samples: task.samples?.(targets),
  }));
}

/** A number of one task as a loss function returns it to be reported, with what it is a mean over. */
export function reportOf(name: string, value: Scalar, samples: Scalar | undefined): Readonly<Record<string, Scalar>> {
  return { [name]: value, ...(samples && { [`weight/${name}`]: samples }) };
}

function pick(tensors: NamedTensors, name: string, kind: 'output' | 'target'): Tensor {
  const found = tensors[name];
  if (found === undefined) {
    throw new TrainError(
      'AL_TENSOR_MISSING',
      `no ${kind} '${name}'; found: ${Object.keys(tensors).join(', ') || 'none'}. Name it so, or pass your own \`tasks\``,
      { by: 'amnl-loss' },
    );
  }
  return found;
}
