import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { amnl, TINY, temporaryFolder } from './amnl.js';
import { finish, killAt, signalledAt, traces } from './survival/survive.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const whole = join(folder, 'whole');
/** Three folds of three epochs, some batches each. */
const command = ['train', '--data-dir', fleet, ...TINY, '--epochs', '3', '--set', 'batchSize=4', '--folds', '3'];
/** Batches of one run, by which moments of the others are counted. */
let batches = 0;
beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '6']);
  await finish([...command, '--out', whole]);
  const { trainWindows } = JSON.parse(readFileSync(join(whole, 'fold-1', 'config.json'), 'utf8')).data;
  batches = 3 * Math.ceil(trainWindows / 4);
});
afterAll(remove);

const FOLDS = ['fold-1', 'fold-2', 'fold-3'];
const results = (path: string) => {
  const { results, held_out, test } = JSON.parse(readFileSync(join(path, 'folds.json'), 'utf8'));
  return { results, held_out, test, predictions: readFileSync(join(path, 'predictions.csv'), 'utf8') };
};
const expectWhole = (path: string) => {
  for (const fold of FOLDS) expect(traces(join(path, fold)), fold).toEqual(traces(join(whole, fold)));
  expect(results(path)).toEqual(results(whole));
};
const started = (path: string, fold: string) =>
  JSON.parse(readFileSync(join(path, fold, 'config.json'), 'utf8')).started as string;

test.skipIf(process.platform === 'win32')(
  'Ctrl-C in the middle of a fold saves, says how to go on, and the rest is as if it had never stopped',
  async () => {
    const path = join(folder, 'interrupted');
    const { code, stderr } = await signalledAt([...command, '--out', path], `batch:ended:${batches + 3}`, 'SIGINT');
    expect(code, stderr).toBe(130);
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      `Interrupted by SIGINT after 0 complete epochs of fold 2 of 3; everything is saved. Resume with: amnl train --resume ${path}`,
    );
    expect(readdirSync(path).sort()).toEqual(['fold-1', 'fold-2', 'folds.json']);
    expect(JSON.parse(readFileSync(join(path, 'folds.json'), 'utf8'))).not.toHaveProperty('results');
    const before = started(path, 'fold-1');
    const { stderr: said } = await finish(['train', '--resume', path]);
    expect(said).toMatch(
      /Fold 1 of 3 is done[\s\S]*fold 2 of 3[\s\S]*Resuming after 0 complete epochs and 4 batches[\s\S]*Fold 3 of 3/,
    );
    expect(JSON.parse(readFileSync(join(path, 'fold-1', 'config.json'), 'utf8'))).not.toHaveProperty('resumed');
    expect(started(path, 'fold-1')).toBe(before);
    expectWhole(path);
  },
);

test('killed in a fold, and between its files, it continues with the same command and ends with the same bytes', async () => {
  const path = join(folder, 'killed');
  const again = [...command, '--out', path, '--resume', 'auto'];
  expect(await killAt(again, `batch:ended:${2 * batches - 2}`)).toBe(true);
  expect(existsSync(join(path, 'run.lock'))).toBe(true);
  expect(await killAt(again, 'fs:rename:3')).toBe(true);
  await finish(again);
  expectWhole(path);
  expect(existsSync(join(path, 'run.lock'))).toBe(false);
});

test('a signal before the first step leaves nothing', async () => {
  const path = join(folder, 'none');
  const { code, stderr } = await signalledAt([...command, '--out', path], 'fit:started:1', 'SIGTERM');
  expect({ code, stderr }).toEqual({ code: 143, stderr: expect.stringMatching(/nothing was saved\.\n$/) });
  expect(existsSync(path)).toBe(false);
});

test('more epochs train every fold longer', async () => {
  const path = join(folder, 'longer');
  const plateau = ['--set', 'scheduler=plateau']; // cosine depends on the number of epochs
  const train = (epochs: string, out: string) => finish([...command, ...plateau, '--epochs', epochs, '--out', out]);
  await train('1', path);
  await finish(['train', '--resume', path, '--epochs', '2']);
  const direct = join(folder, 'direct');
  await train('2', direct);
  for (const fold of FOLDS) expect(traces(join(path, fold)), fold).toEqual(traces(join(direct, fold)));
  expect(results(path)).toEqual(results(direct));
});

test('a fold that was resumed by itself with other settings is not summed up with the others', async () => {
  const path = join(folder, 'mixed');
  await finish([...command, '--epochs', '1', '--out', path]);
  const change = ['--set', 'learningRate=0.01', '--epochs', '2', '--allow-config-change'];
  await finish(['train', '--resume', join(path, 'fold-2'), ...change]);
  const { code, stderr } = await amnl(['train', '--resume', path, '--epochs', '2']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/fold-2 was started with different settings \(learningRate.*CLI_RESUME_CHANGED/),
  });
});
