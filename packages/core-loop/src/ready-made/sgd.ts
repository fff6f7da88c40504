import { add, mul, sub } from '@tensorflow/tfjs-core';
import type { Plugin } from '../contract/plugin.js';
import { OptimizerToken } from '../contract/tokens.js';
import { knownOptions } from '../errors/known-options.js';
import { requireOption } from '../errors/require-option.js';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Base of the scalar `learningRate`. @default 0.01 */
  readonly learningRate?: number;
  /** 0 for plain gradient descent. @default 0 */
  readonly momentum?: number;
}

/**
 * Gradient descent with momentum, as torch.optim.SGD without dampening: v ← μ·v + g; θ ← θ − lr·v. The built-in
 * optimiser.
 */
export function sgd(options: SgdOptions = {}): Plugin {
  knownOptions('sgd', options, ['learningRate', 'momentum']);
  const { learningRate = 0.01, momentum = 0 } = options;
  requireOption(
    'sgd',
    Number.isFinite(learningRate) && learningRate >= 0,
    'learningRate',
    'a number ≥ 0',
    learningRate,
  );
  const share = Number.isFinite(momentum) && momentum >= 0 && momentum < 1;
  requireOption('sgd', share, 'momentum', 'a number in [0, 1)', momentum);
  return {
    name: 'sgd',
    fingerprint: { learningRate, momentum },
    provide(bind) {
      bind(OptimizerToken, () => ({
        update(step, parameters, gradients) {
          const rate = step.scalar('learningRate');
          for (const [name, gradient] of Object.entries(gradients)) {
            let direction = gradient;
            if (momentum > 0) {
              const velocity = step.variable(`sgd/velocity/${name}`, 0, gradient.shape);
              direction = add(mul(velocity, momentum), gradient);
              step.assign(velocity, direction);
            }
            step.assign(parameters[name]!, sub(parameters[name]!, mul(direction, rate)));
          }
        },
      }));
    },
    hooks: {
      fitStart(run) {
        if (!run.scalars.has('learningRate')) run.scalars.set('learningRate', learningRate);
      },
    },
  };
}
