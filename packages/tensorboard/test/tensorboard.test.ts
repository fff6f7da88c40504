// biome-ignore-all lint/nursery/noJsRestrictedProperties: a time in a file lies between two others; the clock ends a wait
import '@tensorflow/tfjs';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EpochRecord, Plugin, Snapshot } from '@amnl/core-loop';
import { tinyTrainer } from '@amnl/core-loop/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openEventWriter, tensorBoard } from '../src/index.js';
import { eventFiles, readFile, readFolder, seriesOf } from './event-reader.js';
import { temporaryFolder } from './temporary.js';

// TensorBoard itself reads what was written. Needs `pip install tensorboard` for the interpreter in AMNL_PYTHON, for the one that
// tools/run/viewers.sh sets up, or for python3.
const own = fileURLToPath(new URL('../../../.tools/python/bin/python', import.meta.url));
const python = process.env['AMNL_PYTHON'] || (existsSync(own) ? own : 'python3');
const installed = spawnSync(python, ['-c', 'import tensorboard'], { timeout: 240_000 }).status === 0;
const hparams = { learningRate: 0.05, scheduler: 'none', ema: true, odd: Number.NaN };

beforeAll(async () => {
  await setBackend('cpu');
});

/** A run of two epochs that is left after step 9 and continued: the folder, and its history. */
async function trainInTwoParts(dir: string): Promise<readonly EpochRecord[]> {
  const plugin = () => tensorBoard({ dir, everySteps: 1, hparams, histograms: { weights: true, gradients: true } });
  let saved: Snapshot | undefined;
  const save: Plugin = {
    name: 'save',
    hooks: {
      async save(run, next) {
        await next();
        if (run.progress.epoch > 1) return;
        const { tensors, state } = run.snapshot();
        const copies = Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.clone()]));
        saved = { tensors: copies, state: structuredClone(state) };
      },
      // Beyond the first epoch's end: these steps come to nothing.
      stepEnd(run) {
        if (run.progress.step === 9) throw new Error('killed');
      },
    },
  };
  await expect(tinyTrainer({ plugins: [plugin(), save] }).fit()).rejects.toThrow('killed');
  const [file] = eventFiles(dir);
  appendFileSync(file!, readFileSync(file!).subarray(0, 20)); // torn in the middle of a record
  const trainer = tinyTrainer({ plugins: [plugin()] });
  await trainer.restore(saved!);
  await trainer.fit();
  return trainer.run.history;
}

