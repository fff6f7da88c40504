import '@tensorflow/tfjs';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from '@amnl/core-loop';
import { type TinyOptions, tinyTrainer } from '@amnl/core-loop/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TensorBoardOptions, tensorBoard } from '../src/index.js';
import { decode, eventFiles, readFolder, seriesOf, valuesOf } from './event-reader.js';
import { disk } from './failing-disk.js';
import { temporaryFolder } from './temporary.js';
import { trainInto } from './train-into.js';

// What does not go on for ever: runs, and disks.

vi.mock('node:fs/promises', async (original) => (await import('./failing-disk.js')).failing(await original()));

beforeAll(async () => {
  await setBackend('cpu');
});
let dir: string;
beforeEach(() => {
  dir = temporaryFolder();
});
afterEach(() => {
  disk.mend();
  expect(disk.open, 'files left open').toBe(0);
});
const train = (options: Partial<TensorBoardOptions> = {}, tiny: TinyOptions = {}) =>
  trainInto({ dir, ...options }, tiny);
const steps = (tag: string) => (seriesOf(readFolder(dir))[tag] ?? []).map(([step]) => step);
const does = (name: string, hooks: Plugin['hooks']): Plugin => ({ name, ...(hooks && { hooks }) });

describe('HParams tab', () => {
  const hparams = { learningRate: 0.05, scheduler: 'none', ema: true };
  const messages = () =>
    valuesOf(readFolder(dir), 'hparams').map(({ tag, step, metadata }) => {
      expect(step).toBe(0); // where no session start of a continued run drops it
      const content = decode<Record<string, object>>('HParamsPluginData', metadata!.plugin_data.content!);
      return [tag.replace('_hparams_/', ''), Object.values(content)[0]!] as const;
    });

  it('has the hyper-parameters, the results of an epoch as columns, and the end', async () => {
    await train({ hparams });
    expect(messages()).toMatchObject([
      [
        'session_start_info',
        {
          hparams: {
            learningRate: { number_value: 0.05 },
            scheduler: { string_value: 'none' },
            ema: { bool_value: true },
          },
        },
      ],
      [
        'experiment',
        {
          hparam_infos: [{ name: 'learningRate' }, { name: 'scheduler' }, { name: 'ema' }],
          metric_infos: ['loss', 'val_loss', 'rmse'].map((name) => ({ name: { tag: `epoch/${name}` } })),
        },
      ],
      ['session_end_info', { status: 'STATUS_SUCCESS' }],
    ]);
  });

  it('has nothing without hyper-parameters', async () => {
    await train();
    expect(messages()).toEqual([]);
  });

  it('has the results that are asked for, and says which nobody reports', async () => {
    const { notices } = await train({ hparams, metrics: ['val_loss', 'valRmse'] });
    expect(messages()[1]).toMatchObject(['experiment', { metric_infos: [{ name: { tag: 'epoch/val_loss' } }] }]);
    expect(notices).toEqual([
      { by: 'tensorboard', message: expect.stringMatching(/^no metric 'valRmse'; reported: .*val_loss/) },
    ]);
  });

  it('tells of a failure; what came before it is written', async () => {
    const fail = (run: { progress: { step: number } }) => {
      if (run.progress.step === 8) throw new Error('by design');
    };
    const { error } = await train({ hparams, everySteps: 1 }, { plugins: [does('fail', { stepEnd: fail })] });
    expect(error).toMatchObject({ message: expect.stringContaining('by design') });
    expect(messages().at(-1)).toMatchObject(['session_end_info', { status: 'STATUS_FAILURE' }]);
    expect([steps('epoch/loss'), steps('train/loss')]).toEqual([[6], [1, 2, 3, 4, 5, 6, 7, 8]]);
  });

  it('calls a run a success that a plugin ends after an epoch', async () => {
    await train({ hparams }, { plugins: [does('stop', { epochEnd: (run) => run.stop('good enough') })] });
    expect(messages().at(-1)).toMatchObject(['session_end_info', { status: 'STATUS_SUCCESS' }]);
    expect(steps('epoch/loss')).toEqual([6]);
  });

  it('says nothing of the end of a run that is there to be continued', async () => {
    const stop = does('stop', {
      stepEnd: (run) => (run.progress.step === 3 ? run.stop('interrupted', { when: 'step' }) : undefined),
    });
    await train({ hparams }, { plugins: [stop] });
    const trainer = tinyTrainer({ plugins: [tensorBoard({ dir, hparams })] });
    trainer.run.events.once('epoch:ended', () => trainer.run.stop('by its user'));
    await trainer.fit();
    trainer.dispose();
    expect(messages().map(([tag]) => tag)).not.toContain('session_end_info');
  });
});

