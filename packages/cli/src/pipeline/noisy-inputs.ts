import type { TrainableModel } from '@amnl/core-loop';
import { gaussianNoise } from '@amnl/model-rul';
import { withForward } from './with-forward.js';

/**
 * A network whose input `window` has Gaussian noise in training, also a network of your own.
 * @param deviation standard deviation, of inputs that are scaled to 1; 0 returns the network itself
 */
export function withNoisyInputs(model: TrainableModel, deviation: number): TrainableModel {
  if (deviation === 0) return model;
  return withForward(model, (inputs, context) => {
    const { window } = inputs;
    if (window === undefined) return model.forward(inputs, context);
    return model.forward({ ...inputs, window: gaussianNoise(window, deviation, 'window/noise', context) }, context);
  });
}
