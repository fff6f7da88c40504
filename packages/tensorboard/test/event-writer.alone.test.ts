// biome-ignore-all lint/nursery/noJsRestrictedProperties: a time in a file lies between two others
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEventWriter } from '../src/index.js';
import { eventFiles, readFile, readFolder, readRecords, seriesOf, valuesOf } from './event-reader.js';
import { disk } from './failing-disk.js';

vi.mock('node:fs/promises', async (original) => (await import('./failing-disk.js')).failing(await original()));

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'events-'));
  disk.mend();
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(dir, { recursive: true, force: true });
});

describe('openEventWriter', () => {
  it('makes the folder and a file that says what it is, which is on disk at once', async () => {
    const before = Date.now() / 1000;
    const writer = await openEventWriter(join(dir, 'a', 'b'));
    expect(basename(writer.path)).toMatch(/^events\.out\.tfevents\.\d{10}\.[\w.-]+\.\d+\.\d+\.v2$/);
    const [version, start] = readFile(writer.path);
    expect(version).toMatchObject({ file_version: 'brain.Event:2', step: 0 });
    expect(version!.wall_time).toBeGreaterThanOrEqual(before);
    expect(version!.wall_time).toBeLessThanOrEqual(Date.now() / 1000);
    expect(start).toMatchObject({ session_log: { status: 'START' }, step: 0 });
    await writer.close();
  });

  it('sorts its file behind the others, within a second and when the clock was put back', async () => {
    const paths: string[] = [];
    for (const time of [2e12, 2e12, 2e12, 1e12, 1e12]) {
      vi.useFakeTimers({ toFake: ['Date'], now: time });
      const writer = await openEventWriter(dir);
      paths.push(writer.path);
      await writer.close();
    }
    writeFileSync(join(dir, 'notes.txt'), 'no event file');
    expect(eventFiles(dir)).toEqual(paths);
  });

  it('keeps what stands at the step it goes on from, and drops what is beyond', async () => {
    const killed = await openEventWriter(dir);
    for (const step of [1, 2, 3, 4]) killed.scalar('loss', step, step);
    await killed.flush();
    const resumed = await openEventWriter(dir, { step: 2 });
    for (const step of [3, 4, 5]) resumed.scalar('loss', 10 * step, step);
    await resumed.close();
    await killed.close();
    expect(seriesOf(readFolder(dir))['loss']).toEqual([
      [1, 1],
      [2, 2],
      [3, 30],
      [4, 40],
      [5, 50],
    ]);
  });

  it('fails at once where there can be no folder', async () => {
    writeFileSync(join(dir, 'file'), '');
    await expect(openEventWriter(join(dir, 'file', 'run'))).rejects.toMatchObject({
      code: 'TB_FOLDER_UNUSABLE',
      message: expect.stringMatching(/^\[tensorboard\] no event file can be written in '.*run': E.*Choose another/),
      cause: { syscall: 'mkdir' },
    });
  });

  it('fails at once where nothing can be written', async () => {
    disk.fill();
    await expect(openEventWriter(dir)).rejects.toMatchObject({ code: 'TB_FOLDER_UNUSABLE', cause: { code: 'ENOSPC' } });
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses the step %d', async (step) => {
    await expect(openEventWriter(dir, { step })).rejects.toThrow(`\`step\` must be a whole number ≥ 0, but is ${step}`);
    expect(eventFiles(dir)).toEqual([]);
  });
});

