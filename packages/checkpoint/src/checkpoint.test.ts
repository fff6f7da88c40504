import '@tensorflow/tfjs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metrics, Plugin, TrainableModel } from '@amnl/core-loop';
import { checkPlugin, countTensors, tinyModel, tinyTrainer } from '@amnl/core-loop/testing';
import { ema } from '@amnl/ema';
import { scalar, variable, zeros } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpoint } from './checkpoint.js';
import { readCheckpoint } from './checkpoint-file.js';
import { resume } from './load.js';
import { loadWeights } from './load-weights.js';
import { encodeSafetensors } from './safetensors.js';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'amnl-checkpoint-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});
const last = () => join(dir, 'last.safetensors');
const best = () => join(dir, 'best.safetensors');

/** Reports a given `score` in each epoch. */
const scripted = (scores: readonly number[]): Plugin => ({
  name: 'scripted',
  hooks: {
    async evaluate(run, next): Promise<Metrics> {
      return { ...(await next()), score: scores[run.progress.epoch]! };
    },
  },
});
const weightsOf = (model: TrainableModel) =>
  Object.fromEntries(Object.entries({ ...model.parameters, ...model.buffers }).map(([n, v]) => [n, [...v.dataSync()]]));
const stored = (tensors: Awaited<ReturnType<typeof readCheckpoint>>['tensors'], prefix: string) =>
  Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, t]) => [name.slice(prefix.length), [...t.data]]),
  );

describe('checkpoint', () => {
  it('keeps the best and the last epoch, and tells of every file', async () => {
    const saved: string[] = [];
    const plugins = [scripted([5, 3, 4]), checkpoint({ dir, monitor: 'score' })];
    const trainer = tinyTrainer({ epochs: 3, plugins });
    trainer.events.on('checkpoint:saved', ({ uri }) => saved.push(uri));
    await trainer.fit();
    expect(saved).toEqual([best(), last(), best(), last(), last()]);
    expect((await readdir(dir)).sort()).toEqual(['best.safetensors', 'last.safetensors', 'previous.safetensors']);
    expect(await readCheckpoint(best())).toMatchObject({ kind: 'best', epochs: 2, metrics: { score: 3 } });
    expect(await readCheckpoint(last())).toMatchObject({ kind: 'last', epochs: 3, metrics: { score: 4 } });
  });

  it('goes the other way in mode max, and never takes NaN for best', async () => {
    const run = async (scores: readonly number[], mode: 'min' | 'max') => {
      await tinyTrainer({
        epochs: scores.length,
        plugins: [scripted(scores), checkpoint({ dir, monitor: 'score', mode })],
      }).fit();
      return (await readCheckpoint(best())).epochs - 1;
    };
    expect(await run([5, 7, 6], 'max')).toBe(1);
    await rm(best());
    await expect(run([Number.NaN, Number.NaN], 'min')).rejects.toThrow('CK_');
    expect(await run([Number.NaN, 9, Number.NaN], 'min')).toBe(1);
  });

  it('stores the evaluated weights in best and those of training in last, both besides', async () => {
    const evaluated: Record<string, number[]>[] = [];
    const live: Record<string, number[]>[] = [];
    const spy: Plugin = {
      name: 'spy',
      after: ['ema'],
      hooks: {
        async evaluate(run, next) {
          evaluated.push(weightsOf(run.model));
          return next();
        },
        epochEnd: (run) => void live.push(weightsOf(run.model)),
      },
    };
    const trainer = tinyTrainer({
      epochs: 2,
      plugins: [ema(), spy, scripted([5, 3]), checkpoint({ dir, monitor: 'score' })],
    });
    await trainer.fit();
    const [b, l] = [await readCheckpoint(best()), await readCheckpoint(last())];
    expect(stored(b.tensors, 'model/')).toEqual(evaluated[1]);
    expect(stored(b.tensors, 'raw/')).toEqual(live[1]);
    expect(stored(l.tensors, 'model/')).toEqual(live[1]);
    const { updates, ...shadows } = stored(l.tensors, 'ema/');
    expect(shadows).toEqual(evaluated[1]);
    expect(updates).toEqual([12]);
    expect(evaluated[1]).not.toEqual(live[1]);
  });

  it('resumes from the file as if nothing had happened', async () => {
    const plugins = () => [ema(), checkpoint({ dir })];
    const whole = tinyTrainer({ epochs: 4, plugins: plugins() });
    await whole.fit();
    const expected = { weights: weightsOf(whole.model), metrics: whole.run.history.map(({ metrics }) => metrics) };

    await tinyTrainer({ epochs: 2, plugins: plugins() }).fit();
    const resumed = tinyTrainer({ epochs: 4, plugins: plugins() });
    await resume(resumed, last());
    expect(resumed.run.progress.epoch).toBe(2);
    await resumed.fit();
    expect({ weights: weightsOf(resumed.model), metrics: resumed.run.history.map(({ metrics }) => metrics) }).toEqual(
      expected,
    );
  });

  it('knows after a resume what was best', async () => {
    const plugins = () => [scripted([3, 5, 4, 4]), checkpoint({ dir, monitor: 'score' })];
    await tinyTrainer({ epochs: 2, plugins: plugins() }).fit();
    const resumed = tinyTrainer({ epochs: 4, plugins: plugins() });
    await resume(resumed, last());
    await resumed.fit();
    expect((await readCheckpoint(best())).epochs).toBe(1);
  });

  it('needs no evaluation when nothing is monitored', async () => {
    await tinyTrainer({
      epochs: 1,
      evaluation: undefined as never,
      plugins: [checkpoint({ dir, monitor: false })],
    }).fit();
    expect(await readdir(dir)).toEqual(['last.safetensors']);
  });

  it('names a metric that nobody reports, and what exists', async () => {
    const trainer = tinyTrainer({ plugins: [checkpoint({ dir, monitor: 'valRmse' })] });
    await expect(trainer.fit()).rejects.toThrow(
      /\[checkpoint\] no metric 'valRmse'; reported: .*, val_loss, rmse\..*monitor: false.*CL_METRIC_UNKNOWN/,
    );
    expect(await readdir(dir)).toEqual([]);
  });

  it('refuses val_loss before anything is trained where nothing is evaluated', async () => {
    const trainer = tinyTrainer({ evaluation: undefined as never, plugins: [checkpoint({ dir })] });
    await expect(trainer.fit()).rejects.toThrow(
      "no metric 'val_loss' can be reported: the trainer evaluates nothing. Give validation data with the option `evaluation`, or set { monitor: 'loss' }, or { monitor: false } to keep no best. (CL_METRIC_UNKNOWN)",
    );
    expect(trainer.run.progress.step).toBe(0);
    trainer.dispose();
  });

  it('fails before the first epoch where the folder cannot be', async () => {
    await writeFile(join(dir, 'taken'), 'x');
    const trainer = tinyTrainer({ plugins: [checkpoint({ dir: join(dir, 'taken', 'runs') })] });
    await expect(trainer.fit()).rejects.toThrow('CK_WRITE_FAILED');
    expect(trainer.run.progress.step).toBe(0);
  });

  it('passes the conformance kit', async () => {
    await checkPlugin(() => checkpoint({ dir }));
  });

  it.each([{ dir: '' }, { dir, mode: 'auto' as 'min' }])('refuses %o', (options) => {
    expect(() => checkpoint(options)).toThrow('CL_OPTION_INVALID');
  });
});

