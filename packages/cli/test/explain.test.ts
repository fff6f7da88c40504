import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonSchemas } from '../src/schemas/json-schemas.js';
import { parseReasons } from '../src/schemas/reasons.js';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
const fleet = join(folder, 'fleet');
const run = join(folder, 'run');
const explain = (...flags: string[]) => amnlHere(['explain', run, ...flags]);
const good = async (...flags: string[]) => {
  const { code, stdout, stderr } = await explain(...flags);
  expect(code, stderr).toBe(0);
  return stdout;
};
const validate = new Ajv2020({ strict: false });
/** How far contributions may be off: the steps between both predictions are as many as this takes. */
const allowed = (rul: number, baseline: number) =>
  Math.max(0.01 * Math.abs(rul - baseline), 1e-3 * Math.max(rul, baseline));
const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

beforeAll(async () => {
  await amnlHere(['data', 'simulate', '--out', fleet, '--units', '7']);
  const { code, stderr } = await amnlHere(['train', '--data-dir', fleet, ...TINY, '--out', run]);
  expect(code, stderr).toBe(0);
});
afterAll(remove);

describe('amnl explain', () => {
  test('says for people what moved the prediction that predict gives, channels and rows', async () => {
    const text = await good('--unit', '3', '--top', '2');
    const predicted = await amnlHere(['predict', run, '--input', join(fleet, 'test_FD001.txt'), '--last']);
    const [, cycle, rul] = predicted.stdout.split('\n')[3]!.split(',');
    const lines = text.split('\n');
    expect(lines[0]).toBe(`engine 3 at cycle ${cycle}: RUL ${Number(rul).toFixed(1)} cycles`);
    expect(lines[1]).toMatch(
      /^It would be \d+\.\d with all rows at the mean of training\. What moved it by [+−]\d+\.\d cycles:$/,
    );
    expect(lines.slice(3, 5).join('\n')).toMatch(
      /^ {2}\w+( \([\w/]+\))? +[+−]\d+\.\d {2}last row \d+\.\d σ (above|below) the mean\n {2}\w+( \([\w/]+\))? /,
    );
    expect(lines[5]).toMatch(/^ {2}13 more +[+−]\d+\.\d$/);
    expect(lines[6]).toMatch(/^ {2}together +[+−]\d+\.\d( {2}\d\.\d % off)?$/);
    expect(lines[8]).toMatch(/^Half of it comes from cycle \d+( to cycle \d+)?, \d+ of 10 rows\.$/);
  });

  test('--json is as its schema says, and all of it adds up to the difference of both predictions', async () => {
    const reason = JSON.parse(await good('--unit', '2', '--json'));
    expect(validate.validate(jsonSchemas().explain, reason), JSON.stringify(validate.errors)).toBe(true);
    const { contributions, scaled, inputs, channels, rows, sum, rul, baseline_rul } = reason;
    expect([contributions.length, scaled.length, rows.length]).toEqual([10, 10, 10]);
    const sums = [contributions.flat(), channels, rows].map((all: (number | { contribution: number })[]) =>
      total(all.map((one) => (typeof one === 'number' ? one : one.contribution))),
    );
    for (const found of sums) expect(found).toBeCloseTo(sum, 3);
    const difference = rul - baseline_rul;
    expect(Math.abs(sum - difference)).toBeLessThanOrEqual(allowed(rul, baseline_rul) + 1e-4);
    for (const { channel, contribution } of channels) {
      const column = contributions.map((row: readonly number[]) => row[inputs.indexOf(channel)]!);
      expect(contribution).toBeCloseTo(total(column), 3);
    }
  });

  test('--time is an earlier row: the fewer rows there are, the more the first one stands for; --output has each number', async () => {
    const file = join(folder, 'one.csv');
    const reason = JSON.parse(await good('--unit', '2', '--time', '4', '--json', '--output', file));
    expect(reason).toMatchObject({ unit: '2', time: 4, padding: 6 });
    expect(reason.rows.map(({ time }: { time: number }) => time)).toEqual([1, 2, 3, 4]);
    const [head, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(head).toBe('unit,cycle,channel,scaled,contribution');
    expect(lines).toHaveLength(4 * 15);
    expect(total(lines.map((line) => Number(line.split(',')[4])))).toBeCloseTo(reason.sum, 3);
    expect(await good('--unit', '2', '--time', '4')).toContain('The first row stands for 6 rows more');
  });

  test('rows of a file are explained as those of the run', async () => {
    const asRun = await good('--unit', '5');
    expect(await good('--unit', '5', '--input', join(fleet, 'test_FD001.txt'))).toBe(asRun);
    const eager = JSON.parse(await good('--unit', '5', '--json', '--engine', 'eager'));
    const compiled = JSON.parse(await good('--unit', '5', '--json'));
    expect(eager.rul).toBeCloseTo(compiled.rul, 3);
    for (const [i, { channel, contribution }] of eager.channels.entries()) {
      if (Math.abs(contribution) < 0.1) continue; // equal but for a digit, and in another order
      expect(compiled.channels[i].channel).toBe(channel);
      expect(contribution).toBeCloseTo(compiled.channels[i].contribution, 2);
    }
  });

  test.each([
    [
      'a unit that is not there',
      ['--unit', '77'],
      'CLI_ROW_UNKNOWN',
      /no engine '77' among 7 test engines \(1, 2, 3, 4, 5, …\)\. Did you mean '7'\?/,
    ],
    [
      'one that looks like no other',
      ['--unit', 'north'],
      'CLI_ROW_UNKNOWN',
      /Give one of them with --unit\. Rows of other units/,
    ],
    [
      'a time that is not there',
      ['--unit', '3', '--time', '3.5'],
      'CLI_ROW_UNKNOWN',
      /no row at --time 3\.5: its \d+ rows are from 1 to \d+\. The nearest: 3 and 4/,
    ],
    [
      'a time that is none',
      ['--unit', '3', '--time', 'noon'],
      'CLI_ROW_UNKNOWN',
      /no row at --time noon: its \d+ rows are from 1 to \d+\. \(/,
    ],
    ['no unit', [], 'CLI_USAGE', /--unit <name>' not specified/],
    ['two sources of rows', ['--unit', '1', '--input', 'a', '--data', 'b'], 'CLI_USAGE', /exclude each other/],
    ['columns without a table', ['--unit', '1', '--unit-column', 'id'], 'CLI_USAGE', /--unit-column is of a table/],
    [
      'a table of which nothing is known',
      ['--unit', '1', '--data', 'b.csv'],
      'CLI_USAGE',
      /--data needs --unit-column and --time-column/,
    ],
    [
      'no channels to show',
      ['--unit', '1', '--top', '0'],
      'CLI_USAGE',
      /--top is '0'\. Give a whole number of at least 1/,
    ],
  ])('%s is refused', async (_, flags, code, message) => {
    const { code: exit, stdout, stderr } = await explain(...flags);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`(${code})`);
    expect(stderr).toMatch(message);
  });

  test('a table of one’s own, with the columns that are said', async () => {
    const rows = readFileSync(join(fleet, 'test_FD001.txt'), 'utf8').trim().split('\n');
    const names = ['machine', 'at', ...Array.from({ length: 3 }, (_, i) => `setting_${i + 1}`)];
    const head = [...names, ...Array.from({ length: 21 }, (_, i) => `sensor_${i + 1}`)].join(',');
    const table = join(folder, 'table.csv');
    writeFileSync(table, [head, ...rows.map((row) => row.trim().split(/\s+/).join(','))].join('\n'));
    const columns = ['--unit-column', 'machine', '--time-column', 'at'];
    const { code, stdout, stderr } = await explain('--unit', '5', '--data', table, ...columns, '--json');
    expect(code, stderr).toBe(0);
    const asRun = JSON.parse(await good('--unit', '5', '--json'));
    expect(JSON.parse(stdout)).toMatchObject({ unit: '5', rul: asRun.rul, channels: asRun.channels });
    const all = join(folder, 'table*.csv');
    const over = await explain('--unit', '5', '--data', all, ...columns, '--output', table);
    expect([over.code, over.stdout]).toEqual([2, '']);
    expect(over.stderr).toMatch(/--output would overwrite the input .*table\.csv.*\(CLI_USAGE\)/);
  });
});

test('a run that is done has reasons.json: the units that matter, as amnl explain has them', async () => {
  const text = readFileSync(join(run, 'reasons.json'), 'utf8');
  const reasons = JSON.parse(text);
  expect(validate.validate(jsonSchemas().reasons, reasons), JSON.stringify(validate.errors)).toBe(true);
  expect(parseReasons(text, 'reasons.json')).toEqual(reasons);
  const lives = reasons.units.map(({ rul }: { rul: number }) => rul);
  expect(lives.slice(0, 5)).toEqual(lives.slice(0, 5).toSorted((a: number, b: number) => a - b));
  expect(reasons.units.length).toBeLessThanOrEqual(10);
  const { among, true_rul, ...first } = reasons.units[0];
  expect(among).toContain('urgent');
  expect(true_rul).toBeGreaterThan(0);
  const { rul, baseline_rul, channels } = JSON.parse(await good('--unit', first.unit, '--json'));
  expect([rul, baseline_rul]).toEqual([first.rul, first.baseline_rul]);
  for (const { channel, contribution } of channels) {
    const there = first.channels.find((one: { channel: string }) => one.channel === channel);
    // One of ten units takes as many steps as the worst of them: both are off, and not alike.
    expect(Math.abs(contribution - there.contribution), channel).toBeLessThanOrEqual(2 * allowed(rul, baseline_rul));
  }
});

test('a network of one’s own whose operations have no gradient is trained all the same, and its reasons are left out', async () => {
  const place = join(folder, 'own');
  mkdirSync(place);
  const tfjs = pathToFileURL(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core')).href;
  writeFileSync(
    join(place, 'own.mjs'),
    `import * as tf from '${tfjs}';
    export default {
      model: ({ window, features, rulCap }) => {
        const bias = tf.variable(tf.scalar(rulCap / 2));
        return {
          parameters: { bias },
          forward: ({ window: rows }) => {
            const none = tf.mul(tf.sum(tf.cumprod(tf.zerosLike(tf.reshape(rows, [-1, window * features])), 1), 1), 1);
            return { rul: tf.add(none, bias), health: tf.zeros([rows.shape[0], 3]) };
          },
          dispose: () => bias.dispose(),
        };
      },
      loss: ({ rul }, { rul: truth }) => tf.mean(tf.squaredDifference(rul, truth)),
    };`,
  );
  const out = join(place, 'run');
  const args = ['train', '--data-dir', fleet, ...TINY, '--config', join(place, 'own.mjs'), '--out', out];
  const { code, stderr } = await amnlHere(args);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(
    /note: reasons\.json was not written: the network cannot be explained: .*\(CLI_NOT_EXPLAINED\)/,
  );
  // Nor has it an ONNX form.
  expect(stderr).toMatch(/note: model\.onnx and model-raw\.onnx were not written: .*\(EO_EXPORT_\w+\)/);
});
