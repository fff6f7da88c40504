import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TINY, temporaryFolder } from './amnl.js';
import { amnlHere } from './amnl-here.js';

const { path: folder, remove } = temporaryFolder();
afterAll(remove);

const LIVES = [40, 45, 50, 42, 47, 44];
const file = (name: string) => join(folder, name);
const rows = (ends: boolean) =>
  LIVES.flatMap((life, pump) =>
    Array.from({ length: life }, (_, hour) => {
      const failed = ends ? `,${hour === life - 1 ? 1 : 0}` : '';
      return `P-${pump + 1},${hour},${1500 + (hour % 7)},${60 + 20 * Math.exp((hour - life) / 10)}${failed}`;
    }),
  );
/** Three pumps of which the first and the third have failed. */
const week = rows(false).filter((row) => /^P-[123],/.test(row));
const train = async (out: string, ...flags: string[]) => {
  const { code, stderr } = await amnlHere(['train', ...flags, ...TINY, '--out', file(out)]);
  expect(code, stderr).toBe(0);
};
const list = async (run: string, ...flags: string[]) => {
  const args = ['predict', file(run), '--data', file('week.csv'), '--sort', 'urgency', '--json', ...flags];
  const { code, stdout, stderr } = await amnlHere(args);
  expect(code, stderr).toBe(0);
  return {
    units: JSON.parse(stdout)
      .map(({ unit }: { unit: string }) => unit)
      .sort(),
    stderr,
  };
};
const WITHOUT_FAILED = { units: ['P-2'], stderr: expect.stringContaining('left out of the list: 2 of 3 pumps') };
const all = (why: string) => ({
  units: ['P-1', 'P-2', 'P-3'],
  stderr: expect.stringMatching(`nothing says which of these 3 pumps have failed \\(${why}\\): .* in this list, too`),
});

beforeAll(async () => {
  writeFileSync(file('pumps.csv'), ['pump,hour,speed,heat', ...rows(false)].join('\n'));
  writeFileSync(file('marked.csv'), ['pump,hour,speed,heat,failed', ...rows(true)].join('\n'));
  writeFileSync(file('week.csv'), ['pump,hour,speed,heat', ...week].join('\n'));
  writeFileSync(file('failures.csv'), ['pump,hour', ...LIVES.map((life, i) => `P-${i + 1},${life - 1}`)].join('\n'));
  const description = { format: 'amnl-dataset', version: 1, noun: 'pump', unit: 'pump', time: 'hour' };
  const write = (name: string, more: object) => writeFileSync(file(name), JSON.stringify({ ...description, ...more }));
  write('table.json', { files: 'pumps.csv', failed: { file: 'failures.csv' } });
  write('column.json', { files: 'marked.csv', failed: 'failed' });
  await train('by-table', '--data', file('table.json'));
  await train('by-column', '--data', file('column.json'));
});

test('the table of failures of the training says, as it is now, what has failed', async () => {
  const { reading } = JSON.parse(readFileSync(join(file('by-table'), 'config.json'), 'utf8')).data;
  expect(reading.failed).toEqual({ file: file('failures.csv') });
  const before = readFileSync(file('failures.csv'));
  writeFileSync(file('failures.csv'), 'pump,hour\nP-1,39\nP-3,49\nP-6,43\n');
  expect(await list('by-table')).toEqual(WITHOUT_FAILED);
  const onto = ['predict', file('by-table'), '--data', file('week.csv'), '--output', file('failures.csv')];
  const refused = { code: 2, stderr: expect.stringMatching('--output would overwrite the input .*failures.csv') };
  expect(await amnlHere(onto)).toMatchObject(refused);
  rmSync(file('failures.csv'));
  expect(await list('by-table')).toEqual(all('the table of failures is gone: .*failures.csv'));
  writeFileSync(file('failures.csv'), before);
});

test('a table without the column of the training: it is said that failed ones are in the list; --failed names another', async () => {
  expect(await list('by-column')).toEqual(all(".*week.csv has no column 'failed'"));
  writeFileSync(file('known.csv'), 'pump,hour\nP-1,39\nP-3,49\n');
  expect(await list('by-column', '--failed', file('known.csv'))).toEqual(WITHOUT_FAILED);
  const marked = week.map((row) => `${row},${row.startsWith('P-2') ? 0 : 1}`);
  writeFileSync(file('week.csv'), ['pump,hour,speed,heat,gone', ...marked].join('\n'));
  expect(await list('by-column', '--failed', 'gone')).toEqual(WITHOUT_FAILED);
});

test.each([
  [['--data', 'week.csv', '--failed', 'lost'], "--failed is 'lost', which .*week.csv has no column of.*CLI_USAGE"],
  [['--data', 'week.csv', '--failed', 'lost.csv'], 'lost.csv.*DF_FILE_MISSING'],
  [['--data', 'week.csv', '--encoding', 'klingon'], "unknown encoding 'klingon'.*DF_ENCODING"],
])('%j is refused', async (flags, words) => {
  const args = flags.map((flag) => (flag.endsWith('.csv') ? file(flag) : flag));
  const refused = await amnlHere(['predict', file('by-column'), ...args]);
  expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(words) });
});

test('train --failed FILE is training with that table', async () => {
  const columns = ['--data', file('pumps.csv'), '--unit', 'pump', '--time', 'hour'];
  await train('by-flag', ...columns, '--failed', file('failures.csv'));
  const { config, data } = JSON.parse(readFileSync(join(file('by-flag'), 'config.json'), 'utf8'));
  expect({ failed: config.failed, read: data.reading.failed }).toEqual({
    failed: file('failures.csv'),
    read: { file: file('failures.csv') },
  });
  expect(readFileSync(join(file('by-flag'), 'predictions.csv'), 'utf8')).toBe(
    readFileSync(join(file('by-table'), 'predictions.csv'), 'utf8'),
  );
});
