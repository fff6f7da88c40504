import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/amnl.js';
import { presetConfig } from '../config/resolve-config.js';
import { PLAN_FILES } from '../run-folder/run-folder.js';
import { planIn, readPlan } from './read-plan.js';
import { writePlan } from './write-plan.js';

const { path: folder, remove } = temporaryFolder();
afterAll(remove);

const config = presetConfig('quick', { threads: 1 });
const planned = ['a', 'b/c'].map((name, seed) => ({ name, config: { ...config, seed } }));
const said = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    (error: Error) => error.message,
  );

describe('a plan', () => {
  test('is read as it was written, also after it was moved', async () => {
    const place = join(folder, 'first');
    const path = await writePlan(place, planned);
    expect(path).toBe(join(place, PLAN_FILES.plan));
    const moved = join(folder, 'moved');
    cpSync(place, moved, { recursive: true });
    expect(await planIn(moved)).toEqual({
      path: join(moved, 'plan.jsonl'),
      folder: moved,
      runs: [
        { index: 0, name: 'a', folder: join(moved, 'a'), config: { ...config, seed: 0 } },
        { index: 1, name: 'b/c', folder: join(moved, 'b', 'c'), config: { ...config, seed: 1 } },
      ],
    });
  });

  test('of an earlier release is read, with the settings that it did not have as they were', async () => {
    const path = await writePlan(join(folder, 'earlier'), planned);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll('"weighNearFailure":true,', '').replaceAll('"pool":1,', ''));
    expect(readFileSync(path, 'utf8').length).toBeLessThan(text.length - 60);
    expect((await readPlan(path)).runs[1]!.config).toEqual({ ...config, seed: 1 });
  });

  test('that is there already is left, and another one is refused', async () => {
    const place = join(folder, 'again');
    const path = await writePlan(place, planned);
    const before = readFileSync(path);
    expect(await writePlan(place, planned)).toBe(path);
    expect(await said(writePlan(place, planned.slice(1)))).toMatch(/is another plan.*CLI_PLAN_EXISTS/);
    expect(readFileSync(path)).toEqual(before);
  });

  test('is not written between other files', async () => {
    const place = join(folder, 'taken');
    mkdirSync(place);
    writeFileSync(join(place, 'thesis.txt'), '');
    expect(await said(writePlan(place, planned))).toMatch(/CLI_RUN_EXISTS/);
    expect(existsSync(join(place, PLAN_FILES.plan))).toBe(false);
  });

  test.each([
    [['a', 'b', 'A'], /runs 2 and 0|runs 0 and 2/],
    [['a', 'a/b'], /lies in that of run 0/],
    [['plan.jsonl'], /the name of a file next to it/],
  ] as const)('with the folders %j is refused', async (names, reason) => {
    const runs = names.map((name) => ({ name, config }));
    expect(await said(writePlan(join(folder, 'never'), runs))).toMatch(reason);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});

describe('a damaged plan is refused:', () => {
  const path = join(folder, 'damaged.jsonl');
  const whole = async () => readFileSync(await writePlan(join(folder, 'whole'), planned), 'utf8');
  const read = async (change: (text: string) => string) => {
    writeFileSync(path, change(await whole()));
    return said(readPlan(path));
  };

  test.each([
    [
      'cut off at the end of a line',
      (text: string) => text.slice(0, text.indexOf('\n') + 1),
      /has 1 run, and should have 2/,
    ],
    ['cut off in a line', (text: string) => text.slice(0, -10), /line 2 .* is not JSON/],
    ['empty', () => '', /has 0 runs/],
    ['a line twice', (text: string) => text + text, /line 3 .* is run 0 of 2, and should be run 2/],
    ['a folder outside', (text: string) => text.replace('"folder":"a"', '"folder":"../a"'), /line 1 .* at 'folder'/],
    ['an absolute folder', (text: string) => text.replace('"folder":"a"', '"folder":"/a"'), /line 1 .* at 'folder'/],
    ['the same folder twice', (text: string) => text.replace('b/c', 'a'), /runs 0 and 1|runs 1 and 0/],
    ['a setting that is missing', (text: string) => text.replace('"window":30,', ''), /line 1 .* at 'config.window'/],
    [
      'a setting that is unknown',
      (text: string) => text.replace('"window"', '"windwo":1,"window"'),
      /unknown setting 'windwo' \(from line 1/,
    ],
    [
      'a setting of another type',
      (text: string) => text.replace('"window":30', '"window":"30"'),
      /line 1 .* at 'config.window'/,
    ],
    [
      'settings that do not go together',
      (text: string) => text.replace('"heads":4', '"heads":3'),
      /'heads' \(from line 1/,
    ],
    ['a run for each fold', (text: string) => text.replace('"window"', '"folds":3,"window"'), /one run for each fold/],
    ['of a later version', (text: string) => text.replace('"version":1', '"version":2'), /line 1 .* at 'version'/],
  ] as const)('%s', async (_, change, reason) => {
    expect(await read(change)).toMatch(reason);
  });

  test('not there', async () => {
    expect(await said(readPlan(join(folder, 'none.jsonl')))).toMatch(/does not exist.*CLI_PLAN_INVALID/);
  });
});
