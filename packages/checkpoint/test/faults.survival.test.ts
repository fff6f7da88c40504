import '@tensorflow/tfjs';
import type { Plugin } from '@amnl/core-loop';
import { tinyTrainer } from '@amnl/core-loop/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkpointWith } from '../src/checkpoint.js';
import { type Checkpoint, readCheckpointWith } from '../src/checkpoint-file.js';
import type { FileSystem } from '../src/file-system.js';
import { RETRY_PAUSES } from '../src/retry.js';
import { MemoryDisk, systemError } from './memory-disk.js';

beforeAll(async () => {
  await setBackend('cpu');
});

/** Trains three epochs of six steps on a disk, saving every fourth step, too. */
async function trainOn(disk: FileSystem, extra: readonly Plugin[] = []) {
  const notices: string[] = [];
  const outside = { files: disk, wait: async () => {}, now: () => 0 };
  const plugin = checkpointWith(outside, { dir: '/run', every: { steps: 4 }, top: 2 });
  const trainer = tinyTrainer({ epochs: 3, plugins: [plugin, ...extra] });
  trainer.events.on('run:notice', ({ message }) => void notices.push(message));
  /** Steps of the saves that were reported as done. */
  const done: number[] = [];
  trainer.events.on('checkpoint:saved', ({ uri, progress }) => {
    if (uri.endsWith('last.safetensors')) done.push(progress.step);
  });
  const error: unknown = await trainer.fit().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  trainer.dispose();
  return { error, notices, done, step: done.at(-1) ?? 0 };
}

/** The newest checkpoint that can be loaded. */
async function newest(disk: FileSystem): Promise<Checkpoint | undefined> {
  const found: Checkpoint[] = [];
  for (const name of ['last', 'previous']) {
    const read = await readCheckpointWith(disk, `/run/${name}.safetensors`).catch(() => undefined);
    if (read) found.push(read);
  }
  return found.sort((a, b) => b.step! - a.step!)[0];
}

async function callsOfRun(): Promise<readonly string[]> {
  const disk = new MemoryDisk();
  expect((await trainOn(disk)).error).toBeUndefined();
  return disk.calls;
}

describe('a call of the file system that fails', () => {
  test.each(['ENOSPC', 'EIO', 'EACCES', 'EAGAIN'])('once, with %s: each one in turn', async (code) => {
    const calls = (await callsOfRun()).length;
    let failed = 0;
    let retried = 0;
    for (let n = 1; n <= calls; n++) {
      const disk = new MemoryDisk();
      disk.before = (_, at) => {
        if (at === n) throw systemError(code);
      };
      const { error, notices, step } = await trainOn(disk);
      disk.before = () => {};
      const left = await newest(disk);
      const what = `call ${n}, ${disk.calls[n - 1]}`;
      if (error === undefined) expect(left?.step, what).toBe(18);
      else {
        failed++;
        expect(error, what).toMatchObject({
          code: expect.stringMatching(/^CK_(DISK_FULL|NOT_WRITABLE|WRITE_FAILED)$/),
        });
      }
      if (notices.some((notice) => notice.includes('Retrying'))) retried++;
      // What was reported as saved is there, and nothing before it was lost.
      if (step > 0) expect(left?.step, what).toBeGreaterThanOrEqual(step);
    }
    const passes = code === 'EIO' || code === 'EAGAIN';
    if (passes) expect(retried).toBeGreaterThan(calls / 3);
    else expect(failed).toBeGreaterThan(calls / 3);
  });

  test.each(['ENOSPC', 'EIO', 'EACCES'])('from then on always, with %s: each one in turn', async (code) => {
    const calls = (await callsOfRun()).length;
    for (let n = 1; n <= calls; n++) {
      const disk = new MemoryDisk();
      disk.before = (_, at) => {
        if (at >= n) throw systemError(code);
      };
      const { error, step } = await trainOn(disk);
      disk.before = () => {};
      const what = `call ${n}, ${disk.calls[n - 1]}`;
      const left = await newest(disk);
      if (step > 0) expect(left?.step, what).toBeGreaterThanOrEqual(step);
      if (error !== undefined) expect(error, what).toMatchObject({ code: expect.stringMatching(/^CK_/) });
      else expect(left?.step, what).toBe(18);
    }
  });

  test('is tried again as often as promised, and then reported', async () => {
    const disk = new MemoryDisk();
    disk.before = (call) => {
      if (call === 'sync') throw systemError('EIO');
    };
    const { error, notices } = await trainOn(disk);
    expect(notices.filter((notice) => notice.includes('Retrying'))).toHaveLength(RETRY_PAUSES.length);
    expect(error).toMatchObject({ code: 'CK_WRITE_FAILED' });
  });
});

test('power cut at any call: of all that the disk may hold then, there is always the newest checkpoint reported as saved, or a newer one', async () => {
  const calls = (await callsOfRun()).length;
  let looked = 0;
  for (let n = 1; n <= calls; n++) {
    const disk = new MemoryDisk();
    let dead = false;
    disk.before = (_, at) => {
      dead ||= at >= n;
      if (dead) throw systemError('EPOWER');
    };
    const { step } = await trainOn(disk);
    for (const found of disk.afterPowerCut()) {
      const left = await newest(found);
      looked++;
      if (step > 0) expect(left?.step, `call ${n}, ${disk.calls[n - 1]}`).toBeGreaterThanOrEqual(step);
    }
  }
  expect(looked).toBeGreaterThan(3 * calls);
});

test('a write that tells of success and keeps half is discovered when the file is read, and never becomes the only one', async () => {
  const disk = new MemoryDisk();
  const { open } = disk;
  let writes = 0;
  disk.open = async (path, flags) => {
    const file = await open.call(disk, path, flags);
    const { write } = file;
    const lies = flags === 'wx' && path.includes('last') && ++writes === 3;
    if (!lies) return file;
    return {
      ...file,
      async write(bytes) {
        await write(bytes);
        return bytes.length;
      },
    };
  };
  await trainOn(disk);
  expect((await newest(disk))?.step).toBe(18);
});

test('the copy waits for nothing: a disk that hangs holds training up only at the save after', async () => {
  const disk = new MemoryDisk();
  let release = () => {};
  const hang = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { open } = disk;
  disk.open = async (path, flags) => {
    await hang;
    return open.call(disk, path, flags);
  };
  let steps = 0;
  const watcher: Plugin = {
    name: 'watcher',
    hooks: {
      stepEnd({ progress }) {
        steps = progress.step;
        if (steps === 5) release(); // one step after the save at step 4
      },
    },
  };
  const { error, step } = await trainOn(disk, [watcher]);
  expect(error).toBeUndefined();
  expect(steps).toBe(18);
  expect(step).toBe(18);
});
