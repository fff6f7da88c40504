import {
  add,
  matMul,
  mean,
  mul,
  reshape,
  squaredDifference,
  type Tensor2D,
  tidy,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { createTrainer } from '../compose/trainer.js';
import type { TrainerOptions } from '../compose/trainer-options.js';
import { type PluginEntry, validatePlugins } from '../compose/validate-plugins.js';
import type { TrainableModel } from '../contract/model.js';
import { Loss, OptimizerToken } from '../contract/tokens.js';
import type { Trainer } from '../contract/trainer.js';
import { fillNormal } from '../numbers/random.js';
import { arrayData } from '../ready-made/array-data.js';
import { sgd } from '../ready-made/sgd.js';

/** Options of {@link tinyTrainer}: any trainer option; the rest is filled in. */
export interface TinyOptions extends Partial<TrainerOptions> {
  /** Training samples. @default 24 */
  readonly samples?: number;
  /** @default 4 */
  readonly batchSize?: number;
}

/** y = x·w + b with 3 inputs and a buffer that the forward pass averages, as batch norm does: `[B, 3]` → `y` `[B, 1]`. */
export function tinyModel(): TrainableModel {
  const { w, b, seen } = tidy(() => ({
    w: variable(zeros([3, 1])),
    b: variable(zeros([1])),
    seen: variable(zeros([1]), false),
  }));
  return {
    parameters: { w, b },
    buffers: { seen },
    forward({ x }, { training }) {
      if (training) seen.assign(add(mul(seen, 0.9), mul(reshape(mean(x!), [1]), 0.1)));
      return { y: add(matMul(x as Tensor2D, w as unknown as Tensor2D), b) };
    },
    dispose() {
      for (const v of [w, b, seen]) v.dispose();
    },
  };
}

/**
 * A complete trainer for a small regression: `x` [B, 3] → `y` [B, 1], mean squared error, evaluation on 8 samples with
 * the metrics `val_loss` and `rmse`, `sgd()`; a loss or an optimiser that a plugin of the list binds
 * takes their place. For tests.
 */
export function tinyTrainer(options: TinyOptions = {}): Trainer & { readonly model: TrainableModel } {
  const { samples = 24, batchSize = 4, plugins = [], ...rest } = options;
  const model = rest.model ?? tinyModel();
  const bound = boundTokens(plugins);
  const trainer = createTrainer({
    data: tinyData(samples, batchSize, 'train'),
    evaluation: tinyData(8, 8, 'evaluation'),
    ...(!bound.has(Loss) && { loss: ({ y }, { target }) => mean(squaredDifference(y!, target!)) }),
    metrics: ({ y }, { target }) => {
      const squares = Array.from(y!.data, (value, i) => (value - target!.data[i]!) ** 2);
      return { rmse: Math.sqrt(squares.reduce((a, b) => a + b) / squares.length) };
    },
    epochs: 2,
    ...rest,
    model,
    plugins: [...plugins, !rest.optimizer && !bound.has(OptimizerToken) && sgd({ learningRate: 0.05 })],
  });
  return Object.assign(trainer, { model });
}

function tinyData(samples: number, batchSize: number, stream: string) {
  const x = fillNormal(new Float32Array(samples * 3), 1, stream, 0);
  const y = Float32Array.from({ length: samples }, (_, i) => 2 * x[3 * i]! - x[3 * i + 1]! + 0.5);
  return arrayData({
    inputs: { x: { data: x, shape: [samples, 3] } },
    targets: { target: { data: y, shape: [samples, 1] } },
    batchSize,
    shuffle: stream === 'train',
  });
}

/** The tokens that the plugins of a list would bind. */
function boundTokens(plugins: readonly PluginEntry[]): ReadonlySet<symbol> {
  const bound = new Set<symbol>();
  for (const plugin of validatePlugins(plugins)) plugin.provide?.((key) => void bound.add(key));
  return bound;
}
