import '@tensorflow/tfjs';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrainError } from '@amnl/core-loop';
import { tinyTrainer } from '@amnl/core-loop/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readOnly } from '../test/memory-disk.js';
import { checkpoint } from './checkpoint.js';
import { type Checkpoint, readCheckpoint, readCheckpointWith, writeCheckpoint } from './checkpoint-file.js';
import { loadWeights } from './load-weights.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

let dir: string;
let last: Buffer;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'amnl-checkpoint-file-'));
  await tinyTrainer({ plugins: [checkpoint({ dir, about: { config: 'abc' } })] }).fit();
  last = await readFile(join(dir, 'last.safetensors'));
});
afterAll(() => rm(dir, { recursive: true }));

const readBytes = (bytes: Uint8Array) => readCheckpointWith(readOnly(bytes).files, '/run/last.safetensors');

test('says what it is, when and by what it was written', async () => {
  const { metadata } = decodeSafetensors(last);
  expect(Object.keys(metadata)).toEqual(
    'format version kind epochs step created about metrics state sha256 sha256_header'.split(' '),
  );
  expect(metadata).toMatchObject({ format: 'amnl-checkpoint', version: '2' });
  const read = await readBytes(last);
  expect(read).toMatchObject({ kind: 'last', epochs: 2, step: 12, about: { config: 'abc' } });
  expect(new Date(read.created!).toISOString()).toBe(read.created);
});

test('gives back what was written', async () => {
  const given: Checkpoint = {
    kind: 'best',
    epochs: 3,
    step: 40,
    metrics: { rmse: 1.25 },
    about: { '"sha256_header":"x"': 'ünï' },
    tensors: { 'model/w': { dtype: 'float32', shape: [2], data: Float32Array.of(1, -2) } },
  };
  const path = join(dir, 'written');
  await writeCheckpoint(path, given);
  expect(await readCheckpoint(path)).toMatchObject(given);
});

describe('damage', () => {
  it('to any one byte is noticed', async () => {
    const position = fc.oneof(fc.nat(last.length - 1), fc.nat(300));
    await fc.assert(
      fc.asyncProperty(position, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Uint8Array.from(last);
        bytes[at]! ^= change;
        const error: unknown = await readBytes(bytes).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(TrainError);
        expect((error as TrainError).code).toMatch(/^CK_(CORRUPT|NOT_A_CHECKPOINT)$/);
      }),
      { numRuns: 500 },
    );
  });

  it('to data and header is told apart, and what to do is said', async () => {
    const flipped = Uint8Array.from(last);
    flipped[flipped.length - 1]! ^= 1;
    await expect(readBytes(flipped)).rejects.toThrow(
      /last.safetensors is .*data were altered \(sha256\)\. Remove it, and use an earlier.*CK_CORRUPT/,
    );
    const text = last.toString('latin1').replace('\\"step\\":12', '\\"step\\":13');
    await expect(readBytes(Buffer.from(text, 'latin1'))).rejects.toThrow(/header was altered.*CK_CORRUPT/);
  });

  it('is noticed where the hashes were removed', async () => {
    const { tensors, metadata } = decodeSafetensors(last);
    const { sha256: _, sha256_header: __, ...bare } = metadata;
    await expect(readBytes(encodeSafetensors({ tensors, metadata: bare }))).rejects.toThrow('no sha256_header');
  });
});

describe('a file of version 1', () => {
  const old = (more: Record<string, string>, tensors = {}) =>
    encodeSafetensors({
      tensors,
      metadata: { format: 'amnl-checkpoint', version: '1', kind: 'best', epochs: '2', metrics: '{"rmse":1}', ...more },
    });

  it('still gives its weights', async () => {
    const model = tinyTrainer().model;
    const tensors = Object.fromEntries(
      Object.entries({ ...model.parameters, ...model.buffers }).map(([name, { shape, size }]) => [
        `model/${name}`,
        { dtype: 'float32', shape, data: new Float32Array(size).fill(7) } as const,
      ]),
    );
    const path = join(dir, 'old');
    await writeFile(path, old({}, tensors));
    expect((await loadWeights(model, path)).metrics).toEqual({ rmse: 1 });
    expect([...model.parameters['w']!.dataSync()]).toEqual([7, 7, 7]);
  });

  it.each([
    ['epochs', { epochs: '-1' }],
    ['epochs', { epochs: '1e99' }],
    ['step', { step: 'x' }],
    ['metrics', { metrics: '[1]' }],
    ['metrics', { metrics: '{"a":"b"}' }],
    ['about', { about: '{"a":1}' }],
    ['not JSON', { state: '{' }],
    ['no version', { state: '{}' }],
    ['no version', { state: 'null' }],
    ['seed, progress, group, reports, ended, history, plugins', { state: '{"version":2}' }],
  ])('with hostile metadata is corrupt: %s of %o', async (what, metadata) => {
    await expect(readBytes(old(metadata))).rejects.toThrow(new RegExp(`${what}.*CK_CORRUPT`));
  });
});

test('what is no file is not read to its end', async () => {
  await expect(readCheckpoint('/dev/zero')).rejects.toThrow('CK_READ_FAILED');
});

test.skipIf(process.platform === 'win32')('a pipe does not make us wait', async () => {
  const path = join(dir, 'pipe.safetensors');
  execFileSync('mkfifo', [path]);
  await expect(readCheckpoint(path)).rejects.toMatchObject({ code: 'CK_READ_FAILED' });
});
