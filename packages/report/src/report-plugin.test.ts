import '@tensorflow/tfjs';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MonitorToken, type Plugin, type Run } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { report } from './report-plugin.js';
import type { RunData } from './run-data.js';

let folder: string;
beforeAll(async () => {
  await setBackend('cpu');
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'amnl-report-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The run that a page holds. */
function runIn(file: string): RunData {
  const [, json] = /<script type="application\/json"[^>]*>([\s\S]*?)<\/script>/.exec(readFileSync(file, 'utf8'))!;
  return JSON.parse(json!).runs[0];
}

/** Keeps the notices of a trainer. */
function noticesOf({ events }: Pick<Run, 'events'>): string[] {
  const notices: string[] = [];
  events.on('run:notice', ({ by, message }) => void notices.push(`${by}: ${message}`));
  return notices;
}

test('leaves a page that holds the run, and nothing else', async () => {
  const file = join(folder, 'of', 'today', 'my run.html');
  const trainer = tinyTrainer({ epochs: 3, plugins: [report({ file })] });
  const notices = noticesOf(trainer);
  const { history } = await trainer.fit();
  expect(readdirSync(dirname(file))).toEqual(['my run.html']);
  const run = runIn(file);
  expect(run).toMatchObject({ title: 'my run', state: 'done', epochs: 3, seed: 42, stop: { by: 'epochs' } });
  expect(run.history.map(({ metrics }) => metrics)).toEqual(history.map(({ metrics }) => metrics));
  expect(run.monitor).toEqual({ metric: 'val_loss', mode: 'min' });
  const errors = history.map(({ metrics }) => metrics['val_loss']!);
  expect(run.best).toEqual({ epoch: errors.indexOf(Math.min(...errors)), value: Math.min(...errors) });
  expect(notices).toEqual([`report: report: ${file}`]);
  trainer.dispose();
});

test('tells what it was given of the run', async () => {
  const file = join(folder, 'facts.html');
  const trainer = tinyTrainer({ epochs: 1, plugins: [report({ file, facts: { rate: 0.1, data: '<b>' } })] });
  await trainer.fit();
  expect(runIn(file).facts).toEqual([
    { title: 'Run', rows: [['seed', '42']] },
    {
      title: 'Settings',
      rows: [
        ['rate', '0.1'],
        ['data', '<b>'],
      ],
    },
  ]);
  trainer.dispose();
});

test('marks the epoch that the run is judged by, unless told otherwise', async () => {
  const file = join(folder, 'judged.html');
  const judge: Plugin = {
    name: 'judge',
    provide: (bind) => bind(MonitorToken, () => ({ metric: 'accuracy', mode: 'max' as const })),
  };
  const values = [3, 5, 4];
  await tinyTrainer({
    epochs: 3,
    metrics: () => ({ accuracy: values.shift()! }),
    plugins: [report({ file }), judge],
  }).fit();
  expect(runIn(file)).toMatchObject({ monitor: { metric: 'accuracy', mode: 'max' }, best: { epoch: 1, value: 5 } });
  await tinyTrainer({ epochs: 1, plugins: [report({ file, monitor: 'loss' }), judge] }).fit();
  expect(runIn(file).monitor).toEqual({ metric: 'loss', mode: 'min' });
});

test('shows what it is told of metrics, and refuses to mark one that nobody reports', async () => {
  const file = join(folder, 'told.html');
  const told = { metricFacts: { rmse: { title: 'RMSE', unit: 'kg', digits: 2 } }, headline: ['rmse'] };
  await tinyTrainer({ epochs: 1, plugins: [report({ file, monitor: 'rmse', ...told })] }).fit();
  expect(runIn(file)).toMatchObject({ monitor: { metric: 'rmse', mode: 'min' }, ...told });
  await expect(tinyTrainer({ epochs: 2, plugins: [report({ file, monitor: 'valRmse' })] }).fit()).rejects.toThrow(
    /^\[report\] .*no metric 'valRmse'; reported: .*, val_loss, rmse\..*CL_METRIC_UNKNOWN/,
  );
});

test('refuses to mark a metric of an evaluation that there is not; without being asked it marks the loss', async () => {
  const file = join(folder, 'no-evaluation.html');
  const fit = (plugin: Plugin) => tinyTrainer({ epochs: 1, evaluation: undefined as never, plugins: [plugin] }).fit();
  await expect(fit(report({ file, monitor: 'val_loss' }))).rejects.toThrow(
    /no metric 'val_loss' can be reported.*CL_METRIC_UNKNOWN/,
  );
  await fit(report({ file }));
  expect(runIn(file).monitor).toEqual({ metric: 'loss', mode: 'min' });
});

test('names once what the headline names and no epoch has', async () => {
  const trainer = tinyTrainer({
    epochs: 2,
    plugins: [report({ file: join(folder, 'h.html'), headline: ['rmsee', 'loss', 'f1'] })],
  });
  const notices: string[] = [];
  trainer.events.on('run:notice', ({ message }) => void notices.push(message));
  await trainer.fit();
  expect(notices).toEqual([
    "no metric 'rmsee', 'f1'; reported: learningRate, loss, val_loss, rmse. Did you mean 'rmse'? Change { headline } if it will not come",
    expect.stringMatching(/^report: /),
  ]);
  trainer.dispose();
});

test('a metric that is not reported in every epoch is no reason to end the run', async () => {
  const file = join(folder, 'gaps.html');
  const found = [{ f1: 0.5 }, {}, { f1: 0.75 }, {}];
  const metrics = () => found.shift()!;
  const plugins = [report({ file, monitor: 'f1', mode: 'max' })];
  const { history } = await tinyTrainer({ epochs: 4, metrics, plugins }).fit();
  expect(history).toHaveLength(4);
  expect(runIn(file)).toMatchObject({ state: 'done', best: { epoch: 2, value: 0.75 } });
});

test('also of a run that failed', async () => {
  const file = join(folder, 'failed.html');
  const failing: Plugin = {
    name: 'failing',
    hooks: { epochEnd: (run) => (run.progress.epoch === 1 ? Promise.reject(new Error('power cut')) : undefined) },
  };
  await expect(tinyTrainer({ epochs: 3, plugins: [report({ file }), failing] }).fit()).rejects.toThrow('power cut');
  expect(runIn(file)).toMatchObject({ state: 'interrupted', stop: { by: 'error' } });
});

test('a run that its user stopped can be gone on with, and the page says so', async () => {
  const file = join(folder, 'stopped.html');
  const trainer = tinyTrainer({ epochs: 3, plugins: [report({ file })] });
  trainer.events.once('epoch:ended', () => trainer.stop('enough'));
  await trainer.fit();
  expect(runIn(file)).toMatchObject({ state: 'interrupted', stop: { by: 'user', because: 'enough' } });
  await trainer.fit();
  expect(runIn(file)).toMatchObject({ state: 'done', stop: { by: 'epochs' } });
  expect(runIn(file).history).toHaveLength(3);
  trainer.dispose();
});

test('stops serving also where another plugin fails at the end', async () => {
  let url = '';
  const failing: Plugin = { name: 'failing', hooks: { fitEnd: () => Promise.reject(new Error('power cut')) } };
  const trainer = tinyTrainer({ epochs: 1, plugins: [failing, report({ file: join(folder, 'r.html'), live: 0 })] });
  trainer.events.on('run:notice', ({ message }) => {
    url = /^live page: (.*)$/.exec(message)?.[1] ?? url;
  });
  await expect(trainer.fit()).rejects.toThrow('power cut');
  expect(url).toMatch(/^http/);
  await expect(fetch(url)).rejects.toThrow();
});

test('serves the run while it trains, and says goodbye', async () => {
  const seen: RunData[] = [];
  let url = '';
  const looking: Plugin = {
    name: 'looking',
    hooks: { epochEnd: async () => void seen.push((await (await fetch(`${url}run.json`)).json()) as RunData) },
  };
  const trainer = tinyTrainer({ epochs: 2, plugins: [report({ file: join(folder, 'r.html'), live: 0 }), looking] });
  trainer.events.on('run:notice', ({ message }) => {
    url = /^live page: (.*)$/.exec(message)?.[1] ?? url;
  });
  await trainer.fit();
  expect(seen.map(({ state, history }) => [state, history.length])).toEqual([
    ['training', 1],
    ['training', 2],
  ]);
  await expect(fetch(url)).rejects.toThrow();
  trainer.dispose();
});

test('a file that cannot be written is told, and the training is not lost', async () => {
  mkdirSync(join(folder, 'taken.html', 'x'), { recursive: true });
  const trainer = tinyTrainer({ epochs: 1, plugins: [report({ file: join(folder, 'taken.html') })] });
  const notices = noticesOf(trainer);
  expect((await trainer.fit()).history).toHaveLength(1);
  expect(notices).toEqual([expect.stringMatching(/taken\.html cannot be written/)]);
  expect(readdirSync(folder)).toEqual(['taken.html']);
  trainer.dispose();
});

test('refuses options that cannot be', () => {
  expect(() => report({ mode: 'best' as 'min' })).toThrow('CL_OPTION_INVALID');
  expect(() => report({ live: 70_000 })).toThrow('CL_OPTION_INVALID');
});

test('passes the conformance kit', () => checkPlugin(() => report({ file: join(folder, 'kit.html') })));