describe('loadWeights', () => {
  it('loads the best weights, which measure what the file says', async () => {
    await tinyTrainer({ epochs: 4, plugins: [ema(), checkpoint({ dir })] }).fit();
    const fresh = tinyTrainer();
    let metrics: Metrics | undefined;
    expect(await countTensors(async () => ({ metrics } = await loadWeights(fresh.model, best())))).toBe(0);
    expect((await fresh.evaluate())['rmse']).toBe(metrics!['rmse']);
  });

  it('changes nothing where the model is another one, and lists what differs', async () => {
    await tinyTrainer({ plugins: [checkpoint({ dir })] }).fit();
    const { w, b } = tinyModel().parameters;
    const model: TrainableModel = {
      parameters: { w: variable(zeros([4, 1])), b: b!, extra: variable(scalar(1)) },
      forward: () => ({}),
    };
    expect(w!.shape).toEqual([3, 1]);
    await expect(loadWeights(model, best())).rejects.toThrow(
      /Not in the file: extra; not in the model: seen; of another shape or dtype: w \(file F32\[3,1\], model float32\[4,1\]\).*CK_MODEL_MISMATCH/,
    );
    expect([...b!.dataSync()]).toEqual([0]);
  });
});

describe('bad files', () => {
  it('are told apart', async () => {
    await tinyTrainer({ plugins: [checkpoint({ dir })] }).fit();
    const bytes = await readFile(last());
    await writeFile(join(dir, 'short'), bytes.subarray(0, bytes.length - 1));
    await writeFile(join(dir, 'foreign'), encodeSafetensors({ tensors: {}, metadata: { format: 'pt' } }));
    const mended = encodeSafetensors({
      tensors: {},
      metadata: { format: 'amnl-checkpoint', version: '1', kind: 'last', metrics: '{' },
    });
    await writeFile(join(dir, 'mended'), mended);
    await expect(readCheckpoint(join(dir, 'nowhere'))).rejects.toThrow(/no checkpoint .*nowhere.*CK_NOT_FOUND/);
    await expect(readCheckpoint(dir)).rejects.toThrow('CK_READ_FAILED');
    await expect(readCheckpoint(join(dir, 'short'))).rejects.toThrow(
      /short is not a usable safetensors file.*CK_CORRUPT/,
    );
    await expect(readCheckpoint(join(dir, 'foreign'))).rejects.toThrow(/format 'pt'.*CK_NOT_A_CHECKPOINT/);
    await expect(readCheckpoint(join(dir, 'mended'))).rejects.toThrow('CK_CORRUPT');
    await expect(resume(tinyTrainer(), best())).rejects.toThrow('CK_NOT_A_CHECKPOINT');
  });
});
