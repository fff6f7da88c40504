import { tinyTrainer } from '@amnl/core-loop/testing';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile, onnxEngine } from '../src/index.js';
import { loadSeconds } from '../src/runtime/slow-load.js';

beforeAll(() => tf.setBackend('cpu'));

/** So many operations that they cannot be done without. */
function chain(x: tf.Tensor, operations: number): tf.Tensor {
  let y = x;
  for (let i = 0; i < operations; i++) y = tf.sub(x, y);
  return y;
}

describe('a program that takes long to load', () => {
  it('is told of before, as an event of the run', async () => {
    const notices: unknown[] = [];
    const trainer = tinyTrainer({
      engine: onnxEngine({ threads: 1 }),
      epochs: 1,
      samples: 4,
      batchSize: 4,
      plugins: [{ name: 'deep', hooks: { loss: (_step, total) => chain(total, 6000) as tf.Scalar } }],
    });
    let compiled = false;
    trainer.events.on('run:notice', (notice) => notices.push({ ...notice, compiled }));
    trainer.events.on('step:ended', () => {
      compiled = true;
    });
    await trainer.fit();
    expect(notices).toEqual([
      {
        by: 'onnx',
        compiled: false,
        message: expect.stringMatching(/^the program 'update' has [\d,]+ operations: compiling it takes some \d+ s/),
      },
    ]);
    trainer.dispose();
    trainer.model.dispose?.();
  });

  it('is told of as a warning where nobody listens', async () => {
    const warnings: (Error & { code?: string })[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    const f = compile(({ x }: { x: tf.Tensor }) => chain(x, 6000));
    (await f.run({ x: 1 })).dispose();
    process.off('warning', listen);
    expect(warnings.map(({ code }) => code)).toEqual(['EO_SLOW_LOAD']);
    await f.dispose();
  });

  it('takes the time that recurrent layers over 200 and 500 steps were measured to take', () => {
    expect(loadSeconds(11_400)).toBeCloseTo(9, 0);
    expect(loadSeconds(28_500)).toBeGreaterThan(50);
    expect(loadSeconds(5_000)).toBeLessThan(2);
  });
});
