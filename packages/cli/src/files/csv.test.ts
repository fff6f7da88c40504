import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, csvRows, csvRowsOf } from './csv.js';

const read = (text: string) => [...csvRows(text)].map(({ cells }) => cells);

test('cells are quoted where they must be, and only there', () => {
  expect(['P-101', 'P-101/A, "north"', 'two\nlines', '=1+1', ''].map(csvCell)).toEqual([
    'P-101',
    '"P-101/A, ""north"""',
    '"two\nlines"',
    '=1+1',
    '',
  ]);
});

test('rows are read with the line that each begins in', () => {
  expect([...csvRows('a,b\n"x\ny",1\n\n"z ""q""",2')]).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['x\ny', '1'] },
    { line: 5, cells: ['z "q"', '2'] },
  ]);
  expect([...csvRows('a,b\n\nc,')]).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 3, cells: ['c', ''] },
  ]);
  expect(read('"a",\n"b",')).toEqual([
    ['a', ''],
    ['b', ''],
  ]);
  expect(read('"never closed,1\n2,3')).toEqual([['never closed,1\n2,3']]);
});

test('what is written is read again, whatever it is', () => {
  const row = fc.array(fc.string(), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1 }), (rows) => {
      const text = rows.map((cells) => `${cells.map(csvCell).join(',')}\n`).join('');
      expect(read(text)).toEqual(rows);
    }),
  );
});

test('text in parts has the same rows, wherever it is cut', () => {
  const row = fc.array(fc.string({ unit: fc.constantFrom('a', '"', '\n', ',', 'é') }), { minLength: 2, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(row), fc.integer({ min: 1, max: 9 }), (rows, size) => {
      const text = rows.map((cells) => `${cells.map(csvCell).join(',')}\n`).join('');
      function* parts() {
        for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
      }
      expect([...csvRowsOf(parts())]).toEqual([...csvRows(text)]);
    }),
  );
});

test('a quote that is never closed does not fill the memory', () => {
  function* parts() {
    yield 'a,b\n"';
    for (;;) yield 'x'.repeat(100_000);
  }
  expect(() => [...csvRowsOf(parts())]).toThrow(/^line 2 has more than \d+ bytes; perhaps a quote is not closed$/);
});
