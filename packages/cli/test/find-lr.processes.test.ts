import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sweepRates, valley } from '@amnl/lr-finder';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heldLoss } from '../src/commands/find-lr/held-loss.js';
import { amnl, TINY, temporaryFolder } from './amnl.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const SMALL = ['--data-dir', fleet, ...TINY.slice(2), '--steps', '30'];

beforeAll(async () => {
  await amnl(['data', 'simulate', '--out', fleet, '--units', '4']);
});
afterAll(remove);

test('heldLoss is 1 at first, and the mean of what is left of both losses', () => {
  const held = heldLoss({ loss: 'amnl' });
  expect(held({ rul_loss: 6000, health_loss: 1.1 })).toBe(1);
  expect(held({ rul_loss: 3000, health_loss: 1.1 })).toBe(0.75);
  expect(held({ rul_loss: 3000, health_loss: 0.55 })).toBe(0.5);
  const alone = heldLoss({ loss: 'rul' });
  expect([6000, 1500].map((rul) => alone({ rul_loss: rul }))).toEqual([1, 0.25]);
});

describe('amnl find-lr', () => {
  const out = join(folder, 'found');

  test.each(['onnx', 'eager'])('leaves the curve and a page, prints the same as JSON (%s)', async (engine) => {
    const place = `${out}-${engine}`;
    const { code, stdout, stderr } = await amnl(['find-lr', ...SMALL, '--engine', engine, '--out', place, '--json']);
    expect(code, stderr).toBe(0);
    const record = JSON.parse(stdout);
    expect(JSON.parse(readFileSync(join(place, 'lr-find.json'), 'utf8'))).toEqual(record);
    expect(readdirSync(place).sort()).toEqual(['lr-find.html', 'lr-find.json']);
    expect(record).toMatchObject({ engine, steps: 30, rule: 'valley', learning_rate: 3e-3 });
    const rates = sweepRates(1e-7, 10, 30, 'exponential').slice(0, record.curve.length);
    expect(record.curve.map(({ rate }: { rate: number }) => rate)).toEqual(rates);
    expect(record.curve[0].loss).toBe(1);
    if (record.suggestion !== null) expect(record.suggestion).toBe(valley(record.curve.slice(3, -5)));
    for (const text of ['Sweeping the learning rate: FD001', 'steepest', 'The curve is in'])
      expect(stderr).toContain(text);
    const page = readFileSync(join(place, 'lr-find.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>.*<svg .*<\/svg>.*<\/html>\n$/s);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)|undefined|NaN/);
  });

  test('a named backend selects the eager engine, as in training', async () => {
    const args = ['find-lr', ...SMALL, '--backend', 'wasm', '--out', `${out}-wasm`, '--json'];
    const { code, stdout, stderr } = await amnl(args);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ engine: 'eager', backend: 'wasm' });
    expect(stderr).toContain('--backend wasm selects the eager engine');
  });

  test('is repeated by the same settings, rates and losses alike', async () => {
    const again = `${out}-again`;
    expect(await amnl(['find-lr', ...SMALL, '--engine', 'onnx', '--out', again])).toMatchObject({
      code: 0,
      stdout: '',
    });
    const [a, b] = [`${out}-onnx`, again].map((place) => JSON.parse(readFileSync(join(place, 'lr-find.json'), 'utf8')));
    expect(b.curve).toEqual(a.curve);
  });

  test('has a folder of its own by default, away from the runs', async () => {
    const cwd = join(folder, 'elsewhere');
    mkdirSync(cwd);
    const { code, stderr } = await amnl(['find-lr', ...SMALL, '--steps', '20'], { cwd });
    expect(code, stderr).toBe(0);
    expect(readdirSync(cwd)).toEqual(['lr-find']);
    expect(readdirSync(join(cwd, 'lr-find'))).toEqual([expect.stringMatching(/^FD001-default-seed42-\d{8}-\d{6}$/)]);
  });

  test('never writes into a folder that holds something', async () => {
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'mine.txt'), 'mine');
    const { code, stdout, stderr } = await amnl(['find-lr', ...SMALL, '--out', full, '--json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/is not empty \(1 entry\)\. Give another folder with --out.*CLI_RUN_EXISTS/);
    expect(readdirSync(full)).toEqual(['mine.txt']);
  });

  test.each<[string[], RegExp]>([
    [['--start', '1', '--end', '0.1'], /`end` must be a rate above `start` \(1\).*, but is 0\.1.*CL_OPTION_INVALID/],
    [['--start', '0'], /`start` must be a rate above 0.*, but is 0/],
    [['--start', 'low'], /--start is 'low'\. Give a number, e\.g\. 1e-5\. \(CLI_USAGE\)/],
    [['--steps', '5'], /`steps` must be an integer from 20 to 100000, but is 5/],
    [['--rule', 'steep'], /`rule` must be 'valley', 'steepest' or 'minimum\/10', but is "steep"/],
    [['--spacing', 'log'], /`spacing` must be .*, but is "log"/],
    [['--epochs', '3'], /unknown flag '--epochs' of 'amnl find-lr'/],
    [['--learning-rate', '0.1'], /Use --set learningRate=VALUE/],
    [['--start', '1e4', '--end', '1e9'], /the loss went from 1 to .*Set a lower.*LF_DIVERGED/],
  ])('refuses %j with one line, and leaves nothing', async (flags, message) => {
    const place = join(folder, 'nothing');
    const { code, stdout, stderr } = await amnl(['find-lr', ...SMALL, '--out', place, ...flags, '--json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(existsSync(place)).toBe(false);
  });
});
