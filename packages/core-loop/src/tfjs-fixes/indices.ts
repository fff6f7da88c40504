import { TrainError } from '../errors/errors.js';
import type { Kernel } from './registry.js';

/**
 * A kernel that looks its indices up one axis at a time. TensorFlow.js checks the offset in memory, so that `[0, 3]`
 * is the first number of the next row of a `[2, 3]` tensor; its wasm backend checks nothing.
 * @param operation its name in TensorFlow.js
 * @param indices the input that holds them, one index vector in each row
 * @param shapeOf what they point into
 */
export function checkedIndices(
  operation: string,
  indices: string,
  shapeOf: (...args: Parameters<Kernel>) => readonly number[],
): (original: Kernel) => Kernel {
  return (original) => (inputs, attrs, backend) => {
    const places = inputs[indices]!;
    const shape = shapeOf(inputs, attrs, backend);
    const depth = places.shape.length < 2 ? 1 : places.shape.at(-1)!;
    const numbers = backend.readSync(places.dataId);
    for (let i = 0; i < numbers.length; i++) {
      const size = shape[i % depth]!;
      const index = numbers[i]!;
      if (index >= 0 && index < size) continue;
      throw new TrainError(
        'CL_INDEX_INVALID',
        `${operation} was given the index ${index} for axis ${i % depth} of a tensor of shape [${shape}], which has ${size} elements there. Give indices from 0 to ${size - 1}`,
      );
    }
    return original(inputs, attrs, backend);
  };
}
