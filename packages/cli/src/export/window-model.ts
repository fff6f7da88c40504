import type { NamedTensors, TrainableModel } from '@amnl/core-loop';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Part of the largest number of an output that ONNX Runtime may differ by: a training must not fail for want of a last digit. */
export const TOLERANCE = 1e-4;

/**
 * A run's network for `exportOnnx`: from windows of a known shape, [rows, inputs], to `rul` and `health`, and of an ensemble `rul_spread`.
 * @param finish what happens to the logits of the health states; default: nothing
 */
export function windowModel(
  model: TrainableModel,
  shape: readonly [rows: number, inputs: number],
  finish: (logits: Tensor) => Tensor = (logits) => logits,
): TrainableModel {
  return {
    inputs: { window: { shape: [null, ...shape] } },
    ...model, // of a class: its own properties
    parameters: model.parameters,
    ...(model.buffers && { buffers: model.buffers }),
    forward(inputs, context): NamedTensors {
      const { rul, rul_spread: spread, health } = model.forward(inputs, context);
      return { rul: rul!, ...(spread && { rul_spread: spread }), health: finish(health!) };
    },
  };
}
