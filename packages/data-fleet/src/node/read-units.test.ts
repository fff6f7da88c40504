import { afterAll, describe, expect, it } from 'vitest';
import { csv, refusal, tableFolder } from '../fixtures/tables.js';
import { readUnits } from './read-units.js';

const { write, remove } = tableFolder();
afterAll(remove);
const fitted = { name: 'pumps', channels: ['flow', 'heat'], settings: ['heat'], timeUnit: 'hours' };
const options = { unit: 'pump', time: 'hour' };

describe('readUnits', () => {
  it('takes the channels of the scaler, in its order, and needs no column of failures', async () => {
    const files = write(
      'new.csv',
      csv(['heat', 'note', 'pump', 'hour', 'flow'], [7, 'ok', 'B', 2, 1], [8, 'ok', 'B', 1, 3]),
    );
    const { fleet, notices } = await readUnits({ ...options, files, failed: 'failed' }, fitted);
    expect(fleet).toMatchObject({ name: 'new', role: 'unknown', timeUnit: 'hours', channels: ['flow', 'heat'] });
    expect(fleet).toMatchObject({ settings: ['heat'], units: ['B'], ends: [{ kind: 'running' }] });
    expect([...fleet.values]).toEqual([3, 8, 1, 7]);
    expect(notices).toEqual(['Columns that the run does not use: note']);
  });

  it('reads which units failed from a column of failures that is there', async () => {
    const rows = [
      ['A', 1, 1, 1, 0],
      ['A', 2, 1, 2, 1],
      ['B', 1, 3, 1, 0],
    ];
    const files = write('failed.csv', csv(['pump', 'hour', 'flow', 'heat', 'failed'], ...rows));
    const { fleet, notices } = await readUnits({ ...options, files, failed: 'failed' }, fitted);
    expect(fleet.ends).toEqual([{ kind: 'failed' }, { kind: 'running' }]);
    expect(notices).toEqual([]);
  });

  it('keeps units apart whose names differ, also where a control character of one is written in letters in the other', async () => {
    const names = [
      'a\u0001',
      String.raw`a\u0001`,
      String.raw`a\u005cu0001`,
      String.raw`M\u00fcller`,
      String.raw`C:\users`,
    ];
    const lines = names.flatMap((name) => [1, 2].map((hour) => [name, hour, 1, 1]));
    const files = write('names.csv', csv(['pump', 'hour', 'flow', 'heat'], ...lines));
    const { fleet } = await readUnits({ ...options, files }, fitted);
    const shown = [String.raw`a\u0001`, String.raw`a\u005cu0001`, String.raw`a\u005cu005cu0001`, ...names.slice(3)];
    expect(new Set(fleet.units)).toEqual(new Set(shown));
    expect([...fleet.offsets]).toEqual([0, 2, 4, 6, 8, 10]);
  });

  it('reads them from a table of failures of a larger fleet; a unit with rows after its failure runs', async () => {
    const rows = ['A', 'B', 'C', 'D'].flatMap((pump) => [10, 12].map((hour) => [pump, hour, 1, hour]));
    const files = write('week.csv', csv(['pump', 'hour', 'flow', 'heat'], ...rows));
    // A failed at its last row, B before it and runs again, C twice, nothing is said of D, and Z is of another plant.
    const failed = write(
      'ends.csv',
      csv(['pump', 'hour'], ['A', 12], ['B', 11], ['C', 11], ['C', 13], ['D', ''], ['Z', 3]),
    );
    const table = { file: failed };
    const { fleet, notices, failed: by } = await readUnits({ ...options, files, failed: table }, fitted);
    expect(fleet.ends.map(({ kind }) => kind)).toEqual(['failed', 'running', 'failed', 'running']);
    expect(notices).toEqual(['Counted as running, for rows after the failure in the table: B']);
    expect(by).toEqual(table);
    expect((await readUnits({ ...options, files, failed: 'gone' }, fitted)).failed).toBeUndefined();
  });

  it('says that a table is in UTF-8 where that explains the missing channels', async () => {
    const files = write('utf8.csv', csv(['pump', 'hour', 'Wärme', 'flow'], ['B', 1, 1, 1]));
    const german = { ...fitted, channels: ['flow', 'Wärme'], settings: [] };
    const encoding = 'windows-1252';
    const error = await refusal(readUnits({ ...options, files, encoding }, german));
    expect(error.detail).toContain('Read as utf-8 it has them, and it was read as windows-1252');
    expect((await readUnits({ ...options, files }, german)).fleet.channels).toEqual(german.channels);
    const other = { ...german, channels: ['flow', 'Kälte'] };
    expect((await refusal(readUnits({ ...options, files, encoding }, other))).detail).not.toContain('utf-8');
  });

  it('lists all channels that are missing, with the nearest names, and what there is in addition', async () => {
    const files = write('other.csv', csv(['pump', 'hour', 'flaw', 'speed'], ['B', 1, 1, 1]));
    const error = await refusal(readUnits({ ...options, files }, fitted));
    expect(error.code).toBe('DF_SCALER_MISMATCH');
    expect(error.detail).toContain(
      `lacks channels that the run was trained on (pumps): flow (is it 'flaw'?), heat; it has flaw, speed in addition`,
    );
  });

  it('takes a name for the nearest one alone, however many others are alike', async () => {
    const files = write('alike.csv', csv(['pump', 'hour', 'sensr_2'], ['B', 1, 1]));
    const sensors = { ...fitted, channels: ['sensor_1', 'sensor_2', 'sensor_3'], settings: [] };
    expect((await refusal(readUnits({ ...options, files }, sensors))).detail).toContain(
      "(pumps): sensor_1, sensor_2 (is it 'sensr_2'?), sensor_3; it has sensr_2 in addition",
    );
  });

  it('refuses numbers where the times that it was fitted on were timestamps', async () => {
    const files = write('numbers.csv', csv(['pump', 'hour', 'flow', 'heat'], ['B', 1, 1, 1], ['B', 2, 1, 1]));
    const { code, detail } = await refusal(readUnits({ ...options, files }, { ...fitted, dated: true }));
    expect(code).toBe('DF_SCALER_MISMATCH');
    expect(detail).toContain(
      'numbers.csv are numbers, but the run was trained on pumps, whose times are timestamps, counted',
    );
    expect([...(await readUnits({ ...options, files }, { ...fitted, dated: false })).fleet.times]).toEqual([1, 2]);
  });

  it('refuses another unit of time, and converts timestamps into the run’s', async () => {
    const at = (hour: string) => `2024-05-31T${hour}:30Z`;
    const files = write('at.csv', csv(['pump', 'hour', 'flow', 'heat'], ['B', at('08'), 1, 1], ['B', at('20'), 1, 1]));
    const days = { column: 'hour', unit: 'days' };
    expect((await refusal(readUnits({ ...options, time: days, files }, fitted))).code).toBe('DF_SCALER_MISMATCH');
    const { fleet } = await readUnits({ ...options, files }, fitted);
    expect([...fleet.times]).toEqual([0, 12]);
    const { code, detail } = await refusal(readUnits({ ...options, files }, { ...fitted, dated: false }));
    expect(code).toBe('DF_SCALER_MISMATCH');
    expect(detail).toContain(
      `at.csv are timestamps, but the run was trained on pumps, whose times are numbers, counted in`,
    );
    expect((await readUnits({ ...options, files }, { ...fitted, dated: true })).fleet.clock?.zone).toBe('Z');
    const cycles = { ...fitted, timeUnit: 'cycles' };
    expect((await refusal(readUnits({ ...options, files }, cycles))).code).toBe('DF_TIME_UNIT');
  });
});
