import { amnlLoss } from '@amnl/amnl-loss';
import {
  type Batch,
  createTrainer,
  type DataSource,
  fillNormal,
  type Plugin,
  type StepEngine,
  type TrainableModel,
  type Trainer,
} from '@amnl/core-loop';
import { ema } from '@amnl/ema';
import { onnxEngine } from '@amnl/engine-onnx';
import { gradClip } from '@amnl/grad-clip';
import { adamW } from '@amnl/optim-adamw';
import {
  add,
  log,
  matMul,
  mean,
  mul,
  type Scalar,
  sqrt,
  square,
  squaredDifference,
  sub,
  type Tensor2D,
  tensor,
  tidy,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';

export type Where = 'input' | 'target' | 'loss' | 'gradient';
/** Which batches are bad, and in what way: `epoch.batch`. */
export type Plant = Readonly<Record<string, Where>>;

export const ENGINES: readonly (readonly [string, () => StepEngine | undefined])[] = [
  ['eager', () => undefined],
  ['onnx', () => onnxEngine({ threads: 1 })],
];

const SIZE = 4;

/**
 * Batches by epoch and place. `z` is 1 but for a bad gradient: √(z·u²) at z = 0 has the value 0 and the slope NaN. `t` is 1
 * but for a bad loss: log t.
 */
export function source(plant: Plant = {}, { batches = 6, without = [] as readonly string[] } = {}): DataSource {
  return {
    *batches({ epoch }) {
      for (let i = 0; i < batches; i++) {
        const at = `${epoch}.${i}`;
        if (!without.includes(at)) yield batch(epoch * 100 + i, plant[at]);
      }
    },
  };
}

function batch(counter: number, bad?: Where): Batch {
  const x = fillNormal(new Float32Array(SIZE * 2), 7, 'x', counter);
  const y = Float32Array.from({ length: SIZE }, (_, i) => x[2 * i]! - x[2 * i + 1]!);
  const of = (value: number) => new Float32Array(SIZE).fill(value);
  if (bad === 'input') x[3] = Number.NaN;
  if (bad === 'target') y[1] = Number.POSITIVE_INFINITY;
  const column = (data: Float32Array) => ({ data, shape: [SIZE, 1] });
  return {
    inputs: { x: { data: x, shape: [SIZE, 2] }, z: column(of(bad === 'gradient' ? 0 : 1)) },
    targets: { y: column(y), t: column(of(bad === 'loss' ? -1 : 1)) },
    size: SIZE,
  };
}

/** Normalises its inputs by running statistics, as batch norm does, and has a parameter of its own for the bad gradient. */
function model(): TrainableModel {
  const { w, u, mu } = tidy(() => ({
    w: variable(tensor([0.3, -0.2], [2, 1])),
    u: variable(tensor([1])),
    mu: variable(zeros([2]), false),
  }));
  return {
    parameters: { w, u },
    buffers: { mu },
    forward({ x, z }, { training }) {
      if (training) mu.assign(add(mul(mu, 0.9), mul(mean(x!, 0), 0.1)));
      const centred = training ? sub(x!, mean(x!, 0)) : sub(x!, mu);
      return {
        y: matMul(centred as Tensor2D, w as unknown as Tensor2D),
        root: sqrt(mul(z!, square(u))),
      };
    },
    dispose() {
      for (const v of [w, u, mu]) v.dispose();
    },
  };
}

const loss = () =>
  amnlLoss({
    tasks: {
      fit: { loss: ({ y }, { y: target }) => mean(squaredDifference(y!, target!)) as Scalar, weight: 1 },
      root: { loss: ({ root }) => mean(square(root!)) as Scalar, weight: 1 },
      log: { loss: (_, { t }) => add(1, mean(log(t!))) as Scalar, weight: 1 },
    },
  });

export interface RunOptions {
  readonly guard?: Plugin;
  readonly plugins?: readonly Plugin[];
  readonly data?: DataSource;
  readonly engine?: StepEngine | undefined;
  readonly epochs?: number;
  readonly accumulate?: number;
  readonly flush?: boolean;
}

/** AdamW, clipping, EMA, the adaptive loss: everything a bad step could harm. */
export function guardedRun(options: RunOptions): Trainer & { free(): void } {
  const { guard, plugins = [], data = source(), engine, epochs = 1, accumulate = 1, flush = true } = options;
  const made = model();
  const trainer = createTrainer({
    model: made,
    data,
    evaluation: source({}, { batches: 2 }),
    epochs,
    accumulate,
    flush,
    ...(engine && { engine }),
    plugins: [loss(), guard, ...plugins, gradClip({ norm: 1 }), ema(), adamW({ learningRate: 0.1 })],
  });
  return Object.assign(trainer, {
    free() {
      trainer.dispose();
      made.dispose?.();
    },
  });
}

/** Weights, moments, averages, statistics and running means, bit by bit; without what counts steps or sums reports. */
export function state(trainer: Trainer): Readonly<Record<string, string>> {
  const kept = Object.entries(trainer.snapshot().tensors).filter(([name]) => !/^(report|non-finite)\//.test(name));
  return Object.fromEntries(kept.map(([name, t]) => [name, Buffer.from(t.dataSync().slice().buffer).toString('hex')]));
}

/** The history without what tells one of these runs from another by design. */
export function metrics(trainer: Trainer): readonly Readonly<Record<string, number>>[] {
  return trainer.run.history.map(({ metrics: { skipped_steps: _, phase: __, ...others } }) => others);
}