describe('disk', () => {
  it('that is full ends the log with one notice, and not the training', async () => {
    const fill = does('fill', { stepStart: (run) => (run.progress.step === 8 ? disk.fill() : undefined) });
    const { history, notices, error } = await train(
      { everySteps: 1, hparams: { a: 1 } },
      { plugins: [fill], epochs: 4 },
    );
    expect([error, history.length]).toEqual([undefined, 4]);
    expect(notices).toEqual([
      {
        by: 'tensorboard',
        message: expect.stringMatching(
          /^could not write .*tfevents.*: ENOSPC.*Training continues without the TensorBoard log$/,
        ),
      },
    ]);
    expect(steps('epoch/loss')).toEqual([6]);
  });

  it('that fills up within a long epoch is noticed at the next point', async () => {
    let at = 0;
    const plugins = [
      does('fill', {
        stepStart: (run) => (run.progress.step === 2 ? disk.fill() : undefined),
        async stepEnd(run) {
          if (run.progress.step !== 3) return;
          const before = disk.failures;
          await vi.waitFor(() => expect(disk.failures).toBeGreaterThan(before), { timeout: 240_000 });
        },
        fitStart: (run) => void run.events.on('run:notice', () => (at = run.progress.step)),
      }),
    ];
    await train({ everySteps: 1 }, { plugins });
    expect(at).toBe(4);
  });

  it('that fails at the very end is told of, too', async () => {
    const fill = does('fill', { fitEnd: () => disk.fill() });
    const trainer = tinyTrainer({ plugins: [fill, tensorBoard({ dir, hparams: { a: 1 } })] });
    const messages: string[] = [];
    trainer.run.events.on('run:notice', ({ message }) => void messages.push(message));
    await trainer.fit();
    trainer.dispose();
    expect(messages).toEqual([expect.stringContaining('ENOSPC')]);
    expect(steps('epoch/loss')).toEqual([6, 12]);
  });

  it('on which there can be no folder fails before the first step', async () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    const { error, history } = await train({ dir: join(file, 'run') });
    expect(error).toMatchObject({
      code: 'TB_FOLDER_UNUSABLE',
      message: expect.stringMatching(
        /^\[tensorboard\] hook 'fitStart' failed: no event file can be written in .*run': E/,
      ),
    });
    expect(history).toEqual([]);
  });

  it('has all points of an epoch before the run is saved', async () => {
    const seen: number[][] = [];
    const look = does('look', { save: (_run, next) => next().then(() => void seen.push(steps('epoch/val_loss'))) });
    await train({}, { plugins: [look], epochs: 3 });
    expect(seen).toEqual([[6], [6, 12], [6, 12, 18]]);
  });
});

describe('tensorBoard', () => {
  it('writes nothing before the fit, and a file for each one', async () => {
    const inside = join(dir, 'run');
    const trainer = tinyTrainer({ plugins: [tensorBoard({ dir: inside })] });
    const notice = vi.fn();
    trainer.run.events.on('run:notice', notice);
    expect(existsSync(inside)).toBe(false);
    await trainer.fit();
    await trainer.fit({ epochs: 3 });
    trainer.dispose();
    expect(notice).not.toHaveBeenCalled();
    dir = inside;
    expect(eventFiles(dir)).toHaveLength(2);
    expect(steps('epoch/loss')).toEqual([6, 12, 18]);
  });

  it('says that a folder is used when a run begins in it', async () => {
    const first = await train();
    const second = await train();
    expect(first.notices).toEqual([]);
    expect(second.notices).toEqual([
      { by: 'tensorboard', message: expect.stringContaining('Give every run its own folder') },
    ]);
    expect(steps('epoch/loss')).toEqual([6, 12]);
  });

  it('stays small: some 250 bytes a point of five numbers', async () => {
    await train({ everySteps: 1 }, { epochs: 10 });
    const [path] = eventFiles(dir);
    expect(statSync(path!).size).toBeLessThan(70 * 250);
  });

  it.each<[unknown, string]>([
    [{ dir: '' }, '`dir` must be the path of a folder, but is ""'],
    [{}, '`dir` must be the path of a folder, but is undefined'],
    [{ dir: 'a', everySeconds: -1 }, '`everySeconds` must be a number ≥ 0, or false, but is -1'],
    [{ dir: 'a', everySeconds: Number.NaN }, '`everySeconds` must be a number ≥ 0, or false, but is NaN'],
    [{ dir: 'a', everySteps: 0 }, '`everySteps` must be a whole number > 0, but is 0'],
    [{ dir: 'a', everySteps: 1.5 }, '`everySteps` must be a whole number > 0, but is 1.5'],
    [{ dir: 'a', histograms: { everyEpochs: 0 } }, '`histograms.everyEpochs` must be a whole number > 0, but is 0'],
    [{ dir: 'a', histograms: { buckets: -3 } }, '`histograms.buckets` must be a whole number > 0, but is -3'],
    [{ dir: 'a', hparams: { rate: null } }, '`hparams.rate` must be a text, a number or a boolean, but is null'],
    [{ dir: 'a', hparams: { list: [1] } }, '`hparams.list` must be a text, a number or a boolean, but is [1]'],
  ])('refuses %j', (options, message) => {
    expect(() => tensorBoard(options as TensorBoardOptions)).toThrow(`[tensorboard] ${message}. (CL_OPTION_INVALID)`);
  });
});
