import { arrayData, createTrainer, fillNormal, fillUniform, type PluginEntry, type StepEngine } from '@amnl/core-loop';
import { createRulModel } from '@amnl/model-rul';

const SIZES = { hidden: 8, window: 6, features: 5, channels: [6, 8], heads: 2, funnel: [8, 6] };

/** A small network of two tasks with everything that a forward pass can change (batch norm, dropout), on numbers made up. */
export function smallRun(
  plugins: readonly PluginEntry[],
  options: { engine?: StepEngine; epochs?: number; samples?: number; accumulate?: number } = {},
) {
  const { engine, epochs = 1, samples = 64, accumulate = 1 } = options;
  const { window, features } = SIZES;
  const model = createRulModel(SIZES);
  const trainer = createTrainer({
    model,
    ...(engine && { engine }),
    data: arrayData({
      inputs: {
        window: {
          data: fillNormal(new Float32Array(samples * window * features), 1, 'x', 0),
          shape: [samples, window, features],
        },
      },
      targets: {
        rul: { data: fillUniform(new Float32Array(samples), 1, 'y', 0).map((u) => u * 125), shape: [samples] },
        health: { data: Int32Array.from({ length: samples }, (_, i) => i % 3), shape: [samples] },
      },
      batchSize: 8,
    }),
    plugins,
    accumulate,
    epochs,
    seed: 5,
  });
  return { trainer, model };
}
