import { memory } from '@tensorflow/tfjs-core';

/** Number of tensors that `body` leaves behind; 0 for code that cleans up. */
export async function countTensors(body: () => unknown): Promise<number> {
  const before = memory().numTensors;
  await body();
  return memory().numTensors - before;
}
