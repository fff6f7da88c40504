import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { RandomKey } from '../contract/engine.js';
import type { StepRandom } from '../contract/model.js';
import { TrainError } from '../errors/errors.js';
import { fillDropoutMask, fillNormal, fillUniform } from '../numbers/random.js';

/** {@link StepRandom} whose numbers are made on the host and uploaded: the reference every engine must equal. */
export function hostRandom(key: RandomKey): StepRandom {
  const used = new Set<string>();
  const make = (name: string, shape: readonly number[], fill: (out: Float32Array) => Float32Array): Tensor => {
    if (used.has(name)) {
      throw new TrainError(
        'CL_OPTION_INVALID',
        `the random stream '${name}' is used twice in one step, which would repeat its numbers. Name each use`,
      );
    }
    used.add(name);
    return tensor(fill(new Float32Array(shape.reduce((a, b) => a * b, 1))), [...shape], 'float32');
  };
  return {
    uniform: (name, shape) => make(name, shape, (out) => fillUniform(out, key.seed, name, key.counter)),
    normal: (name, shape) => make(name, shape, (out) => fillNormal(out, key.seed, name, key.counter)),
    dropoutMask: (name, shape, rate) =>
      make(name, shape, (out) => fillDropoutMask(out, rate, key.seed, name, key.counter)),
  };
}
