import '@tensorflow/tfjs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metrics, Plugin, Run } from '@amnl/core-loop';
import { tinyTrainer } from '@amnl/core-loop/testing';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { checkpoint, checkpointWith, type Outside } from './checkpoint.js';
import { readCheckpoint } from './checkpoint-file.js';
import { nodeFiles } from './file-system.js';
import { resume } from './load.js';
import type { CheckpointOptions } from './options.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'amnl-saving-'));
});
afterEach(() => rm(dir, { recursive: true }));
const last = () => join(dir, 'last.safetensors');

/** A plugin that saves in a world that is partly a test's. */
const saving = (options: Partial<CheckpointOptions>, outside: Partial<Outside> = {}) =>
  checkpointWith({ files: nodeFiles, wait: async () => {}, now: () => 0, ...outside }, { dir, ...options });
const atStep = (act: (run: Run) => unknown): Plugin => ({
  name: 'probe',
  hooks: { stepEnd: async (run) => void (await act(run)) },
});
/** Trains with 6 steps an epoch; steps of the `last` files. */
async function savedSteps(plugins: readonly Plugin[], epochs = 2): Promise<number[]> {
  const trainer = tinyTrainer({ epochs, plugins });
  const steps: number[] = [];
  trainer.events.on('checkpoint:saved', ({ uri, progress }) => {
    if (uri === last()) steps.push(progress.step);
  });
  await trainer.fit();
  return steps;
}

describe('within epochs', () => {
  it('saves every so many steps', async () => {
    expect(await savedSteps([saving({ every: { steps: 4 } })])).toEqual([4, 6, 8, 12, 12]);
  });

  it('saves every so many minutes since the last save', async () => {
    let minutes = 0;
    const clock = atStep(() => minutes++);
    const plugin = saving({ every: { minutes: 2.5 } }, { now: () => minutes * 60_000 });
    expect(await savedSteps([clock, plugin])).toEqual([3, 6, 6, 9, 12, 12]);
  });

  it('saves nothing but last where a run is stopped, and goes on from there as if nothing had happened', async () => {
    const whole = tinyTrainer({ epochs: 2, plugins: [saving({})] });
    await whole.fit();
    const stop = atStep((run) => run.progress.step === 9 && run.stop('enough', { when: 'step' }));
    await rm(dir, { recursive: true });
    await tinyTrainer({ epochs: 2, plugins: [stop, saving({})] }).fit();
    expect(await readCheckpoint(last())).toMatchObject({ epochs: 1, step: 9, state: { progress: { batch: 3 } } });
    expect((await readCheckpoint(join(dir, 'best.safetensors'))).epochs).toBe(1);
    const resumed = tinyTrainer({ epochs: 2, plugins: [saving({})] });
    await resume(resumed, last());
    await resumed.fit();
    const metrics = (trainer: typeof whole) => trainer.run.history.map((record) => record.metrics);
    expect(metrics(resumed)).toEqual(metrics(whole));
    expect(resumed.model.parameters['w']!.dataSync()).toEqual(whole.model.parameters['w']!.dataSync());
  });
});

test('keeps the best epochs, removing one only when a better one is there', async () => {
  const scores = [5, 3, 4, 2, 9];
  const scripted: Plugin = {
    name: 'scripted',
    hooks: {
      async evaluate(run, next): Promise<Metrics> {
        return { ...(await next()), score: scores[run.progress.epoch]! };
      },
    },
  };
  await savedSteps([scripted, saving({ monitor: 'score', top: 2 })], 5);
  const names = ['best', 'epoch-0001', 'epoch-0003', 'last', 'previous'];
  expect((await readdir(dir)).sort()).toEqual(names.map((name) => `${name}.safetensors`));
  const scoreOf = async (name: string) => (await readCheckpoint(join(dir, name))).metrics['score'];
  expect(await scoreOf('best.safetensors')).toBe(2);
  expect(await scoreOf('epoch-0003.safetensors')).toBe(2);
  expect(await scoreOf('epoch-0001.safetensors')).toBe(3);
});

