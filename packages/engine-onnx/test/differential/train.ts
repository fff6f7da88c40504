import {
  arrayData,
  createTrainer,
  fillNormal,
  fillUniform,
  fromLayersModel,
  type StepEngine,
  sgd,
} from '@amnl/core-loop';
import { adamW } from '@amnl/optim-adamw';
import * as tf from '@tensorflow/tfjs';
import type { Case, Numbers } from './case.js';

/** What a training comes to. */
export interface Outcome {
  /** Mean loss of the samples, for every epoch. */
  readonly losses: readonly number[];
  /** Final weights by name, those that are not trained included. */
  readonly weights: readonly (readonly [name: string, numbers: Float32Array])[];
  /** What the trained model says of the first batch. */
  readonly outputs: readonly ArrayLike<number>[];
}

interface HostArray {
  readonly data: Float32Array | Int32Array;
  readonly shape: readonly number[];
}

const EPOCHS = 2;

/** Trains with TensorFlow.js alone: `model.fit`. */
export async function byFit(given: Case): Promise<Outcome> {
  const { model, inputs, targets } = prepared(given);
  model.compile({
    optimizer: optimizersOf(given).theirs(),
    loss: (given.loss ?? 'meanSquaredError') as string,
  });
  const tensors = (arrays: readonly HostArray[]) => {
    const made = arrays.map(({ data, shape }) =>
      tf.tensor(data, [...shape], data instanceof Int32Array ? 'int32' : 'float32'),
    );
    return made.length === 1 ? made[0]! : made;
  };
  const [x, y] = [tensors(inputs), tensors(targets)];
  const { history } = await model.fit(x, y, {
    epochs: EPOCHS,
    batchSize: batchOf(given),
    shuffle: false,
    verbose: 0,
  });
  const first = tensors(firstBatch(given, inputs));
  const outputs = [model.predict(first, { batchSize: batchOf(given) })].flat().map((output) => output.dataSync());
  tf.dispose([x, y, first]);
  return { losses: history['loss'] as number[], weights: finished(model), outputs };
}

/** Trains with a trainer on one of our engines. */
export async function byTrainer(given: Case, engine: StepEngine): Promise<Outcome> {
  const { model, inputs, targets } = prepared(given);
  model.compile({ optimizer: 'sgd', loss: (given.loss ?? 'meanSquaredError') as string });
  // A sequential model holds another one that is compiled.
  const { lossFunctions } = (model as unknown as { model?: tf.LayersModel }).model ?? model;
  const wrapped = fromLayersModel(model as never);
  const { inputDropout: rate } = given;
  const trainer = createTrainer({
    model:
      rate === undefined
        ? wrapped
        : {
            ...wrapped,
            forward: ({ x, ...others }, context) =>
              wrapped.forward(
                {
                  ...others,
                  x: context.training ? tf.mul(x!, context.random.dropoutMask('input', x!.shape, rate)) : x!,
                },
                context,
              ),
          },
    engine,
    data: arrayData({
      inputs: named('x', inputs),
      targets: named('y', targets),
      batchSize: batchOf(given),
    }),
    loss: (outputs, targets) =>
      lossFunctions
        .map((f, i) => {
          const key = lossFunctions.length === 1 ? 'y' : `y${i}`;
          return tf.mean((f as (t: tf.Tensor, p: tf.Tensor) => tf.Tensor)(targets[key]!, outputs[key]!)) as tf.Scalar;
        })
        .reduce((sum, loss) => tf.add(sum, loss)),
    plugins: [optimizersOf(given).ours()],
    epochs: EPOCHS,
  });
  const { history } = await trainer.fit();
  const predicted = await trainer.predict(
    arrayData({ inputs: named('x', firstBatch(given, inputs)), batchSize: batchOf(given) }),
  );
  trainer.dispose();
  return {
    losses: history.map(({ metrics }) => metrics['loss']!),
    weights: finished(model),
    outputs: Object.values(predicted).map(({ data }) => data),
  };
}

function optimizersOf({ optimizer = 'sgd', learningRate = 0.05 }: Case) {
  return {
    sgd: { theirs: () => tf.train.sgd(learningRate), ours: () => sgd({ learningRate }) },
    momentum: {
      theirs: () => tf.train.momentum(learningRate, 0.9),
      ours: () => sgd({ learningRate, momentum: 0.9 }),
    },
    adam: {
      theirs: () => tf.train.adam(learningRate),
      ours: () => adamW({ learningRate, weightDecay: 0, epsilon: 1e-7 }),
    },
  }[optimizer];
}

