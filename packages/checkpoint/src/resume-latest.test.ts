import '@tensorflow/tfjs';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTensors, tinyTrainer } from '@amnl/core-loop/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkpoint } from './checkpoint.js';
import { readCheckpoint } from './checkpoint-file.js';
import { resumeLatest } from './resume-latest.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'amnl-resume-'));
});
afterEach(() => rm(dir, { recursive: true }));
const last = () => join(dir, 'last.safetensors');
const previous = () => join(dir, 'previous.safetensors');
const make = (epochs = 3) => tinyTrainer({ epochs, plugins: [checkpoint({ dir })] });

async function resumed() {
  const trainer = make(4);
  const notices: string[] = [];
  trainer.events.on('run:notice', ({ message }) => void notices.push(message));
  return { trainer, notices, ...(await resumeLatest(trainer, dir)) };
}

test('goes on from the last one, and leaves no tensors', async () => {
  await make().fit();
  const left = await countTensors(async () => {
    const trainer = make();
    await resumeLatest(trainer, dir);
    trainer.dispose();
    trainer.model.dispose!();
  });
  expect(left).toBe(0);
  const { path, problems, notices, trainer: other } = await resumed();
  expect({ path, problems, notices }).toEqual({ path: last(), problems: [], notices: [] });
  expect(other.run.progress.epoch).toBe(3);
});

test.each([
  [
    'cut short',
    () => truncate(last(), 100),
    /last.safetensors is not a usable.*from .*previous.safetensors, after epoch 2 and step 12/,
  ],
  ['empty', () => truncate(last(), 0), /last.safetensors is not a usable/],
  ['missing, as when the machine stops between two renames', () => rm(last()), /there is no checkpoint .*last/],
])('goes on from the one before where the last one is %s, and says so', async (_, damage, said) => {
  await make().fit();
  await damage();
  const { path, problems, notices, trainer } = await resumed();
  expect(path).toBe(previous());
  expect(problems).toEqual([expect.stringMatching(said)]);
  expect(notices).toEqual(problems);
  expect(trainer.run.progress.epoch).toBe(2);
  expect(trainer.run.history).toHaveLength(2);
});

test('a damaged last one never takes the place of a whole one before', async () => {
  await make().fit();
  await truncate(last(), 100);
  const whole = await readFile(previous());
  const { trainer } = await resumed();
  let seen: Buffer | undefined;
  trainer.events.once('checkpoint:saved', async ({ uri }) => {
    expect(uri).toContain('safetensors');
    seen = await readFile(previous());
  });
  await trainer.fit({ epochs: 3 });
  expect(seen?.equals(whole)).toBe(true);
  expect((await readCheckpoint(last())).epochs).toBe(3);
  expect((await readCheckpoint(previous())).epochs).toBe(2);
});

test('names every file and what is wrong with it where none can be loaded', async () => {
  await make().fit();
  await truncate(last(), 3);
  await writeFile(previous(), 'x');
  await expect(resumed()).rejects.toThrow(
    /last.safetensors is not .*3 bytes.*CK_CORRUPT.*previous.safetensors is not .*CK_CORRUPT.*CK_NONE_USABLE/,
  );
  await rm(last());
  await rm(previous());
  await expect(resumed()).rejects.toThrow('CK_NOT_FOUND');
});

test('does not take a file for bad that belongs to another trainer', async () => {
  await make().fit();
  await expect(resumeLatest(tinyTrainer(), dir)).rejects.toThrow('CL_SETUP_CHANGED');
  const other = tinyTrainer({ seed: 7 });
  await expect(resumeLatest(other, dir, { allow: ['plugins.checkpoint'] })).rejects.toThrow(/seed: 42 → 7\./);
  await resumeLatest(other, dir, { allow: true });
  expect(other.run.progress.epoch).toBe(3);
});