describe.skipIf(!installed)("TensorBoard's own code", () => {
  it('reads every event, and the curves of a continued run', async () => {
    const dir = temporaryFolder();
    const history = await trainInTwoParts(dir);
    const found = readWithPython(dir);
    expect(found.events).toEqual(eventFiles(dir).map((path) => readFile(path).length));
    expect(found.file_versions).toEqual(['brain.Event:2', 'brain.Event:2']);
    expect(found.scalars).toEqual(seriesOf(readFolder(dir)));
    expect(found.scalars['train/loss']!.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(found.scalars['epoch/rmse']).toEqual(
      history.map(({ metrics }, i) => [6 * (i + 1), Math.fround(metrics['rmse']!)]),
    );
    expect(Object.keys(found.histograms).sort()).toEqual(['gradients/b', 'gradients/w', 'weights/b', 'weights/w']);
    expect(found.histograms['weights/w']!.map(([step, buckets]) => [step, buckets.length])).toEqual([
      [6, 30],
      [12, 30],
    ]);
  });

  it('reads hyper-parameters, columns and the end', async () => {
    const dir = temporaryFolder();
    const before = Math.floor(Date.now() / 1000);
    const trainer = tinyTrainer({ plugins: [tensorBoard({ dir, hparams, metrics: ['val_loss'] })] });
    await trainer.fit();
    const { start, experiment, end } = readWithPython(dir).hparams;
    expect(start).toMatchObject({ hparams: { ...hparams, odd: 'NaN' } });
    expect(start!['start_time_secs']).toBeGreaterThanOrEqual(before);
    expect(start!['start_time_secs']).toBeLessThanOrEqual(Date.now() / 1000);
    expect(experiment).toEqual({
      hparam_infos: [
        { name: 'learningRate', type: 'DATA_TYPE_FLOAT64' },
        { name: 'scheduler', type: 'DATA_TYPE_STRING' },
        { name: 'ema', type: 'DATA_TYPE_BOOL', domain_discrete: [true, false] },
        { name: 'odd', type: 'DATA_TYPE_STRING' },
      ],
      metric_infos: [{ name: { tag: 'epoch/val_loss' } }],
    });
    expect(end).toMatchObject({ status: 'STATUS_SUCCESS' });
  });

  it('makes the same histograms of the same numbers', async () => {
    const dir = temporaryFolder();
    const wave = Array.from({ length: 5000 }, (_, i) => Math.fround(Math.sin(i) * Math.cos(3 * i) ** 3));
    const values = [wave, [5, 5, 5], [], [-1, 0, 1e-8, 1], [1e30, -3e38, 2]];
    const writer = await openEventWriter(dir);
    for (const [i, list] of values.entries()) writer.histogram(String(i), list, 1);
    writer.scalars({ nan: Number.NaN, inf: Number.POSITIVE_INFINITY, huge: 1e39 }, 2 ** 40);
    await writer.close();
    const { histograms, expected, scalars } = readWithPython(dir, values);
    for (const [i, buckets] of expected.entries()) {
      const [[, found]] = histograms[String(i)] as [[number, number[][]]];
      expect(found.map(([, , count]) => count)).toEqual(buckets.map(([, , count]) => count));
      const size = Math.max(...values[i]!.map(Math.abs), 0);
      found.flat().forEach((edge, at) => {
        expect(Math.abs(edge - buckets.flat()[at]!)).toBeLessThanOrEqual(1e-15 * size);
      });
    }
    expect(scalars).toEqual({ nan: [[2 ** 40, 'nan']], inf: [[2 ** 40, 'inf']], huge: [[2 ** 40, 'inf']] });
  });
});

describe.skipIf(!installed)("TensorBoard's server", () => {
  let server: ChildProcess | undefined;
  afterEach(async () => {
    if (server?.exitCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(); // the reader, a process of its own, goes with it
    const patience = setTimeout(() => server!.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(patience);
  });

  /** Serves `logdir`; where. */
  async function serve(logdir: string, ...options: string[]): Promise<string> {
    const args = ['-m', 'tensorboard.main', '--logdir', logdir, '--host', '127.0.0.1', '--port', '0', ...options];
    server = spawn(python, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    return new Promise((resolve, reject) => {
      server!.stderr!.on('data', (chunk) => {
        said += chunk;
        const url = /at (http:\/\/127\.0\.0\.1:\d+)\//.exec(said)?.[1];
        if (url !== undefined) resolve(url);
      });
      server!.once('exit', () => reject(new Error(`tensorboard ended: ${said}`)));
    });
  }

  // The default reads with a program of its own where there is one for the platform; `false` is the reader in Python.
  it.each(['auto', 'false'])('shows scalars, histograms and hparams (--load_fast=%s)', async (fast) => {
    const logdir = temporaryFolder();
    const dir = join(logdir, 'first');
    mkdirSync(dir);
    const history = await trainInTwoParts(dir);
    const last = history.map(({ metrics }) => metrics)[1]!;

    const url = await serve(logdir, `--load_fast=${fast}`);
    const get = async (path: string, body?: object) => {
      const init = body && {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      };
      const response = await fetch(`${url}/data/plugin/${path}`, { ...init, signal: AbortSignal.timeout(240_000) });
      expect(response.status, path).toBe(200);
      return response.json() as Promise<never>;
    };
    const points = async (plugin: string, tag: string): Promise<[time: number, step: number, value: unknown][]> =>
      get(`${plugin}/${plugin}?run=first&tag=${encodeURIComponent(tag)}`);
    const tags = async (plugin: string) => Object.keys((await get(`${plugin}/tags`))['first'] ?? {}).sort();

    const expected = seriesOf(readFolder(dir));
    await until(
      async () => (await tags('histograms')).length === 4 && (await tags('scalars')).includes('epoch/val_loss'),
    );
    await until(async () => (await points('scalars', 'epoch/val_loss')).length === 2);
    expect(await tags('scalars')).toEqual(Object.keys(expected).sort());
    for (const tag of Object.keys(expected)) {
      expect(
        (await points('scalars', tag)).map(([, step, value]) => [step, value]),
        tag,
      ).toEqual(expected[tag]);
    }

    expect(await tags('histograms')).toEqual(['gradients/b', 'gradients/w', 'weights/b', 'weights/w']);
    const [first, second, ...more] = await points('histograms', 'weights/w');
    expect([first![1], second![1], more]).toEqual([6, 12, []]);
    const counts = (second![2] as number[][]).map(([, , count]) => count!);
    expect(counts.reduce((sum, count) => sum + count)).toBe(3);
    expect((await points('distributions', 'weights/w')).map(([, step]) => step)).toEqual([6, 12]);

    const columns = await get('hparams/experiment', { experimentName: '' });
    expect(columns).toMatchObject({
      hparamInfos: ['ema', 'learningRate', 'odd', 'scheduler'].map((name) => ({ name })),
      metricInfos: expect.arrayContaining([expect.objectContaining({ name: { tag: 'epoch/val_loss', group: '' } })]),
    });
    const { sessionGroups } = await get('hparams/session_groups', {
      experimentName: '',
      allowedStatuses: ['STATUS_SUCCESS', 'STATUS_FAILURE', 'STATUS_RUNNING', 'STATUS_UNKNOWN'],
      colParams: [],
      startIndex: 0,
      sliceSize: 10,
    });
    expect(sessionGroups).toMatchObject([{ name: 'first', hparams: { ...hparams, odd: 'NaN' } }]);
    expect(sessionGroups[0]['metricValues']).toContainEqual(
      expect.objectContaining({
        name: { tag: 'epoch/rmse', group: '' },
        value: Math.fround(last['rmse']!),
        trainingStep: 12,
      }),
    );
    // It stays with what it was told first: the run failed, though a continuation succeeded.
    expect(sessionGroups[0]['sessions'][0]['status']).toBe('STATUS_FAILURE');
  });
});

interface Found {
  readonly events: readonly number[];
  readonly file_versions: readonly string[];
  readonly scalars: Record<string, [step: number, value: number | string][]>;
  readonly histograms: Record<string, [step: number, buckets: number[][]][]>;
  readonly hparams: Record<'start' | 'experiment' | 'end', Record<string, unknown> | undefined>;
  readonly expected: readonly number[][][];
}

function readWithPython(dir: string, values: readonly (readonly number[])[] = []): Found {
  const script = fileURLToPath(new URL('./read_events.py', import.meta.url));
  const out = execFileSync(python, [script, dir], {
    input: JSON.stringify(values),
    stdio: ['pipe', 'pipe', 'ignore'],
    maxBuffer: 1e8,
  });
  return JSON.parse(String(out));
}

/** Waits until TensorBoard has loaded something. */
async function until(ready: () => Promise<boolean>): Promise<void> {
  const hope = performance.now() + 240_000;
  while (!(await ready())) {
    if (performance.now() > hope) throw new Error('TensorBoard does not load it');
    await new Promise((go) => setTimeout(go, 250));
  }
}