const samplesOf = ({ samples = 10 }: Case): number => samples;
const batchOf = (given: Case): number => Math.min(given.batchSize ?? 4, samplesOf(given));

function firstBatch(given: Case, arrays: readonly HostArray[]): HostArray[] {
  const batch = batchOf(given);
  return arrays.map(({ data, shape: [samples, ...shape] }) => ({
    data: data.slice(0, (data.length / samples!) * batch),
    shape: [batch, ...shape],
  }));
}

/** The model with the weights, and the data, that all trainings of a case start with. */
export function prepared(given: Case): { model: tf.LayersModel; inputs: HostArray[]; targets: HostArray[] } {
  const model = given.model();
  model.setWeights(
    model.weights.map((weight, i) => {
      const size = tf.util.sizeFromShape(weight.shape as number[]);
      return tf.tensor(initial(weight.originalName, size, `weight/${i}`), weight.shape as number[]);
    }),
  );
  const { open = 5, targetShape } = given;
  const samples = samplesOf(given);
  const shapeOf = (symbol: tf.SymbolicTensor) => [samples, ...symbol.shape.slice(1).map((n) => n ?? open)];
  return {
    model,
    inputs: model.inputs.map((symbol, i) => numbers(given.inputs?.[i] ?? 'normal', shapeOf(symbol), `x${i}`)),
    targets: model.outputs.map((symbol, i) => {
      const shape = targetShape === undefined ? shapeOf(symbol) : [samples, ...targetShape];
      return numbers(given.targets?.[i] ?? 'normal', shape, `y${i}`);
    }),
  };
}

function initial(name: string, size: number, stream: string): Float32Array {
  const normal = fillNormal(new Float32Array(size), 1, stream, 0);
  if (name.includes('variance')) return normal.map((v) => 0.5 + Math.abs(v));
  return normal.map((v) => (name.includes('gamma') ? 1 : 0) + 0.3 * v);
}

function numbers(kind: Numbers, shape: readonly number[], stream: string): HostArray {
  const size = shape.reduce((product, n) => product * n, 1);
  const last = shape.at(-1)!;
  const normal = () => fillNormal(new Float32Array(size), 1, stream, 0);
  const fraction = () => fillUniform(new Float32Array(size), 1, stream, 0).map((v) => 0.05 + 0.9 * v);
  const whole = (n: number) => fillUniform(new Float32Array(size), 1, stream, 0).map((v) => Math.floor(v * n));
  const rows = (of: (row: Float32Array) => Float32Array) => {
    const all = fraction();
    for (let i = 0; i < size; i += last) all.set(of(all.slice(i, i + last)), i);
    return all;
  };
  const data = (() => {
    if (kind === 'normal') return normal();
    if (kind === 'fraction') return fraction();
    if (kind === 'distribution') {
      return rows((row) => {
        const sum = row.reduce((a, b) => a + b, 0);
        return row.map((v) => v / sum);
      });
    }
    if (kind === 'one-hot') return rows((row) => row.map((v) => (v === Math.max(...row) ? 1 : 0)));
    if (kind === 'sign') return normal().map((v) => (v < 0 ? -1 : 1));
    if (kind === 'binary') return whole(2);
    if (kind === 'padded') {
      const [, steps = 1, ...rest] = shape;
      const inner = rest.reduce((product, n) => product * n, 1);
      return normal().map((v, i) => {
        const [sample, step] = [Math.floor(i / inner / steps), Math.floor(i / inner) % steps];
        return step > sample % steps ? 0 : v;
      });
    }
    if ('indices' in kind) return Int32Array.from(whole(kind.indices));
    return whole(kind.classes);
  })();
  return { data, shape };
}

function named(letter: string, arrays: readonly HostArray[]): Record<string, HostArray> {
  return Object.fromEntries(arrays.map((array, i) => [arrays.length === 1 ? letter : `${letter}${i}`, array]));
}

function finished(model: tf.LayersModel): Outcome['weights'] {
  const weights = model.weights.map(
    (weight) => [weight.originalName, weight.read().dataSync().slice() as Float32Array] as const,
  );
  model.dispose();
  return weights;
}
