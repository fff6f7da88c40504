import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HistoryLine } from '../schemas/history.js';
import { cellCount, historyCsv } from './history-csv.js';

const epochOf = (epoch: number, metrics: Record<string, number | null>): HistoryLine => ({
  epoch,
  selection: 'test',
  simulated: false,
  metrics,
  seconds: 17.362872368999998,
  samplesPerSecond: 1021.2020006354055,
});
const historyOf = (...metrics: Record<string, number | null>[]) => metrics.map((some, i) => epochOf(i, some));

/** A reader of RFC 4180, letter by letter, that knows nothing of the writer. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[i + 1] === '"') cell += text[i++];
      else quoted = false;
    } else if (letter === '"' && cell === '') quoted = true;
    else if (letter === ',' || letter === '\n') {
      row.push(cell);
      cell = '';
      if (letter === ',') continue;
      rows.push(row);
      row = [];
    } else cell += letter;
  }
  expect([quoted, cell, row]).toEqual([false, '', []]);
  return rows;
}

const headOf = (name: string) => parse(historyCsv(historyOf({ [name]: 1 })))[0]!.at(-1);

describe('historyCsv', () => {
  test('has a row an epoch, metrics in the order of their first appearance, empty cells for what is missing', () => {
    const history = historyOf({ loss: 0.5, 'val,loss': null }, { loss: 1e-7, 'a "b"': -3 });
    expect(historyCsv(history)).toBe(
      [
        'epoch,seconds,samplesPerSecond,selection,simulated,loss,"val,loss","a ""b"""',
        '0,17.362872368999998,1021.2020006354055,test,0,0.5,,',
        '1,17.362872368999998,1021.2020006354055,test,0,1e-7,,-3',
        '',
      ].join('\n'),
    );
    expect(historyCsv([{ ...epochOf(0, {}), simulated: true, samplesPerSecond: null, selection: 'holdout' }])).toMatch(
      /\n0,17\.362872368999998,,holdout,1\n$/,
    );
    expect(parse(historyCsv([]))).toHaveLength(1);
  });

  test('gives every number back bit for bit, under any name', () => {
    const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
    const name = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'=+-@,;"\'\t\r\n ab') }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('epoch', 'metrics.epoch', 'constructor', 'toString', '7'),
    );
    // `__proto__` cannot be a metric: reading a history leaves it out.
    const metrics = fc.dictionary(
      name.filter((some) => some !== '__proto__'),
      number,
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(metrics, { minLength: 1 }), (epochs) => {
        const history = historyOf(...epochs);
        const [head, ...rows] = parse(historyCsv(history));
        const names = [...new Set(epochs.flatMap((some) => Object.keys(some)))];
        expect(new Set(head).size).toBe(5 + names.length);
        expect(cellCount(history)).toBe([head, ...rows].flat().length);
        history.forEach(({ epoch, seconds, samplesPerSecond, metrics }, i) => {
          expect(rows[i]!.slice(0, 3).map(Number)).toEqual([epoch, seconds, samplesPerSecond]);
          names.forEach((name, k) => {
            const cell = rows[i]![5 + k]!;
            const value = Object.hasOwn(metrics, name) ? metrics[name] : null;
            expect(cell === '' ? null : Number(cell)).toBe(value);
          });
        });
      }),
    );
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+x', "'+x"],
    ['-x', "'-x"],
    ['@x', "'@x"],
    ['\t=1', "'\t'=1"],
    ['＝1', "'＝1"],
    ['a;=1', "a;'=1"],
    ['a\n=1', "a\n'=1"],
    ['a;"=1"', `a;"'=1"`],
    ['R2-d2', 'R2-d2'],
    ['a=b', 'a=b'],
    ['a/b (c)', 'a/b (c)'],
  ])('leaves no name that a spreadsheet would run: %j', (name, head) => {
    expect(headOf(name)).toBe(head);
  });

  test('leaves no cell that a spreadsheet would run, whichever separator it is set to', () => {
    const risky = fc.string({ unit: fc.constantFrom(...'=+-@,;"\'\t\r\n a') });
    fc.assert(
      fc.property(risky, (name) => {
        const [head] = parse(historyCsv(historyOf({ [name]: 1 })));
        for (const cell of head!.at(-1)!.split(/[;"\t\r\n]/)) expect(cell).not.toMatch(/^[=+\-@]/);
      }),
    );
  });

  test('keeps heads apart', () => {
    const names = ['epoch', 'metrics.epoch', 'seconds', '=a', "'=a"];
    const [head] = parse(historyCsv(historyOf(Object.fromEntries(names.map((name) => [name, 1])))));
    expect(head!.slice(5)).toEqual(['metrics.epoch', 'metrics.metrics.epoch', 'metrics.seconds', "'=a", "metrics.'=a"]);
  });
});
