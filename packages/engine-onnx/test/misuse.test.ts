import type { LossFunction, TrainerOptions } from '@amnl/core-loop';
import { tinyModel, tinyTrainer } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { onnxEngine } from '../src/index.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// As core-loop/test/misuse.test.ts has it for the eager engine.
test.each<[string, () => Partial<TrainerOptions>, RegExp]>([
  [
    'a target that there is not',
    () => ({ loss: ({ y }, { no }) => y!.sub(no!).mean() }),
    /the loss failed: .* It was given outputs: y; targets: target\. .*CL_CALL_FAILED/,
  ],
  [
    'an input that there is not',
    () => ({ model: { ...tinyModel(), forward: ({ no }) => ({ y: no!.mean(1, true) }) } }),
    /`forward` failed: .* It was given inputs: x\. .*CL_CALL_FAILED/,
  ],
  [
    'a loss that ignores the outputs',
    () => ({ loss: (_, { target }) => target!.mean() }),
    /the loss depends on no parameter \(w, b\)\. .*CL_GRADIENT_MISSING/,
  ],
  [
    'a loss that returns nothing',
    () => ({ loss: (() => {}) as unknown as LossFunction }),
    /the loss returned undefined\. .*CL_LOSS_INVALID/,
  ],
])('compiled, %s is told as on the eager engine', async (_, options, message) => {
  const trainer = tinyTrainer({ engine: onnxEngine({ threads: 1 }), epochs: 1, ...options() });
  await expect(trainer.fit()).rejects.toThrow(message);
  trainer.dispose();
});
