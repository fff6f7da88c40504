import { knownOptions, type Plugin, requireOption } from '@amnl/core-loop';
import { add, cos, div, log, mul, pow, type Scalar, sqrt, sub, type Tensor } from '@tensorflow/tfjs-core';

/** Options of {@link gradientNoise}. */
export interface GradientNoiseOptions {
  /** η, the variance of the noise in the first step, above 0. @default 0.01 */
  readonly eta?: number;
  /** γ, how fast the variance falls, at least 0. @default 0.55 */
  readonly gamma?: number;
}

/** State of the step lives in variables of the run, which saves, restores and frees them. */
const STEPS = 'gradient-noise/steps';

/**
 * Adds Gaussian noise to the gradients, less of it with every step. Reports its standard deviation as `noise_deviation`.
 * @throws CL_OPTION_UNKNOWN, CL_OPTION_INVALID
 */
export function gradientNoise(options: GradientNoiseOptions = {}): Plugin {
  knownOptions('gradientNoise', options, ['eta', 'gamma']);
  const { eta = 0.01, gamma = 0.55 } = options;
  requireOption('gradient-noise', eta > 0 && eta < Infinity, 'eta', 'a number above 0', eta);
  requireOption('gradient-noise', gamma >= 0 && gamma < Infinity, 'gamma', 'a number of at least 0', gamma);
  return {
    name: 'gradient-noise',
    after: ['loss-scale', 'grad-clip'], // noise is neither unscaled nor clipped
    fingerprint: { eta, gamma }, // a resumed run must have the same
    hooks: {
      gradients(step, gradients) {
        const steps = step.variable(STEPS, 0);
        const deviation = deviationAt(steps, eta, gamma);
        const noisy = Object.entries(gradients).map(([name, gradient]) => {
          // Named streams of the run: the same numbers on every engine and after a resume, which Math.random is not.
          const uniform = (part: string) => step.random.uniform(`gradient-noise/${name}/${part}`, gradient.shape);
          return [name, add(gradient, mul(deviation, normal(uniform('radius'), uniform('angle'))))] as const;
        });
        step.report('noise_deviation', deviation);
        step.assign(steps, add(steps, 1));
        return Object.fromEntries(noisy);
      },
    },
  };
}

/**
 * The standard deviation after t steps: √(η / (1 + t)^γ).
 * @param steps t, a scalar
 */
export function deviationAt(steps: Tensor, eta: number, gamma: number): Scalar {
  return sqrt(div(eta, pow(add(steps, 1), gamma)));
}

/**
 * Standard normal numbers out of uniform ones (Box–Muller): √(−2 ln(1 − u)) · cos(2πv).
 * @param u in [0, 1), any shape
 * @param v in [0, 1), the same shape
 */
export function normal(u: Tensor, v: Tensor): Tensor {
  return mul(sqrt(mul(-2, log(sub(1, u)))), cos(mul(2 * Math.PI, v)));
}
