import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTrainer, sgd } from '@amnl/core-loop';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { loadBert } from '../bert.mjs';

const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
async function lastLine(program: string, ...args: string[]): Promise<Record<string, number>> {
  const { stdout } = await promisify(execFile)(process.execPath, [here(program), ...args]);
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

test('both models answer as PyTorch does, and leave no tensor', async () => {
  const { sensorDifference, bertDifference, tensors } = await lastLine('check.mjs');
  expect(sensorDifference).toBeLessThan(1e-5);
  expect(bertDifference).toBeLessThan(1e-5);
  expect(tensors).toBe(0);
});

test('the way back writes the names and shapes that PyTorch wrote, but for its count of batches', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'to-pytorch-'));
  expect((await lastLine('back.mjs', folder))['tensors']).toBe(0);
  expect((await readdir(join(folder, 'model'))).sort()).toEqual(['model.json', 'weights.bin']);
  const shapes = async (path: string) => {
    const bytes = await readFile(path);
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE())).toString());
    delete header.__metadata__;
    return Object.fromEntries(
      Object.entries(header as Record<string, { dtype: string; shape: number[] }>).map(([name, { dtype, shape }]) => [
        name,
        `${dtype}[${shape}]`,
      ]),
    );
  };
  const { 'bn.num_batches_tracked': _, ...theirs } = await shapes(here('weights/sensor-net.safetensors'));
  expect(await shapes(join(folder, 'sensor-net.safetensors'))).toEqual(theirs);
  await rm(folder, { recursive: true });
});

test('the BERT is a model like any other: it is fine-tuned', async () => {
  const { model } = await loadBert(here('weights/tiny-bert'));
  const ids = { data: Int32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3] };
  const mask = { data: Int32Array.of(1, 1, 1, 1, 1, 0), shape: [2, 3] };
  const label = { data: Int32Array.of(2, 0), shape: [2] };
  const trainer = createTrainer({
    model,
    data: { batches: () => [{ inputs: { ids, mask }, targets: { label }, size: 2 }] },
    loss: (outputs, targets) =>
      tf.losses.softmaxCrossEntropy(
        tf.oneHot(targets['label'] as tf.Tensor1D, 3),
        outputs['logits'] as tf.Tensor2D,
      ) as tf.Scalar,
    plugins: [sgd({ learningRate: 0.1 })],
    epochs: 20,
  });
  const { history } = await trainer.fit();
  expect(history.at(-1)!.metrics['loss']!).toBeLessThan(history[0]!.metrics['loss']! / 4);
  trainer.dispose();
  model.dispose();
});