describe('EventWriter', () => {
  it('writes what it is told, in order', async () => {
    const calls = fc.array(fc.tuple(fc.string(), fc.double(), fc.nat()), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(calls, async (points) => {
        const folder = mkdtempSync(join(dir, 'points-'));
        const writer = await openEventWriter(folder);
        for (const [tag, value, step] of points) writer.scalar(tag, value, step);
        await writer.close();
        const found = readFolder(folder).flatMap(({ step, summary }) =>
          (summary?.value ?? []).map(({ tag, simple_value }) => [tag, simple_value, step]),
        );
        expect(found).toEqual(points.map(([tag, value, step]) => [tag, Math.fround(value), step]));
      }),
      { numRuns: 30 },
    );
  });

  it('puts several numbers of a step into one event, and none for none', async () => {
    const writer = await openEventWriter(dir);
    writer.scalars({ 'a/x': 1, 'a/y': Number.NaN, 'b/z': Number.POSITIVE_INFINITY }, 4);
    writer.scalars({}, 5);
    await writer.close();
    const events = readFile(writer.path).slice(2);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      step: 4,
      summary: {
        value: [
          { tag: 'a/x', simple_value: 1 },
          { tag: 'a/y', simple_value: Number.NaN },
          { tag: 'b/z', simple_value: Number.POSITIVE_INFINITY },
        ],
      },
    });
  });

  it('writes histograms, and the number of values they cannot hold', async () => {
    const writer = await openEventWriter(dir);
    writer.histogram('w', Float32Array.of(0, 1, 2, 2), 3, 2);
    writer.histogram('g', [1, Number.NaN, Number.POSITIVE_INFINITY], 3);
    await writer.close();
    const [w, g] = valuesOf(readFile(writer.path), 'histograms');
    expect(w).toMatchObject({ tag: 'w', step: 3, tensor: { double_val: [0, 1, 1, 1, 2, 3] } });
    expect(g!.tensor!.tensor_shape.dim).toEqual([{ size: 30 }, { size: 3 }]);
    expect(seriesOf(readFile(writer.path))).toEqual({ 'non_finite/g': [[3, 2]] });
  });

  it('writes in the background within a second or so', async () => {
    const writer = await openEventWriter(dir);
    const { size } = statSync(writer.path);
    writer.scalar('little', 1, 1);
    expect(statSync(writer.path).size).toBe(size);
    await vi.waitFor(() => expect(statSync(writer.path).size).toBeGreaterThan(size), { timeout: 240_000 });
    await writer.close();
  });

  it('writes at once when there is much', async () => {
    const writer = await openEventWriter(dir);
    vi.useFakeTimers({ toFake: ['setTimeout'] }); // no second goes by
    for (let step = 0; step < 3000; step++) writer.scalar('much', step, step);
    while (statSync(writer.path).size < 65_536) await new Promise((go) => setImmediate(go));
    await writer.close();
    expect(seriesOf(readFile(writer.path))['much']).toHaveLength(3000);
  });

  it('can be cut off anywhere: what was whole before stays readable', async () => {
    const writer = await openEventWriter(dir);
    for (let step = 0; step < 20; step++) writer.scalar('loss', step, step);
    await writer.close();
    const whole = readFileSync(writer.path);
    const { records } = readRecords(whole);
    for (let size = whole.length; size >= 0; size -= 7) {
      truncateSync(writer.path, size);
      const cut = readRecords(readFileSync(writer.path));
      expect(cut.records).toEqual(records.slice(0, cut.records.length));
      expect(cut.records.reduce((sum, { length }) => sum + length + 16, cut.torn)).toBe(size);
    }
  });

  it('tells of a failed write and writes nothing after it, though the disk works again', async () => {
    const writer = await openEventWriter(dir);
    writer.scalar('loss', 1, 1);
    await writer.flush();
    expect(writer.failure).toBeUndefined();

    disk.fill();
    writer.scalar('loss', 2, 2);
    const error = { code: 'TB_WRITE_FAILED', cause: { code: 'ENOSPC' } };
    await expect(writer.flush()).rejects.toMatchObject(error);
    expect(writer.failure).toMatchObject(error);

    disk.mend();
    writer.scalar('loss', 3, 3);
    await expect(writer.flush()).rejects.toMatchObject(error);
    await expect(writer.close()).rejects.toMatchObject(error);
    expect(seriesOf(readFile(writer.path))).toEqual({ loss: [[1, 1]] });
    expect(disk.open).toBe(0);
  });

  it('keeps a failure in the background until it is asked', async () => {
    const writer = await openEventWriter(dir);
    disk.fill();
    writer.scalar('loss', 1, 1);
    await vi.waitFor(() => expect(writer.failure).toBeDefined(), { timeout: 240_000 });
    await expect(writer.close()).rejects.toThrow('TB_WRITE_FAILED');
  });

  it('is done after close, which may be called again', async () => {
    const writer = await openEventWriter(dir);
    await writer.close();
    await writer.close();
    expect(() => writer.scalar('loss', 1, 1)).toThrow('is closed. Open another writer. (TB_CLOSED)');
    expect(disk.open).toBe(0);
  });

  it('refuses steps and buckets that are none', async () => {
    const writer = await openEventWriter(dir);
    expect(() => writer.scalar('loss', 1, -1)).toThrow('`step` must be a whole number ≥ 0, but is -1');
    expect(() => writer.histogram('w', [1], 0, 0)).toThrow('`buckets` must be a whole number > 0, but is 0');
    await writer.close();
  });
});
