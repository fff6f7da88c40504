import '@tensorflow/tfjs';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Timings } from '@amnl/core-loop';
import { checkPlugin, tinyTrainer } from '@amnl/core-loop/testing';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { factsOf } from '../report/facts.js';
import { addTimings } from './add-timings.js';
import { runClock } from './timings-plugin.js';
import { timeInWords, timeShares } from './timings-table.js';

const folder = mkdtempSync(join(tmpdir(), 'amnl-timings-'));
const path = join(folder, 'timings.json');
const read = () => JSON.parse(readFileSync(path, 'utf8')) as Timings;
beforeAll(async () => {
  await setBackend('cpu');
});
beforeEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const timings: Timings = {
  seconds: 10,
  data: { seconds: 1, calls: 40 },
  step: { seconds: 6, calls: 40 },
  evaluation: { seconds: 2, calls: 2 },
  saving: { seconds: 0, calls: 0 },
  hooks: { ema: { seconds: 0.02, calls: 4 }, history: { seconds: 0.48, calls: 2 } },
  rest: 0.5,
};

test('two parts of a run add up, whoever was in the list', () => {
  const other = { ...timings, hooks: { ema: { seconds: 1, calls: 3 }, tracker: { seconds: 2, calls: 1 } } };
  expect(addTimings(timings, other)).toEqual({
    seconds: 20,
    data: { seconds: 2, calls: 80 },
    step: { seconds: 12, calls: 80 },
    evaluation: { seconds: 4, calls: 4 },
    saving: { seconds: 0, calls: 0 },
    hooks: {
      ema: { seconds: 1.02, calls: 7 },
      history: { seconds: 0.48, calls: 2 },
      tracker: { seconds: 2, calls: 1 },
    },
    rest: 1,
  });
});

test('the table has the largest part first and the rest last, and leaves out what never was', () => {
  expect(timeShares(timings).map(({ part }) => part)).toEqual([
    'training steps',
    'evaluation',
    'waiting for data',
    'plugin history',
    'plugin ema',
    'the rest',
  ]);
  expect(timeInWords(timings)).toBe(
    'training steps 60 %, evaluation 20 %, waiting for data 10 %, plugin history 5 %, all else 5 %',
  );
  const [first, ...others] = factsOf({}, undefined, timings)[0]!.rows;
  expect(first).toEqual(['training steps', '60.0 % (6.00 s, 40 times) ██████']);
  expect(others.slice(-2)).toEqual([
    ['the rest', '5.0 % (0.50 s) █'],
    ['total', '10.00 s'],
  ]);
  expect(timeInWords({ ...timings, seconds: 0 })).toBe('');
});

test('plugins that took next to nothing are one row', () => {
  const hooks = {
    large: { seconds: 1, calls: 2 },
    one: { seconds: 0.002, calls: 3 },
    other: { seconds: 0.001, calls: 4 },
  };
  const rows = timeShares({ ...timings, hooks }).slice(-3);
  expect(rows.map(({ part, seconds, calls }) => [part, seconds, calls])).toEqual([
    ['plugin large', 1, 2],
    ['2 other plugins', 0.003, 7],
    ['the rest', 0.5, undefined],
  ]);
  const { other: _, ...two } = hooks;
  expect(timeShares({ ...timings, hooks: two }).at(-2)!.part).toBe('plugin one');
});

test('a run that goes on in another process adds to its file; the calls are those of all of its parts', async () => {
  const counts = ({ data, step, evaluation }: Timings) => [data.calls, step.calls, evaluation.calls];
  const first = runClock(folder);
  const trainer = tinyTrainer({ epochs: 1, plugins: [first.plugin] });
  const written: boolean[] = [];
  trainer.events.on('epoch:ended', () => void written.push(existsSync(path)));
  await trainer.fit();
  expect(written).toEqual([true]);
  expect(counts(read())).toEqual([6, 6, 1]);
  const snapshot = trainer.snapshot();

  const second = runClock(folder);
  const other = tinyTrainer({ epochs: 3, plugins: [second.plugin] });
  await other.restore(snapshot);
  await other.fit();
  expect(counts(read())).toEqual([18, 18, 3]);
  const { seconds, hooks, ...total } = second.total(other.run);
  expect(total.step.calls).toBe(18);
  expect(hooks['timings']!.calls).toBe(3 + 4); // fitStart, one epoch or two, fitEnd
  expect(seconds).toBeGreaterThan(first.total(trainer.run).seconds);
  for (const one of [trainer, other]) one.dispose();
});

test('a file that is damaged is refused, with advice', async () => {
  writeFileSync(path, '{"seconds":"long"}');
  const trainer = tinyTrainer({ epochs: 1, plugins: [runClock(folder).plugin] });
  await expect(trainer.fit()).rejects.toMatchObject({
    code: 'CLI_RUN_INVALID',
    message: expect.stringMatching(/timings\.json .*'.*remove it/s),
  });
  expect(read()).toEqual({ seconds: 'long' });
  trainer.dispose();
});

test('passes the conformance kit', () => checkPlugin(() => runClock(folder).plugin));
