import { describe, expect, it } from 'vitest';
import { csv, refusal, tableFolder } from '../fixtures/tables.js';
import { readUnits } from './read-units.js';
import { unitsFromColumns } from './units-from-columns.js';

const fitted = { name: 'pumps', channels: ['flow', 'heat'], settings: ['heat'], timeUnit: 'hours' };
const options = { name: 'request', time: 'hour', noun: 'pump' };
const a = { unit: 'A-10', columns: { hour: [2, 1], heat: [8, 7], flow: [3, null], note: ['x', 'y'] } };
const b = { unit: 'A-9', columns: { hour: [5], flow: [6], heat: [9] } };

describe('unitsFromColumns', () => {
  it('is what readUnits makes of the same rows in a file, in the order in which the units are given', async () => {
    const { write, remove } = tableFolder();
    const rows = [
      ['A-10', 2, 8, 3, 'x'],
      ['A-10', 1, 7, 0.5, 'y'],
      ['A-9', 5, 9, 6, ''],
    ];
    const files = write('new.csv', csv(['pump', 'hour', 'heat', 'flow', 'note'], ...rows));
    const file = await readUnits({ files, unit: 'pump', time: 'hour', noun: 'pump' }, fitted);
    remove();
    const first = { ...a, columns: { ...a.columns, flow: [3, 0.5] } };
    const { fleet, notices } = await unitsFromColumns([b, first], options, fitted);
    expect(fleet).toEqual({ ...file.fleet, name: 'request', origin: { checksum: '', simulated: false } });
    expect(notices).toEqual(file.notices); // the column that is not used
    const other = await unitsFromColumns([first, b], options, fitted);
    expect(other.fleet.units).toEqual(['A-10', 'A-9']);
    expect([...other.fleet.values]).toEqual([0.5, 7, 3, 8, 6, 9]);
  });

  it('makes the same of rows that are in order as of the same rows in another order', async () => {
    const flow = [0.1, 1 / 3, -7, 3.4e38, 1e-45];
    const units = ['B', 'A'].map((unit) => ({
      unit,
      columns: { hour: [-1, 0, 0.5, 2, 9], flow, heat: [5, 4, 3, 2, 1] },
    }));
    const turned = units.map(({ unit, columns }) => ({
      unit,
      columns: Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells.toReversed()])),
    }));
    const [plain, sorted] = await Promise.all([units, turned].map((rows) => unitsFromColumns(rows, options, fitted)));
    expect(plain).toEqual(sorted);
    expect([...plain!.fleet.offsets]).toEqual([0, 5, 10]);
    expect(plain!.fleet.values[2]).toBe(Math.fround(1 / 3));
  });

  it('reads timestamps, fills what is missing and resamples as in training', async () => {
    const columns = {
      at: ['2024-01-01T00:00:00Z', '2024-01-01T01:00:00Z', '2024-01-01T02:00:00Z'],
      flow: [1, null, 3],
      heat: [1, 1, 1],
    };
    const dated = { name: 'request', time: { column: 'at', unit: 'hours' } };
    const { fleet, notices } = await unitsFromColumns([{ unit: 'A', columns }], dated, { ...fitted, dated: true });
    expect([...fleet.values]).toEqual([1, 1, 1, 1, 3, 1]); // forward, by default
    expect(fleet.clock?.starts[0]).toBe(Date.UTC(2024, 0));
    expect(notices).toEqual(['1 missing values of 6 were filled: flow 1']);
    const steps = await unitsFromColumns([{ unit: 'A', columns }], { ...dated, resample: 2 }, fitted);
    expect([...steps.fleet.times]).toEqual([0, 2]);
    const refused = await refusal(unitsFromColumns([{ unit: 'A', columns }], { ...dated, missing: 'error' }, fitted));
    expect(refused.message).toContain('units[0]');
  });

  it.each([
    [[a, a], 'DF_ROWS_INVALID', 'units[1].unit: "A-10" is there twice'],
    [
      [{ unit: 'A', columns: { hour: [1], flow: [1] } }],
      'DF_SCALER_MISMATCH',
      'units[0].columns lacks channels that the run was trained on (pumps): heat',
    ],
    [
      [a, { unit: 'A', columns: { hour: [1], flow: [1], haet: [1] } }],
      'DF_SCALER_MISMATCH',
      "units[1].columns lacks channels that the run was trained on (pumps): heat (is it 'haet'?)",
    ],
    [[{ unit: 'A', columns: { hour: [1], fliw: [1] } }], 'DF_SCALER_MISMATCH', "(pumps): flow (is it 'fliw'?), heat"],
    [
      [{ unit: 'A', columns: { flow: [1], heat: [1] } }],
      'DF_COLUMN_UNKNOWN',
      "units[0].columns has no column of time. Give 'hour'",
    ],
    [
      [{ unit: 'A', columns: { hour: [1, 2], flow: [1], heat: [1] } }],
      'DF_ROWS_INVALID',
      "units[0].columns.flow has 1 cells, and 'hour' has 2",
    ],
    [
      [{ unit: 'A', columns: { hour: [1], flow: ['1'], heat: [1] } }],
      'DF_NOT_A_NUMBER',
      'units[0].columns.flow[0]: expected a number, or null if nothing was measured; found "1"',
    ],
    [[b, { unit: 'A', columns: { hour: [1, 1], flow: [1, 1], heat: [1, 1] } }], 'DF_DUPLICATE_ROW', 'units[1], row 2'],
    [
      [{ unit: 'A', columns: { hour: [1], flow: [1e39], heat: [1] } }],
      'DF_NOT_FINITE',
      "request, units[0], row 1, column 'flow'",
    ],
    [
      [{ unit: 'A', columns: { hour: [null], flow: [1], heat: [1] } }],
      'DF_CELL_EMPTY',
      "units[0], row 1, column 'hour'",
    ],
  ])('refuses with the place: %#', async (units, code, message) => {
    const refused = await refusal(unitsFromColumns(units, options, fitted));
    expect(refused.message).toContain(message);
    expect(refused.code).toBe(code);
  });
});
