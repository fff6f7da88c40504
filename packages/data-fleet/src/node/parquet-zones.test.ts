import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { csv, refusal, tableFolder } from '../fixtures/tables.js';
import { timeText } from '../time-text.js';
import { readTable } from './read-table.js';
import { readUnits } from './read-units.js';

const { write, remove } = tableFolder();
afterAll(remove);

type Element = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>[number];
type Kind = Omit<Element, 'name'>;

const DAY = Date.UTC(2025, 0, 19);
const [NOON, LATER] = [DAY + 12 * 3_600_000, DAY + 18 * 3_600_000];
const stamps = (isAdjustedToUTC: boolean): Kind => ({
  type: 'INT64',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: 'MICROS' },
});
const [naive, utc] = [stamps(false), stamps(true)];

/** Writes a table of one pump with the given moments. */
function table(name: string, kind: Kind, moments: readonly (bigint | Date)[]): string {
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const;
  const bytes = parquetWriteBuffer({
    schema: [
      { name: 'root', num_children: 3 },
      { name: 'pump', ...text },
      { name: 'at', repetition_type: 'REQUIRED', ...kind },
      { name: 'x', type: 'DOUBLE', repetition_type: 'REQUIRED' },
    ],
    columnData: [
      { name: 'pump', data: moments.map(() => 'P-1') },
      { name: 'at', data: [...moments] },
      { name: 'x', data: moments.map((_, i) => i + 0.5) },
    ],
  });
  return write(name, new Uint8Array(bytes));
}

const micros = (...ms: number[]) => ms.map((each) => BigInt(each) * 1000n);
const options = { unit: 'pump', time: 'at', failed: true, channels: ['x'] } as const;

describe('instants in Parquet', () => {
  it.each([
    ['without a zone', naive, micros(NOON, LATER), ['2025-01-19T12:00:00', '2025-01-19T18:00:00']],
    ['in UTC', utc, micros(NOON, LATER), ['2025-01-19T12:00:00Z', '2025-01-19T18:00:00Z']],
    [
      'of older files',
      { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' } as Kind,
      [new Date(NOON), new Date(LATER)],
      ['2025-01-19T12:00:00Z', '2025-01-19T18:00:00Z'],
    ],
    [
      'that are days',
      { type: 'INT32', converted_type: 'DATE' } as Kind,
      [new Date(DAY), new Date(DAY + 86_400_000)],
      ['2025-01-19', '2025-01-20'],
    ],
  ])('%s have that zone', async (name, kind, moments, texts) => {
    const fitted = { name: 'pumps', channels: ['x'], settings: [], timeUnit: 'hours' };
    const { fleet } = await readUnits({ ...options, files: table(`${name}.parquet`, kind, moments) }, fitted);
    expect([...fleet.times].map((time) => timeText(fleet, 0, time))).toEqual(texts);
  });

  it('without a zone are one fleet with those of a CSV without a zone', async () => {
    const files = [
      table('both.parquet', naive, micros(NOON, LATER)),
      write('both.csv', csv(['pump', 'at', 'x'], ['P-2', '2025-01-19 12:00:00', 1], ['P-2', '2025-01-19 20:00', 2])),
    ];
    const { train } = await readTable({ ...options, files });
    expect(train.clock?.zone).toBe('');
    expect([...train.times]).toEqual([0, 6, 0, 8]);
  });

  it.each([
    [
      'with and without a zone',
      utc,
      'found a timestamp in UTC, but the times before are written as a timestamp without',
    ],
    [
      'days and moments',
      { type: 'INT32', converted_type: 'DATE' } as Kind,
      'found a day without a time, but the times',
    ],
  ])('are not mixed: %s', async (name, kind, message) => {
    const moments = kind.type === 'INT32' ? [new Date(DAY)] : micros(LATER);
    const files = [table(`1 ${name}.parquet`, naive, micros(NOON, LATER)), table(`2 ${name}.parquet`, kind, moments)];
    const error = await refusal(readTable({ ...options, files }));
    expect(error.code).toBe('DF_TIME_MIXED');
    expect(error.detail).toContain(`2 ${name}.parquet, row group 1, row 1, column 'at': ${message}`);
  });

  it.each([
    ['numbers', ['1', '2'], 'test with are numbers, but those of pumps to train on are timestamps in zone Z. Write'],
    ['times without a zone', ['2025-03-01T12:00', '2025-03-01T13:00'], 'test with are timestamps without a zone, but'],
  ])('to train on do not go with %s to test with', async (name, times, message) => {
    const rows = ['P-1', 'P-2'].flatMap((pump) => [12, 13].map((hour) => [pump, `2025-01-19T${hour}:00Z`, hour]));
    const files = write('pumps.csv', csv(['pump', 'at', 'x'], ...rows));
    const test = write(`${name}.csv`, csv(['pump', 'at', 'x'], ...times.map((time, i) => ['P-3', time, i])));
    const error = await refusal(readTable({ ...options, files, test }));
    expect(error.code).toBe('DF_TIME_MIXED');
    expect(error.detail).toContain(message);
  });

  it('of failures without a zone are no failures of data in UTC, which come hours earlier or later', async () => {
    const data = csv(['pump', 'at', 'x'], ['P-1', '2025-01-19T12:00:00Z', 1], ['P-1', '2025-01-19T18:00:00Z', 2]);
    const failed = { file: table('failures.parquet', naive, micros(LATER + 7_200_000)) };
    const error = await refusal(readTable({ ...options, files: write('zoned.csv', data), failed }));
    expect(error.code).toBe('DF_TIME_MIXED');
    expect(error.detail).toContain(
      'found a timestamp without a zone, but the times before are written as "2025-01-19T12',
    );
  });
});
