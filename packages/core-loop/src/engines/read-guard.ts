import { Tensor } from '@tensorflow/tfjs-core';
import { TrainError } from '../errors/errors.js';

const READERS = ['data', 'dataSync', 'array', 'arraySync', 'bytes'] as const;

/**
 * Runs `body` and makes every read-back of a tensor an error: a step that reads a value cannot be compiled, and stalls a GPU.
 * The methods of the prototype are shadowed while it runs, so that the asynchronous ones throw at the call as well.
 * @throws CL_READ_IN_STEP
 */
export function forbidReads<T>(body: () => T): T {
  const prototype = Tensor.prototype as unknown as Record<string, unknown>;
  const originals = READERS.map((name) => [name, prototype[name]] as const);
  for (const [name] of originals) {
    prototype[name] = (): never => {
      throw new TrainError(
        'CL_READ_IN_STEP',
        `a tensor value was read inside the step with ${name}(). Keep it on the device: use step.report to log it, where() to branch on it, or a series hook to read it between steps`,
      );
    };
  }
  try {
    return body();
  } finally {
    for (const [name, original] of originals) prototype[name] = original;
  }
}