describe('in the background', () => {
  /** Files whose writing waits for `open`. */
  function gated() {
    let open!: () => void;
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const files: typeof nodeFiles = {
      ...nodeFiles,
      async open(path, flags) {
        if (flags === 'wx') await opened;
        return nodeFiles.open(path, flags);
      },
    };
    return { files, open };
  }

  it('training goes on while a file is written; the next save waits for it, and the end of the run for all', async () => {
    const { files, open } = gated();
    const reached: number[] = [];
    let before: string[] = [];
    const probe = atStep(async ({ progress: { step } }) => {
      reached.push(step);
      if (step !== 4) return;
      before = await readdir(dir); // steps 3 and 4 were done, and nothing of step 2 is on disk yet
      setImmediate(open);
    });
    const steps = await savedSteps([probe, saving({ every: { steps: 2 } }, { files })], 1);
    expect(before).toEqual([]);
    expect(reached).toEqual([1, 2, 3, 4, 5, 6]);
    expect(steps).toEqual([2, 4, 6, 6]);
    expect((await readCheckpoint(last())).step).toBe(6);
  });

  it('what is written is the state at the moment of saving', async () => {
    const { files, open } = gated();
    let then: number[] = [];
    const probe = atStep(({ model, progress: { step } }) => {
      if (step === 2) then = [...model.parameters['w']!.dataSync()];
      if (step === 4) {
        expect([...model.parameters['w']!.dataSync()]).not.toEqual(then);
        open();
        throw new Error('enough');
      }
    });
    const plugins = [probe, saving({ every: { steps: 2 } }, { files })];
    await expect(savedSteps(plugins, 1)).rejects.toThrow('enough');
    const { tensors, step } = await readCheckpoint(last());
    expect({ step, w: [...tensors['model/w']!.data] }).toEqual({ step: 2, w: then });
  });

  it('a failure ends the run at the next step', async () => {
    const full = Object.assign(new Error('ENOSPC: no'), { code: 'ENOSPC' });
    let removed!: () => void;
    const failed = new Promise<void>((resolve) => {
      removed = resolve;
    });
    const files: typeof nodeFiles = {
      ...nodeFiles,
      rename: () => Promise.reject(full),
      async remove(path) {
        await nodeFiles.remove(path);
        setImmediate(removed); // once whoever waits for this has gone on
      },
    };
    const trainer = tinyTrainer({
      plugins: [
        atStep(async ({ progress: { step } }) => step === 3 && (await failed)),
        saving({ every: { steps: 2 } }, { files }),
      ],
    });
    await expect(trainer.fit()).rejects.toMatchObject({ code: 'CK_DISK_FULL' });
    expect(trainer.run.progress.step).toBe(3);
    expect(await readdir(dir)).toEqual([]);
  });

  it('a failure of the last save ends the run, too', async () => {
    const files = { ...nodeFiles, rename: () => Promise.reject(Object.assign(new Error('no'), { code: 'EROFS' })) };
    const trainer = tinyTrainer({ epochs: 1, plugins: [saving({}, { files })] });
    await expect(trainer.fit()).rejects.toMatchObject({ code: 'CK_NOT_WRITABLE' });
  });

  it('a failure that passes is told and tried again', async () => {
    let left = 2;
    const waits: number[] = [];
    const files: typeof nodeFiles = {
      ...nodeFiles,
      async rename(from, to) {
        if (left-- > 0) throw Object.assign(new Error('EBUSY: busy'), { code: 'EBUSY' });
        return nodeFiles.rename(from, to);
      },
    };
    const wait = async (ms: number) => void waits.push(ms);
    const trainer = tinyTrainer({ epochs: 1, plugins: [saving({ monitor: false }, { files, wait })] });
    const notices: string[] = [];
    trainer.events.on('run:notice', ({ by, message }) => void notices.push(`${by}: ${message}`));
    await trainer.fit();
    expect(waits).toEqual([50, 250]);
    expect(notices).toEqual([
      `checkpoint: could not write ${last()}: EBUSY: busy. Retrying in 50 ms (1 of 3)`,
      `checkpoint: could not write ${last()}: EBUSY: busy. Retrying in 250 ms (2 of 3)`,
    ]);
    expect((await readCheckpoint(last())).epochs).toBe(1);
  });
});

test('removes what killed writers have left, and nothing else', async () => {
  const dead = ['.last.safetensors.999999999-0123abcd.4.tmp', `.best.safetensors.${process.pid}-0123abcd.0.tmp`];
  const kept = [`.last.safetensors.${process.ppid}-0123abcd.4.tmp`, '.other.tmp', 'notes.safetensors.1.2.tmp'];
  for (const name of [...dead, ...kept]) await writeFile(join(dir, name), 'x');
  await tinyTrainer({ epochs: 1, plugins: [checkpoint({ dir, monitor: false })] }).fit();
  expect((await readdir(dir)).sort()).toEqual([...kept, 'last.safetensors'].sort());
});

test.each([
  { top: 0 },
  { top: 1.5 },
  { every: { steps: 0 } },
  { every: { steps: 2.5 } },
  { every: { minutes: 0 } },
  { every: { minutes: Number.NaN } },
  { about: { version: 2 as unknown as string } },
])('refuses %o', (options) => {
  expect(() => checkpoint({ dir: 'x', ...options })).toThrow('CL_OPTION_INVALID');
});
