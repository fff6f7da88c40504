import '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { MemoryDisk, systemError } from '../../test/memory-disk.js';
import type { FileSystem } from '../file-system.js';
import { loadModel } from './load-model.js';
import { saveModel } from './save-model.js';

/** A model whose topology and weights say which one it is. */
const artifacts = (which: number) => ({
  modelTopology: { which },
  weightSpecs: [{ name: 'w', shape: [4], dtype: 'float32' as const }],
  weightData: Float32Array.from({ length: 4 }, () => which).buffer,
});
const save = (disk: FileSystem, which: number) => saveModel(disk, '/m', artifacts(which));

/** Which model a folder holds: one of its topology with its own weights, or none. */
async function held(disk: FileSystem): Promise<number | undefined> {
  const found = await loadModel({ files: disk, path: '/m/model.json' }).catch((error: { code: string }) => {
    expect(error).toMatchObject({ code: 'CK_NOT_FOUND', message: expect.stringContaining('there is no model') });
  });
  if (!found) return undefined;
  const { which } = found.modelTopology as { which: number };
  expect([...new Float32Array(found.weightData as ArrayBuffer)], `of model ${which}`).toEqual(Array(4).fill(which));
  return which;
}

/** The files of a folder but for those in the making, which a dead process leaves and a later one removes. */
async function names(disk: FileSystem) {
  return [...(await disk.list('/m'))].filter((name) => !name.endsWith('.tmp')).sort();
}

/** A disk as it was before the save that is tried. */
const BEFORE: Readonly<Record<string, () => Promise<MemoryDisk>>> = {
  'an empty folder': async () => new MemoryDisk(),
  'a model': async () => {
    const disk = new MemoryDisk();
    await save(disk, 1);
    return disk;
  },
  'a model whose save was cut off halfway': async () => {
    const disk = new MemoryDisk();
    await save(disk, 0);
    let renames = 0;
    disk.before = (call) => {
      if (call === 'rename') renames++;
      if (renames > 2) throw systemError('EPOWER');
    };
    await expect(save(disk, 1)).rejects.toMatchObject({ code: 'CK_WRITE_FAILED' });
    disk.before = () => {};
    expect(await names(disk)).toContain('weights.bin.next');
    return disk;
  },
};

describe.each(Object.entries(BEFORE))('over %s', (name, prepare) => {
  const old = name === 'an empty folder' ? undefined : 1;

  /** The calls of a save that is not disturbed. */
  async function undisturbed() {
    const disk = await prepare();
    disk.calls.length = 0;
    await save(disk, 2);
    const calls = [...disk.calls];
    expect(await held(disk)).toBe(2);
    expect(await names(disk)).toEqual(['model.json', 'weights.bin']);
    return calls;
  }

  test.each([
    ['once', 'ENOSPC', (at: number, n: number) => at === n],
    ['once', 'EIO', (at: number, n: number) => at === n],
    ['from then on', 'ENOSPC', (at: number, n: number) => at >= n],
    ['from then on', 'EACCES', (at: number, n: number) => at >= n],
  ])('each call in turn fails %s with %s: one model or the other is there', async (_, code, fails) => {
    const calls = await undisturbed();
    let failed = 0;
    for (let n = 1; n <= calls.length; n++) {
      const disk = await prepare();
      disk.calls.length = 0;
      disk.before = (_call, at) => {
        if (fails(at, n)) throw systemError(code);
      };
      const error: unknown = await save(disk, 2).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      disk.before = () => {};
      const what = `call ${n}, ${calls[n - 1]}`;
      const now = await held(disk);
      if (error === undefined) expect(now, what).toBe(2);
      else {
        failed++;
        expect([old, 2], what).toContain(now);
        expect(error, what).toMatchObject({
          code: expect.stringMatching(/^CK_(DISK_FULL|NOT_WRITABLE|WRITE_FAILED)$/),
        });
      }
      await save(disk, 3); // and the next save puts all in order
      expect(await held(disk), what).toBe(3);
      expect(await names(disk)).toEqual(['model.json', 'weights.bin']);
    }
    expect(failed).toBeGreaterThan(calls.length / 3);
  });

  test('a power cut at any call: of all that the disk may hold then, it is one model or the other', async () => {
    const calls = await undisturbed();
    let looked = 0;
    for (let n = 1; n <= calls.length; n++) {
      const disk = await prepare();
      disk.calls.length = 0;
      disk.before = (_, at) => {
        if (at >= n) throw systemError('EPOWER');
      };
      await save(disk, 2).catch(() => {});
      for (const found of disk.afterPowerCut()) {
        looked++;
        expect([old, 2], `call ${n}, ${calls[n - 1]}`).toContain(await held(found));
      }
    }
    expect(looked).toBeGreaterThan(3 * calls.length);
  });

  test('a full disk leaves no file of the model that did not fit', async () => {
    const disk = await prepare();
    const before = await names(disk);
    disk.before = (call) => {
      if (call === 'write') throw systemError('ENOSPC');
    };
    await expect(save(disk, 2)).rejects.toMatchObject({ code: 'CK_DISK_FULL' });
    expect(await names(disk)).toEqual(before);
  });
});

test('a file system without links gets the weights written twice', async () => {
  const disk = await BEFORE['a model']!();
  disk.link = async () => Promise.reject(systemError('ENOTSUP'));
  await save(disk, 2);
  expect(await held(disk)).toBe(2);
});

describe('loading while it is saved', () => {
  test('at every call of the save it is one model or the other', async () => {
    let calls = Number.POSITIVE_INFINITY;
    for (let n = 1; n <= calls; n++) {
      const disk = await BEFORE['a model']!();
      disk.calls.length = 0;
      let reading: Promise<number | undefined> | undefined;
      disk.before = (_, at) => {
        if (at !== n) return;
        disk.before = () => {};
        reading = held(disk); // goes on call by call, as the save does
      };
      await save(disk, 2);
      calls = Math.min(calls, disk.calls.length);
      expect([undefined, 1, 2]).toContain(await reading);
    }
  });

  test('a whole save between any two looks at the files', async () => {
    for (let n = 1; n <= 8; n++) {
      const disk = await BEFORE['a model']!();
      let looks = 0;
      const files: FileSystem = Object.assign(Object.create(disk) as FileSystem, {
        list: () => disk.list(),
        async openToRead(path: string) {
          if (++looks === n) await save(disk, 2);
          const file = await disk.openToRead(path);
          return {
            ...file,
            async read(at: number, length: number) {
              if (++looks === n) await save(disk, 2);
              return file.read(at, length);
            },
          };
        },
      });
      expect(await held(files)).toBe(n <= looks ? 2 : 1);
    }
  });

  test('a model that is never at rest is told as such', async () => {
    const disk = await BEFORE['a model']!();
    const files: FileSystem = Object.assign(Object.create(disk) as FileSystem, {
      async openToRead(path: string) {
        await save(disk, 2);
        return disk.openToRead(path);
      },
    });
    await expect(loadModel({ files, path: '/m/model.json' })).rejects.toThrow(/changed 5 times.*CK_READ_FAILED/);
  });
});
