import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';

/** For a file of tests on the backend `cpu`: fails each of them that leaves a tensor behind. */
export function countTensors(): void {
  let before = 0;
  beforeAll(() => tf.setBackend('cpu'));
  beforeEach(() => void (before = tf.memory().numTensors));
  afterEach(() => expect(tf.memory().numTensors, 'tensors left behind').toBe(before));
}
