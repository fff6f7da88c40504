import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { firstJob } from '../src/batches.js';
import type { Entry } from '../src/entry.js';
import { openTrackedRun } from '../src/index.js';
import { Outbox, type Placed } from '../src/outbox.js';
import { temporaryFolder } from './temporary.js';

let dir: string;
let path: string;
beforeEach(() => {
  dir = temporaryFolder();
  path = join(dir, 'mlflow.jsonl');
});
const metrics = (step: number): Entry => ({ metrics: { loss: step }, step, at: step });
const entriesIn = async (box: Outbox, from = 0) => (await box.read(from)).map(({ entry }) => entry);

test('what was added is read again, from any place', async () => {
  const { box } = await Outbox.open(dir);
  box.append([metrics(1), metrics(2)]);
  box.append([metrics(3)]);
  const list = await box.read(0);
  expect(list.map(({ entry }) => entry)).toEqual([
    { format: 'amnl-mlflow', version: 1 },
    metrics(1),
    metrics(2),
    metrics(3),
  ]);
  expect(await entriesIn(box, list[1]!.end)).toEqual([metrics(2), metrics(3)]);
  expect(list.at(-1)!.end).toBe(box.size);
  expect((await Outbox.open(dir)).entries).toEqual(list);
});

test('a line that a kill has cut off is removed', async () => {
  const { box } = await Outbox.open(dir);
  box.append([metrics(1)]);
  await box.flush();
  const whole = readFileSync(path, 'utf8');
  appendFileSync(path, '{"metrics":{"loss":0.');
  const again = await Outbox.open(dir);
  again.box.append([metrics(2)]);
  await again.box.flush();
  expect(readFileSync(path, 'utf8')).toBe(`${whole}${JSON.stringify(metrics(2))}\n`);
});

test('a damaged line is left out and told', async () => {
  await (await openTrackedRun(dir, { send: false })).close();
  appendFileSync(path, `garbage\n{"metrics":{"a":"x"},"step":1,"at":1}\n${JSON.stringify(metrics(1))}\n`);
  const notices: string[] = [];
  await openTrackedRun(dir, { send: false, onNotice: (message) => notices.push(message) });
  expect(notices).toEqual([`line 3 of ${path} is damaged and skipped`]);
  const { entries, damaged } = await Outbox.open(dir);
  expect(damaged).toEqual([3, 4]);
  expect(entries.at(-1)!.entry).toEqual(metrics(1));
});

test('lines longer than what is read at once, and stretches of damage, are no obstacle', async () => {
  const { box } = await Outbox.open(dir);
  const long: Entry = { params: { a: 'x'.repeat(3_000_000) } };
  box.append([long]);
  await box.flush();
  appendFileSync(path, `${'?'.repeat(100)}\n`.repeat(9000));
  appendFileSync(path, `${JSON.stringify(metrics(1))}\n`);
  const found: Entry[] = [];
  for (let at = 0; at < statSync(path).size; ) {
    const list = await box.read(at);
    found.push(...list.map(({ entry }) => entry));
    at = list.at(-1)!.end;
  }
  expect(found.slice(1)).toEqual([long, metrics(1)]);
});

test.each([
  ['another file', 'hello\n'],
  ['a later version', '{"format":"amnl-mlflow","version":2}\n'],
])('%s of that name is refused and left alone', async (_, text) => {
  writeFileSync(path, text);
  await expect(openTrackedRun(dir)).rejects.toMatchObject({ code: 'MF_OUTBOX_INVALID' });
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('a folder in the place of the file, and a file in that of the folder, are told', async () => {
  mkdirSync(path);
  await expect(openTrackedRun(dir)).rejects.toMatchObject({ code: 'MF_FOLDER_UNUSABLE' });
  writeFileSync(join(dir, 'file'), '');
  await expect(openTrackedRun(join(dir, 'file'))).rejects.toMatchObject({ code: 'MF_FOLDER_UNUSABLE' });
});

test('a full file takes no more points, but the end of the run', async () => {
  const { box } = await Outbox.open(dir, 100);
  for (let step = 0; step < 9; step++) box.append([metrics(step)]);
  box.append([{ ended: 'FINISHED', at: 1 }]);
  const entries = await entriesIn(box);
  expect(box.omitted).toBe(9 - entries.filter((entry) => 'metrics' in entry).length);
  expect(box.omitted).toBeGreaterThan(0);
  expect(entries.at(-1)).toEqual({ ended: 'FINISHED', at: 1 });
});

test('a run that is closed takes nothing', async () => {
  const run = await openTrackedRun(dir, { send: false });
  await run.close();
  expect(() => run.params({ a: 1 })).toThrow('MF_CLOSED');
});

test.each([-1, 0.5, Number.NaN])('step %d is refused', async (step) => {
  const run = await openTrackedRun(dir, { send: false });
  expect(() => run.metrics({ a: 1 }, step)).toThrow(/`step` must be .*CL_OPTION_INVALID/);
});

test.each(['1', null, 1n, undefined])('a metric of %o is refused', async (value) => {
  const run = await openTrackedRun(dir, { send: false });
  expect(() => run.metrics({ b: 1, a: value as number }, 1)).toThrow(
    /`metric 'a'` must be a number, but is .*CL_OPTION_INVALID/,
  );
});

test('a folder has one run at a time', async () => {
  const run = await openTrackedRun(dir, { send: false });
  await expect(openTrackedRun(join(dir, '.'), { send: false })).rejects.toMatchObject({ code: 'MF_FOLDER_IN_USE' });
  await run.close();
  const again = await openTrackedRun(dir, { send: false });
  expect(again.continued).toBe(true);
  await again.send(0);
  writeFileSync(path, 'no line of ours\n');
  await expect(openTrackedRun(dir, { send: false })).rejects.toMatchObject({ code: 'MF_OUTBOX_INVALID' });
  await expect(openTrackedRun(dir, { send: false })).rejects.toMatchObject({ code: 'MF_OUTBOX_INVALID' });
});

const placed = (entries: readonly Entry[]): Placed[] => entries.map((entry, i) => ({ entry, end: i + 1 }));

test('requests are as large as MLflow lets them be, and name nothing twice', () => {
  const many = (n: number, step: number): Entry => ({
    metrics: Object.fromEntries(Array.from({ length: n }, (_, i) => [`m${i}`, i])),
    step,
    at: 0,
  });
  expect(firstJob(placed([many(600, 1), many(400, 2), many(1, 3)]))).toMatchObject({ kind: 'log', end: 2 });
  expect(firstJob(placed([{ params: { a: '1' } }, { tags: { a: '1' } }, { tags: { a: '2' } }])).end).toBe(2);
  expect(firstJob(placed([{ params: { a: 'x'.repeat(200_000) } }, { tags: { b: 'x'.repeat(200_000) } }])).end).toBe(1);
  expect(firstJob(placed([{ ended: 'FAILED', at: 0 }, many(1, 1)]))).toMatchObject({ kind: 'other', end: 1 });
  expect(firstJob(placed([many(1, 1), { ended: 'FAILED', at: 0 }, many(1, 2)]))).toMatchObject({ kind: 'log', end: 1 });
});
