import { engine } from '@tensorflow/tfjs-core';
import { TrainError } from './errors.js';

type Readers = { readSync?: unknown; read?: unknown };

/**
 * Runs `body` with every read-back (`data`, `dataSync`, `array`, `arraySync`) an error: a step that reads a value cannot
 * be compiled, and stalls a GPU.
 * @throws CL_READ_IN_STEP
 */
export function forbidReads<T>(body: () => T): T {
  const readers = engine() as unknown as Readers;
  const refuse = (): never => {
    throw new TrainError(
      'CL_READ_IN_STEP',
      'a tensor value was read inside the step (data, dataSync, array or arraySync). Keep it on the device: use step.report to log it, where() to branch on it, or a series hook to read it between steps',
    );
  };
  readers.readSync = refuse;
  readers.read = refuse;
  try {
    return body();
  } finally {
    // The methods live on the prototype; what shadows them goes.
    delete readers.readSync;
    delete readers.read;
  }
}
