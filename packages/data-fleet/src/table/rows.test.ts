import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectRows } from './collect.js';
import { fillMissing } from './missing.js';
import { naturalOrder } from './natural-order.js';
import { sortRows } from './order.js';
import { resampleRows } from './resample.js';
import type { TableSource } from './source.js';
import { TimeReader } from './time-cell.js';

/** A table in memory, in chunks of three rows, each column in parts of two. */
function source(rows: readonly (readonly unknown[])[]): TableSource {
  return {
    file: 'memory',
    columns: ['unit', 'time', 'x'].map((name) => ({ name, kind: 'number' })),
    async *chunks() {
      for (let from = 0; from < rows.length; from += 3) {
        const some = rows.slice(from, from + 3);
        const column = (index: number) => some.map((row) => row[index]);
        yield {
          rows: some.length,
          column: async (index) => [column(index).slice(0, 2), column(index).slice(2)],
          place: (row) => `row ${from + row + 1}`,
        };
      }
    },
    checksum: async () => '',
    close: async () => undefined,
  };
}

async function collect(rows: readonly (readonly unknown[])[]) {
  async function* one() {
    yield source(rows);
  }
  return collectRows(one(), { unit: 'unit', time: 'time', channels: ['x'] }, new TimeReader('number'));
}

const gaps = fc.array(fc.option(fc.integer({ min: -50, max: 50 }), { nil: undefined }), {
  minLength: 1,
  maxLength: 12,
});
const steps = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 12, maxLength: 12 });

/** Units of one channel; times rise by the steps. */
function units(columns: readonly (readonly (number | undefined)[])[], rises: readonly number[]) {
  const offsets = [0];
  for (const column of columns) offsets.push(offsets.at(-1)! + column.length);
  const times = columns.flatMap((column) => column.map((_, i) => rises.slice(0, i + 1).reduce((a, b) => a + b, 0)));
  return {
    noun: 'pump',
    timeUnit: 'hours',
    channels: ['x'],
    settings: [] as string[],
    units: columns.map((_, i) => `P-${i}`),
    offsets: Int32Array.from(offsets),
    times: Float64Array.from(times),
    values: Float32Array.from(columns.flat(), (value) => value ?? Number.NaN),
  };
}

describe('sorting', () => {
  it('does not depend on the order of rows', async () => {
    const cells = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 30 })), {
      selector: String,
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(cells, async (pairs) => {
        const rows = await collect(pairs.map(([unit, time], i) => [unit, time, i]));
        const { units, offsets, order } = sortRows(rows);
        const sorted = pairs
          .map(([unit, time], i) => ({ unit, time, i }))
          .sort((a, b) => a.unit - b.unit || a.time - b.time);
        expect([...order]).toEqual(sorted.map(({ i }) => i));
        expect(units).toEqual([...new Set(sorted.map(({ unit }) => String(unit)))]);
        for (const [i, name] of units.entries()) {
          expect(offsets[i + 1]! - offsets[i]!).toBe(sorted.filter(({ unit }) => String(unit) === name).length);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('names units as people count them', () => {
    const names = ['P-10', 'P-2', '10', 'p', '2', 'P-2b', 'P-02', 'P', '9007199254740993', '9007199254740992'];
    expect(names.sort(naturalOrder)).toEqual([
      '2',
      '10',
      '9007199254740992',
      '9007199254740993',
      'P',
      'P-02',
      'P-2',
      'P-2b',
      'P-10',
      'p',
    ]);
  });

  it('names the places of a duplicate', async () => {
    const rows = await collect([
      [1, 5, 0],
      [2, 5, 0],
      [1, 4, 0],
      [1, 5, 0],
    ]);
    expect(() => sortRows(rows)).toThrow('unit 1 has two rows at time 5: memory, row 1, and memory, row 4');
  });
});

describe('fillMissing', () => {
  const HOW = fc.constantFrom('forward', 'straight', 'of a setting');
  it('forward and on a line, settings never on a line, as plain loops do', () => {
    fc.assert(
      fc.property(fc.array(gaps, { minLength: 1, maxLength: 4 }), steps, HOW, (columns, rises, how) => {
        fc.pre(columns.every((column) => column.some((value) => value !== undefined)));
        const rows = { ...units(columns, rises), settings: how === 'of a setting' ? ['x'] : [] };
        const filled = fillMissing(rows, { fill: how === 'forward' ? 'forward' : 'interpolate', limit: 12 });
        expect(filled).toEqual([columns.flat().filter((value) => value === undefined).length]);
        const expected = columns.flatMap((column, unit) =>
          column.map((value, i) => {
            if (value !== undefined) return value;
            const before = column.slice(0, i).findLastIndex((other) => other !== undefined);
            const after = column.findIndex((other, j) => j > i && other !== undefined);
            if (before < 0) return column[after]!;
            if (after < 0 || how !== 'straight') return column[before]!;
            const time = (row: number) => rows.times[rows.offsets[unit]! + row]!;
            const share = (time(i) - time(before)) / (time(after) - time(before));
            return Math.fround(column[before]! + share * (column[after]! - column[before]!));
          }),
        );
        expect([...rows.values]).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('resampleRows', () => {
  it('has one row for every step back from the last, with what was measured in it', () => {
    fc.assert(
      fc.property(
        fc.array(gaps, { minLength: 1, maxLength: 4 }),
        steps,
        fc.integer({ min: 1, max: 12 }),
        (columns, rises, step) => {
          const rows = units(columns, rises);
          for (const last of [false, true]) {
            const { offsets, times, values } = resampleRows(rows, step, [last]);
            for (const [unit] of columns.entries()) {
              const own = Array.from({ length: columns[unit]!.length }, (_, i) => rows.offsets[unit]! + i);
              const end = rows.times[own.at(-1)!]!;
              expect(times[offsets[unit + 1]! - 1]).toBe(end);
              for (let out = offsets[unit]!; out < offsets[unit + 1]!; out++) {
                if (out > offsets[unit]!) expect(times[out]! - times[out - 1]!).toBe(step);
                const within = own.filter(
                  (row) => rows.times[row]! > times[out]! - step && rows.times[row]! <= times[out]!,
                );
                const found = within.map((row) => rows.values[row]!).filter((value) => !Number.isNaN(value));
                const mean = found.reduce((a, b) => a + b, 0) / found.length;
                expect(values[out]).toBe(last ? (found.at(-1) ?? Number.NaN) : Math.fround(mean));
              }
              // The first step has the first row.
              expect(times[offsets[unit]!]! - step).toBeLessThan(rows.times[own[0]!]!);
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is not led astray by rounding', () => {
    const times = Float64Array.of(0, 0.1, 0.2, 0.30000000000000004, 0.4, 0.5, 0.6, 0.7);
    const { times: out, values } = resampleRows(
      { offsets: Int32Array.of(0, 8), times, values: Float32Array.from(times) },
      0.1,
      [false],
    );
    expect(out).toHaveLength(8);
    expect([...values]).toEqual([...Float32Array.from(times)]);
  });
});
