import { copyFileSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type * as TensorFlow from '@tensorflow/tfjs-core';
import { afterAll, expect, test } from 'vitest';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'amnl two copies ')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Another copy of the same bytes, with the libraries of the first one beside it. */
function secondCopy(): string {
  const original = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
  const copy = join(folder, 'tf-core.node.js');
  copyFileSync(original, copy);
  symlinkSync(resolve(realpathSync(original), '../../../..'), join(folder, 'node_modules'), 'junction');
  return copy;
}

test('a copy of TensorFlow.js that was there first is refused with the places of both, before it has a backend', async () => {
  const copy = secondCopy();
  const foreign = createRequire(copy)(copy) as typeof TensorFlow;
  const tf = await import('@tensorflow/tfjs-core');
  const { createTrainer } = await import('../src/index.js');
  const own = realpathSync(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core'));
  const both = `${tf.version_core} in ${own}, and the one in ${copy} was loaded first`;
  expect(() => createTrainer({} as never)).toThrow(
    expect.objectContaining({ code: 'CL_TENSORFLOW_TWICE', message: expect.stringContaining(both) }),
  );
  expect(foreign.engine()).toBe(tf.engine());
  tf.registerBackend('only to count', () => ({ memory: () => ({}) }) as never);
  expect(tf.memory()).toMatchObject({ numTensors: 0, numDataBuffers: 0, numBytes: 0 });
});
